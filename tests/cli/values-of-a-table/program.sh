# Stands for a fit: name, amplitude, its own standard deviation. The seed makes the noise, by Park and Miller's numbers.
awk -v subject="${1#s}" -v seed="$SEED" -v build="$BUILD" 'BEGIN {
  state = substr(seed, 1, 7) * 10 + subject
  for (i = 0; i < 10; ++i) state = state * 16807 % 2147483647
  print "name,amplitude,sd"
  for (i = 1; i <= 25; ++i) {
    state = state * 16807 % 2147483647
    noise = state / 2147483647 - 0.5
    amplitude = 10 + i + subject * (1 + i / 10)
    if (i > 10 && i <= 18) amplitude += noise * (i - 10) / 20
    if (i > 18 && i <= 22) amplitude += (build == "fast") * (i - 18) * 0.5 + noise * 0.01
    if (i == 23) amplitude = 0
    if (i == 24 && noise > 0.3) continue
    if (i == 25) amplitude = noise
    printf "M%02d,%.6f,%.6f\n", i, amplitude, 0.5
  }
}' >results.csv
