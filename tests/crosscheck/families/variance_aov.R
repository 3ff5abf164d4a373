# Variance components of balanced designs, rdc, combined uncertainty, wSD and the ICC of unbalanced tables beside the mean squares of base R's
# aov.
tolerance <- list(1e-9)
positive <- function(x) max(0, x)

for (i in seq_len(size(30, 250))) {
  n <- sample(3:10, 1)
  a <- sample(2:4, 1)
  k <- sample(2:4, 1)
  data <- expand.grid(run = seq_len(k), a = factor(seq_len(a)), subject = factor(seq_len(n)))
  cell <- interaction(data$subject, data$a)
  data$y <- 100 + rnorm(n, 0, 2)[data$subject] + rnorm(a, 0, runif(1))[data$a] +
    rnorm(nlevels(cell), 0, runif(1))[cell] + rnorm(nrow(data))
  ms <- summary(aov(y ~ subject * a, data))[[1]][, "Mean Sq"] # subject, a, subject:a, run
  run <- ms[4]
  both <- positive((ms[3] - ms[4]) / k)
  factor_a <- positive((ms[2] - ms[3]) / (n * k))
  subject <- positive((ms[1] - ms[3]) / (a * k))
  total <- subject + factor_a + both + run
  observations <- data.frame(
    target = as.integer(data$subject) - 1L, column = data$run - 1L, value = data$y, levels = as.integer(data$a) - 1L
  )
  # One factor: an array of one index each.
  observations <- lapply(seq_len(nrow(observations)), function(j) {
    one <- as.list(observations[j, ])
    one$levels <- list(one$levels)
    one
  })
  described <- list(list(name = "a", levels = as.list(levels(data$a))))
  add("variance", list(
    estimate = 1 - subject / total, subject = subject, var_a = factor_a, interactions = both, run = run, total = total,
    share_run = run / total, nu = sqrt(1 - subject / total)
  ), observations = observations, factors = described)
  add("rdc", list(
    estimate = 1.96 * sqrt(2) * sqrt(total - subject), rc = 1.96 * sqrt(2) * sqrt(run), sd_run = sqrt(run)
  ), observations = observations, factors = described)
  # What each source adds to the variance of the mean, or of it and one more execution; Satterthwaite on mean squares,
  # also of components taken as 0.
  made_of <- rbind(c(1, 0, -1, 0) / (a * k), c(0, 1, -1, 0) / (n * k), c(0, 0, 1, -1) / k, c(0, 0, 0, 1))
  raw <- drop(made_of %*% ms)
  for (single in c(FALSE, TRUE)) {
    weight <- single + 1 / c(n, a, n * a, n * a * k)
    u <- sqrt(sum(weight * pmax(0, raw)))
    pieces <- colSums(made_of * weight) * ms
    df_u <- max(1, sum(pieces)^2 / sum(pieces^2 / c(n - 1, a - 1, (n - 1) * (a - 1), n * a * (k - 1))))
    reach <- qt(0.975, df_u) * u
    add("uncertainty", list(
      estimate = mean(data$y), low = mean(data$y) - reach, high = mean(data$y) + reach, u_total = u, df = df_u,
      u_a = sqrt(weight[2] * max(0, raw[2])), u_run = sqrt(weight[4] * raw[4])
    ), list(single = single), observations = observations, factors = described)
  }
  m <- matrix(data$y, n, a * k, byrow = TRUE)
  one <- summary(aov(y ~ subject, data))[[1]]
  df <- one[2, "Df"]
  w <- sqrt(one[2, "Mean Sq"])
  add("wsd", list(
    estimate = w, low = w * sqrt(df / qchisq(0.975, df)), high = w * sqrt(df / qchisq(0.025, df)), df = df,
    rc_upper = 1.96 * sqrt(2) * w * sqrt(df / qchisq(0.05, df)),
    wcv = sqrt(mean(apply(m, 1, var) / rowMeans(m)^2)),
    wcv_log = sqrt(expm1(summary(aov(log(y) ~ subject, data))[[1]][2, "Mean Sq"]))
  ), table = m)
}

for (i in seq_len(size(30, 250))) {
  n <- sample(3:15, 1)
  k <- sample(3:6, 1)
  m <- matrix(rnorm(n, 5, runif(1, 0.5, 4)) + rnorm(n * k), n, k)
  gaps <- sample(n * k, sample(1:n, 1))
  m[setdiff(gaps, seq_len(2 * n))] <- NA # everyone keeps two
  data <- data.frame(y = c(m), s = factor(rep(seq_len(n), k)))
  table <- summary(aov(y ~ s, data))[[1]]
  counts <- rowSums(!is.na(m))
  k0 <- (sum(counts) - sum(counts^2) / sum(counts)) / (n - 1)
  f <- table[1, "F value"]
  df <- table[, "Df"]
  icc <- function(ratio) (ratio - 1) / (ratio + k0 - 1)
  means <- rowMeans(m, na.rm = TRUE)
  wald <- function(p) { # Wald 1940: the ratio of variances whose F is the quantile p
    quantile <- qf(p, df[1], df[2])
    off <- function(r) {
      w <- counts / (1 + counts * r)
      sum(w * (means - weighted.mean(means, w))^2) / df[1] / table[2, "Mean Sq"] - quantile
    }
    least <- -1 / max(counts)
    if (off(least * (1 - 1e-9)) <= 0) return(least)
    uniroot(off, c(least * (1 - 1e-9), 1e6), tol = 1e-14)$root
  }
  share <- function(r) r / (1 + r)
  add("icc", list(
    estimate = icc(f), f = f, p = table[1, "Pr(>F)"], low = min(icc(f), share(wald(0.975))),
    high = max(icc(f), share(wald(0.025))), msw = table[2, "Mean Sq"]
  ), list(form = "1"), "icc unbalanced", table = m)
}
