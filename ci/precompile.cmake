# reprovip_precompiled(TARGET KIND): with REPROVIP_PRECOMPILE, TARGET gets the headers of KIND from what was compiled once.
# Third-party headers only: they never change under a developer's hands. The flags are those of the targets that share.
set(REPROVIP_HEADERS_room <algorithm> <array> <charconv> <cmath> <cstdint> <filesystem> <functional> <map> <memory>
  <optional> <set> <span> <string> <string_view> <utility> <variant> <vector> <fmt/format.h> <tl/expected.hpp>)
set(REPROVIP_HEADERS_numeric ${REPROVIP_HEADERS_room})
set(REPROVIP_HEADERS_tests ${REPROVIP_HEADERS_room} <gmock/gmock.h> <gtest/gtest.h>)
set(REPROVIP_LIBRARIES_room fmt::fmt tl::expected)
set(REPROVIP_LIBRARIES_numeric ${REPROVIP_LIBRARIES_room})
set(REPROVIP_LIBRARIES_tests reprovip_test_support)
set(REPROVIP_FLAGS_tests -O0)
if(REPROVIP_SANITIZE)
  set(REPROVIP_FLAGS_numeric -O1)
endif()

# ccache keeps what uses them when told that macros and times in them do not matter, and GCC's with this option only.
# Clang's it finds by the compiler's own list of files, which spares a run of the preprocessor (hashing GCC's costs more).
# GCC's optimiser then takes the standard library for our code and suspects it: in these builds that is no error.
if(REPROVIP_PRECOMPILE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(reprovip_settings INTERFACE -fpch-preprocess)
  foreach(suspicion aggressive-loop-optimizations array-bounds dangling-pointer format-overflow format-truncation
      free-nonheap-object infinite-recursion maybe-uninitialized mismatched-new-delete nonnull restrict return-local-addr
      strict-aliasing stringop-overflow stringop-overread stringop-truncation uninitialized use-after-free)
    target_compile_options(reprovip_settings INTERFACE -Wno-error=${suspicion})
  endforeach()
elseif(REPROVIP_PRECOMPILE)
  set(REPROVIP_CCACHE_DEPEND CCACHE_DEPEND=1)
endif()
if(REPROVIP_PRECOMPILE AND CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${REPROVIP_CCACHE_DEPEND} ${CCACHE})
endif()

function(reprovip_precompiled target kind)
  if(NOT REPROVIP_PRECOMPILE)
    return()
  endif()
  set(owner reprovip_headers_${kind})
  if(NOT TARGET ${owner})
    file(WRITE ${CMAKE_BINARY_DIR}/headers/empty.cpp "")
    add_library(${owner} OBJECT ${CMAKE_BINARY_DIR}/headers/empty.cpp)
    target_link_libraries(${owner} PRIVATE reprovip_settings ${REPROVIP_LIBRARIES_${kind}})
    target_compile_options(${owner} PRIVATE ${REPROVIP_FLAGS_${kind}})
    target_precompile_headers(${owner} PRIVATE ${REPROVIP_HEADERS_${kind}})
  endif()
  target_precompile_headers(${target} REUSE_FROM ${owner})
endfunction()
