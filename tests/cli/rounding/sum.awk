# exp(0) is 1: it is where a random rounding mode changes.
BEGIN {
  for (i = 1; i < 20000; i++) {
    s += 1 / i
    t = exp(0)
  }
  printf "%.17g\n", s > "sum.txt"
}
