# Stands for a program of ten values: some never vary, some at random, some by MODE. It fails for one subject in one mode,
# and what it names and prints tries to be markup.
printf '\033[31m%s\033[0m\n' '<script>window.injected = "log"</script><img src="x" onerror="window.injected = 1">' >&2
if [ "$1" = s3 ] && [ "$MODE" = fast ]; then
  echo 'no solution in </pre></script><b id="injected">bold</b>' >&2
  exit 3
fi
printf 'the same for all\n' >constant.txt
subject=$(printf '%s' "$1" | tr -cd '1-9' | cut -c1)
awk -v subject="${subject:-9}" -v seed="$SEED" -v mode="$MODE" 'BEGIN {
  # Numbers of Park and Miller.
  state = substr(seed, 1, 7) * 10 + subject
  for (i = 0; i < 10; ++i) state = state * 16807 % 2147483647
  print "name,amplitude"
  for (i = 1; i <= 10; ++i) {
    state = state * 16807 % 2147483647
    noise = state / 2147483647 - 0.5
    amplitude = 10 + i + subject * (1 + i / 10)
    if (i > 3 && i <= 7) amplitude += noise * i / 3
    if (i > 7) amplitude += (mode == "fast") * 0.8 + noise * 0.01
    name = i == 2 ? "<svg onload=window.injected=2>" : i == 5 ? "a&b]]></script><i>" : sprintf("M%02d", i)
    printf "%s,%.6f\n", name, amplitude
  }
}' >results.csv
