[ "$(find pages -name index.html | wc -l)" -eq 5 ]
grep -q '^4$' output.txt
# Every study that the index leads to is there.
grep -o 'href="[^"#]*/index.html"' pages/index.html | sort -u | cut -d'"' -f2 >links
[ "$(wc -l <links)" -eq 4 ]
while read -r link; do grep -q 'id="verdict"' "pages/$link"; done <links
[ -z "$(find . -name '*.tmp*')" ]
