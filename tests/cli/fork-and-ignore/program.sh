trap '' TERM INT HUP
for _ in 1 2 3; do
  setsid sh -c 'trap "" TERM INT HUP; while :; do sleep 100; done' &
done
while :; do sleep 100; done
