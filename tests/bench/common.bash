# Shared by the programs of this folder that measure whole processes: sourced, not run. Needs $work, a folder.
# shellcheck shell=bash disable=SC2154
# one NAME COMMAND...: wall, CPU seconds and peak memory of the command, appended to NAME.times
one() {
  local name=$1
  shift
  /usr/bin/time -f '%e %U %S %M' -a -o "$work/$name.times" "$@" >/dev/null
}
median() { sort -g | awk '{a[NR]=$1} END {print (NR % 2) ? a[(NR+1)/2] : (a[NR/2]+a[NR/2+1])/2}'; }
wall_of() { cut -d' ' -f1 "$work/$1.times" | median; }
cpu_of() { awk '{print $2+$3}' "$work/$1.times" | median; }
memory_of() { cut -d' ' -f4 "$work/$1.times" | sort -g | tail -1; }

# table OURS NAME...: a line per name, with its ratios to OURS
table() {
  local ours=$1 name
  printf '%-22s %9s %9s %9s %14s %13s %13s\n' program 'wall s' 'CPU s' 'peak MB' 'wall / ours' 'CPU / ours' \
    'peak / ours'
  for name in "$@"; do
    awk -v t="$name" -v w="$(wall_of "$name")" -v c="$(cpu_of "$name")" -v m="$(memory_of "$name")" \
      -v bw="$(wall_of "$ours")" -v bc="$(cpu_of "$ours")" -v bm="$(memory_of "$ours")" \
      'BEGIN {printf "%-22s %9.2f %9.2f %9.0f %14.2f %13.2f %13.2f\n", t, w, c, m/1024, (bw > 0) ? w/bw : 0, (bc > 0) ? c/bc : 0, m/bm}'
  done
}
