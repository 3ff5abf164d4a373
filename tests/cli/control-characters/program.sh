printf 'a bell \007, an escape \033[31m, a nul \000, half a character \303, ]]> <tag> &amp;\n' >&2
exit 1
