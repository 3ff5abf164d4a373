# Lin's concordance correlation beside epiR's epi.ccc, both intervals.
epi.ccc <- unpacked("epiR")$epi.ccc
tolerance <- list(1e-9)

set.seed(1989)
for (i in seq_len(size(quick = 15, full = 200))) {
  n <- sample(4:30, 1)
  subjects <- rnorm(n, 10, runif(1, 0.3, 5))
  a <- subjects + rnorm(n)
  b <- runif(1, 0.5, 2) * subjects + rnorm(n) + runif(1, -1, 1)
  for (interval in c("fisher", "asymptotic")) {
    peer <- epi.ccc(a, b, ci = if (interval == "fisher") "z-transform" else "asymptotic", conf.level = 0.95)
    add("ccc", list(estimate = peer$rho.c$est, low = peer$rho.c$lower, high = peer$rho.c$upper, cb = peer$C.b,
      scale_shift = peer$s.shift, location_shift = peer$l.shift), list(interval = interval),
      table = unname(cbind(a, b)), across = TRUE, levels = c("a", "b"))
  }
}
