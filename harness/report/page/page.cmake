# The page's styles and scripts are files of their own; the program carries them, and the packages of npm/, as bytes.
# Each script is a constant made by a function that uses, while it is made, only those before it.
set(styles base verdict tables classes plots pictures executions site print)
set(scripts dom data copying runs theme tables scrolling printing execution executions fingerprints volumes slices shades solid
  pictures marks links choices figures observations plot_intervals plot_equivalence plot_distribution plot_bland_altman
  plot_variance plot_movements plots main)
set(site_scripts dom theme tables scrolling printing site)

set(REPROVIP_PAGE_PACKAGES ${CMAKE_BINARY_DIR}/npm-page CACHE PATH "Where ci/page-packages has put the page's packages")
set(packages ${REPROVIP_PAGE_PACKAGES}/node_modules)
set(d3_js ${packages}/d3/dist/d3.min.js)
set(plot_js ${packages}/@observablehq/plot/dist/plot.umd.min.js)
set(niivue_js ${packages}/@niivue/niivue/dist/niivue.umd.js)
foreach(file ${d3_js} ${plot_js} ${niivue_js})
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "${file} is missing; get the page's packages first: ci/page-packages ${CMAKE_BINARY_DIR}")
  endif()
endforeach()

# reprovip_join(OUTPUT BEFORE AFTER file...): the files in one, in this order.
function(reprovip_join output before after)
  set(joined "${before}")
  foreach(file IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    file(READ ${file} text)
    string(APPEND joined "${text}")
  endforeach()
  string(APPEND joined "${after}")
  file(CONFIGURE OUTPUT ${output} CONTENT "@joined@" @ONLY)
endfunction()

set(page_css ${CMAKE_CURRENT_BINARY_DIR}/page.css)
set(page_js ${CMAKE_CURRENT_BINARY_DIR}/page.js)
set(site_js ${CMAKE_CURRENT_BINARY_DIR}/site.js)
list(TRANSFORM styles REPLACE "(.+)" "page/css/\\1.css")
list(TRANSFORM scripts REPLACE "(.+)" "page/js/\\1.js")
list(TRANSFORM site_scripts REPLACE "(.+)" "page/js/\\1.js")
reprovip_join(${page_css} "\n" "" ${styles})
reprovip_join(${page_js} "\n(() => {\n'use strict';\n" "})();\n" ${scripts})
reprovip_join(${site_js} "\n(() => {\n'use strict';\n" "})();\n" ${site_scripts})

# NiiVue is in pages as gzip; their policy names what that unpacks to.
file(SHA256 ${niivue_js} niivue_sha256)
set(niivue_js_gz ${CMAKE_CURRENT_BINARY_DIR}/niivue.js.gz)
add_custom_command(OUTPUT ${niivue_js_gz} COMMAND gzip -9 -n -c ${niivue_js} > ${niivue_js_gz} DEPENDS ${niivue_js} VERBATIM)

set(REPROVIP_PAGE_FILES "")
foreach(name page_css page_js site_js d3_js plot_js niivue_js_gz)
  string(APPEND REPROVIP_PAGE_FILES "REPROVIP_FILE(${name}, \"${${name}}\")\n")
endforeach()
configure_file(page/page_files.cpp.in page_files.cpp @ONLY)
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/page_files.cpp PROPERTIES
  OBJECT_DEPENDS "${page_css};${page_js};${site_js};${d3_js};${plot_js};${niivue_js_gz}")
target_sources(reprovip_report PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/page_files.cpp ${niivue_js_gz})
