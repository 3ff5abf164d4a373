#!/bin/sh
# What the tests run: `probe WHAT [ARGUMENT...]`, the same inside a container and on the host.
what=$1
shift
case $what in
  arguments) for word in "$@"; do echo "[$word]"; done > out.txt ;;
  exit) exit "$1" ;;
  signal-self) kill -s "$1" $$ ; echo survived > out.txt ;;
  wait) echo ready > out.txt; exec sleep 300 ;;
  hang-with-children)
    sleep 300 &
    (trap '' TERM; while :; do sleep 300; done) &
    trap '' TERM
    echo ready > out.txt
    while :; do sleep 300; done
    ;;
  write) echo content > out.txt; mkdir folder; echo more > folder/inside.txt ;;
  read) cat "$1" > out.txt ;;
  overwrite) echo spoilt > "$1" ;;
  interfaces) # of the process itself: /sys shows those of whoever mounted it
    while read -r name _; do
      case $name in *:*) echo "${name%%:*}" ;; esac
    done < /proc/net/dev > out.txt
    ;;
  all-variables) cat /proc/$$/environ > out.txt ;;
  where) pwd > out.txt ;;
  environment) echo "$TZ|$GREETING" > out.txt ;;
  eat) dd if=/dev/zero of=/dev/null bs="$1"M count=1 2> err.txt ;; # one buffer of so many MiB
  cpus) # that may be used
    while read -r name value; do
      case $name in Cpus_allowed_list:) echo "$value" ;; esac
    done < /proc/self/status > out.txt
    ;;
  machine) echo "$(cat /proc/sys/kernel/hostname) $(pwd)" > out.txt ;;
  speak) echo to-out; echo to-err >&2 ;;
  *) echo "probe: what is \"$what\"?" >&2; exit 2 ;;
esac
