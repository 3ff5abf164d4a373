# Standard output holds the summary only.
! grep -q $'\x1b' out.txt || { cat -v out.txt; exit 1; }
grep -q 'PASS' out.txt || exit 1
sed -e 's/section_\([a-z]*\):[0-9]*:/section_\1:T:/' -e 's/, [0-9.]* m\?s each$/, D/' err.txt >seen.txt
printf '\x1b[0Ksection_start:T:reprovip_a_b_p1.toml[collapsed=true]\r\x1b[0Kreprovip run a b/p1.toml
4 executions to run\nCELLS\n\x1b[0Ksection_end:T:reprovip_a_b_p1.toml\r\x1b[0K\n' >wanted.txt
[ "$(grep -c '^\[[0-9]/4\] s[12]: 2 executions, identical, D$' seen.txt)" -eq 2 ] || { cat -v seen.txt; exit 1; }
sed -i -e '/^\[[0-9]\/4\]/{x;s/^/x/;/^xx$/{x;s/.*/CELLS/;b};x;d}' seen.txt
cmp seen.txt wanted.txt || { cat -v seen.txt; exit 1; }
