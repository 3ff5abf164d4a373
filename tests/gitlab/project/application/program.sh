# A table of one value: the length of the subject's name, and a small part that depends on what KIND says.
subject=$1 kind=$2
case $kind in
  steady) part=0 ;;
  random) part=$(od -An -N2 -tu2 /dev/urandom | tr -d ' ') ;;
  seeded) part=$SEED ;;
esac
printf 'name,value\nlength,%s.%s\n' "${#subject}" "$part" >table.csv
