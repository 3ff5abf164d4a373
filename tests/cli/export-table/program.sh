# 0.1 + 0.2 as a program prints it; the second thread changes the last digit.
[ "$1" != s3 ] || exit 1
amygdala=7
[ "$1" != s1 ] || amygdala=NA
printf 'structure,volume,mean\n"Left, hippocampus",%s,1e-300\nAmygdala,%s,%s\n' "0.3000000000000000$((3 + $2))" "$amygdala" "${1#s}" >volumes.csv
