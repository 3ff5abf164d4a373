# The six ICCs beside psych::ICC by analysis of variance (lmer = FALSE), and nu.
require_packages("psych")
tolerance <- list(1e-8, p = 1e-7)
forms <- c("1", "A", "C", "1k", "Ak", "Ck")

for (i in seq_len(size(30, 250))) {
  n <- sample(3:20, 1)
  k <- sample(2:8, 1)
  m <- matrix(rnorm(n, 10, runif(1, 0.2, 5)) + rnorm(n * k), n, k) + rep(rnorm(k) * (i %% 2), each = n)
  wanted <- suppressWarnings(psych::ICC(m, lmer = FALSE, missing = FALSE))$results
  for (j in seq_along(forms)) {
    expected <- list(
      estimate = wanted$ICC[j], f = wanted$F[j], df1 = wanted$df1[j], df2 = wanted$df2[j], p = wanted$p[j],
      low = wanted$`lower bound`[j], high = wanted$`upper bound`[j]
    )
    # Where the limits of ICC(A,1) leave their domain, psych's are those of a clamped quantile.
    if (wanted$ICC[2] < 0 && forms[j] %in% c("A", "Ak")) expected[c("low", "high")] <- NULL
    add("icc", expected, list(form = forms[j]), paste0("icc ", forms[j]), table = m)
  }
  add("nu", list(estimate = sqrt(1 - wanted$ICC[1]), low = sqrt(1 - wanted$`upper bound`[1])), table = m)
}
