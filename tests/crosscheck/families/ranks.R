# Ranks, normality and the bootstrap beside base R (friedman.test, cor, shapiro.test) and the package boot.
require_packages("boot")
# Limits of a bootstrap agree but for Monte Carlo error.
tolerance <- list(1e-9, p = 1e-8, low = 0.15, high = 0.15, ci_se = 0.15)

random_table <- function(ties) {
  n <- sample(4:20, 1)
  k <- sample(2:6, 1)
  m <- rnorm(n) + matrix(rnorm(n * k), n, k)
  if (ties) round(m) else m
}

for (i in seq_len(size(quick = 20, full = 300))) {
  m <- random_table(i %% 2 == 0)
  f <- friedman.test(t(m)) # blocks are executions: its statistic is k (n - 1) W, corrected for ties
  if (is.finite(f$statistic)) {
    w <- unname(f$statistic) / (ncol(m) * (nrow(m) - 1))
    add("kendall", list(estimate = w, chi2 = unname(f$statistic), df = unname(f$parameter), p = f$p.value),
        list(ci = "none"), table = m)
  }
  x <- m[, 1]
  y <- m[, 2]
  if (sd(x) > 0 && sd(y) > 0 && abs(cor(x, y, method = "spearman")) < 1 - 1e-9) {
    r <- cor(x, y, method = "spearman")
    n <- nrow(m)
    tied <- anyDuplicated(x) > 0 || anyDuplicated(y) > 0
    p <- 2 * pt(-abs(r) * sqrt((n - 2) / (1 - r^2)), n - 2)
    if (n <= 8) { # exact; R has it without ties only
      p <- if (tied) NULL else cor.test(x, y, method = "spearman", exact = TRUE)$p.value
    }
    half <- qnorm(.975) * sqrt((1 + r^2 / 2) / (n - 3))
    expected <- list(estimate = r, tau_b = cor(x, y, method = "kendall"),
                     low = tanh(atanh(r) - half), high = tanh(atanh(r) + half))
    expected$p <- p
    add("spearman", expected, table = m[, 1:2])
  }
  values <- switch(i %% 3 + 1, rnorm(sample(3:200, 1)), rexp(sample(3:60, 1)), round(rnorm(sample(5:40, 1)), 1))
  if (length(unique(values)) > 1) {
    s <- shapiro.test(values)
    add("normality", list(estimate = s$p.value, w = unname(s$statistic)), table = matrix(values, 1))
  }
}

# |rho| stays away from 0, so that a relative deviation of a limit means something.
spearman <- function(m, drawn) cor(m[drawn, 1], m[drawn, 2], method = "spearman")
for (i in seq_len(size(quick = 3, full = 30))) {
  n <- sample(15:30, 1)
  x <- rnorm(n)
  m <- unname(cbind(x, x + rnorm(n, 0, 0.4)))
  resampled <- boot::boot(m, spearman, R = 4000)
  left_out <- vapply(seq_len(n), function(j) cor(m[-j, 1], m[-j, 2], method = "spearman"), 0)
  influence <- (n - 1) * (mean(left_out) - left_out)
  bca <- boot::boot.ci(resampled, type = "bca", L = influence)$bca[4:5]
  add("spearman", list(estimate = resampled$t0, ci_acceleration = sum(influence^3) / (6 * sum(influence^2)^1.5),
                       low = bca[1], high = bca[2], ci_se = sd(resampled$t)),
      list(ci = "bca", replicates = 4000), "spearman bca", table = m)
  percentile <- boot::boot.ci(resampled, type = "perc")$percent[4:5]
  add("spearman", list(estimate = resampled$t0, low = percentile[1], high = percentile[2]),
      list(ci = "bootstrap", replicates = 4000), "spearman percentile", table = m)
}
