# Two environments beside t.test, var.test, ks.test and p.adjust of base R; Bland-Altman and Zou by their formulas.
# Small p of ks.test are 1 - (1 - p) in R: left out.
# The noncentral t of R is good to 1e-11, a limit near 0 less so.
tolerance <- list(1e-9, upper_low = 1e-7)

two_levels <- list(across = TRUE, levels = c("a", "b"))
add_levels <- function(metric, expected, options, name, ...) {
  do.call(add, c(list(metric, expected, options, name), list(...), two_levels))
}

pairs_of <- function(reference, other) {
  rows <- list()
  for (i in seq_along(reference)) {
    for (level in 0:1) {
      values <- if (level == 0) reference[[i]] else other[[i]]
      for (j in seq_along(values)) {
        rows[[length(rows) + 1]] <- data.frame(target = i - 1, column = level, slot = j - 1, value = values[j])
      }
    }
  }
  do.call(rbind, rows)
}

simple <- function(a, b) {
  table <- unname(cbind(a, b))
  d <- b - a
  n <- length(d)
  for (paired in c(TRUE, FALSE)) {
    margin <- runif(1, 0.2, 3)
    above <- t.test(b, a, mu = -margin, paired = paired, alternative = "greater")
    below <- t.test(b, a, mu = margin, paired = paired, alternative = "less")
    both <- t.test(b, a, paired = paired, conf.level = 0.9)
    add_levels("tost", list(estimate = mean(b) - mean(a), low = both$conf.int[1], high = both$conf.int[2],
      p = max(above$p.value, below$p.value), p_difference = both$p.value, df = both$parameter[[1]]),
      list(margin = margin, paired = paired), paste("tost paired", paired), table = table)
  }
  s <- sd(d)
  se <- qt(0.975, n - 1) * s * sqrt(1 / n + 1.96^2 / (2 * (n - 1)))
  exact <- suppressWarnings(qt(c(0.025, 0.975), n - 1, 1.96 * sqrt(n))) * s / sqrt(n)
  add_levels("bland_altman", list(estimate = mean(d), low = t.test(d)$conf.int[1], lower = mean(d) - 1.96 * s,
    upper_low = mean(d) + 1.96 * s - se, upper_high = mean(d) + 1.96 * s + se),
    list(limits = "approximate"), "bland_altman", table = table)
  add_levels("bland_altman", list(upper_low = mean(d) + exact[1], upper_high = mean(d) + exact[2]),
    list(), "bland_altman exact", table = table)
  welch <- t.test(b, a)
  add_levels("welch", list(estimate = mean(b) - mean(a), low = welch$conf.int[1], high = welch$conf.int[2],
    p = welch$p.value, statistic = welch$statistic[[1]], df = welch$parameter[[1]]), list(), "welch", table = table)
  sxy <- cov(a, b) * (n - 1) / n
  sx <- var(a) * (n - 1) / n
  sy <- var(b) * (n - 1) / n
  add_levels("ccc", list(estimate = 2 * sxy / (sx + sy + (mean(a) - mean(b))^2), pearson = cor(a, b)), list(), "ccc",
    table = table)
}

repeated <- function(a, b) {
  observations <- pairs_of(a, b)
  within <- function(x) c(sum(sapply(x, function(v) sum((v - mean(v))^2))), sum(lengths(x) - 1))
  wa <- within(a)
  wb <- within(b)
  # Values of one pooled variance, for var.test.
  like <- function(w) {
    z <- scale(rnorm(w[2] + 1))
    z * sqrt(w[1] / w[2])
  }
  test <- var.test(like(wb), like(wa), ratio = 1.25^2, alternative = "less")
  interval <- sqrt(var.test(like(wb), like(wa), conf.level = 0.9)$conf.int)
  add_levels("variance_ratio", list(estimate = sqrt(wb[1] / wb[2] / (wa[1] / wa[2])), low = interval[1],
    high = interval[2], p = test$p.value), list(), "variance_ratio", observations = observations)
  n <- length(a)
  z <- 1.96
  d <- sapply(b, mean) - sapply(a, mean)
  share <- function(x) 1 - mean(1 / lengths(x))
  parts <- c(var(d), share(a) * wa[1] / wa[2], share(b) * wb[1] / wb[2])
  df <- c(n - 1, wa[2], wb[2])
  total <- sum(parts)
  up <- total + sqrt(sum((parts * (df / qchisq(0.025, df) - 1))^2))
  down <- total - sqrt(sum((parts * (1 - df / qchisq(0.975, df)))^2))
  bias <- qnorm(0.975)^2 * parts[1] / n
  far <- sqrt(bias + z^2 * (sqrt(up) - sqrt(total))^2)
  near <- sqrt(bias + z^2 * (sqrt(total) - sqrt(down))^2)
  lower <- mean(d) - z * sqrt(total)
  add_levels("bland_altman", list(estimate = mean(d), sd = sqrt(total), lower = lower, lower_low = lower - far,
    lower_high = lower + near), list(method = "repeated"), "bland_altman repeated", observations = observations)
}

smirnov <- function(a, b) {
  observations <- data.frame(target = 0, column = rep(0:1, c(length(a), length(b))),
    slot = c(seq_along(a), seq_along(b)) - 1, value = c(a, b))
  exact <- ks.test(b, a, exact = TRUE)
  expected <- list(estimate = exact$statistic[[1]])
  if (exact$p.value > 1e-5) expected$p <- exact$p.value
  add_levels("ks", expected, list(values = "executions"), "ks exact", observations = observations)
}

# Prediction intervals for many targets, their p adjusted by R's p.adjust.
stability <- function(subjects) {
  k <- sample(3:12, 1)
  reference <- lapply(subjects, function(s) rnorm(k, s))
  other <- lapply(subjects, function(s) rnorm(1, s, runif(1, 0.5, 6)))
  t <- mapply(function(x, r) (x - mean(r)) / (sd(r) * sqrt(1 + 1 / k)), unlist(other), reference)
  p <- 2 * pt(-abs(t), k - 1)
  for (method in c("bonferroni", "holm", "hochberg", "BH", "BY", "none")) {
    q <- p.adjust(p, method)
    add_levels("stability", list(estimate = mean(q <= 0.05), p = min(q), statistic = max(abs(t))),
      list(correction = tolower(method)), paste("stability", method), observations = pairs_of(reference, other))
  }
}

set.seed(20221010)
for (i in seq_len(size(quick = 15, full = 200))) {
  n <- sample(4:25, 1)
  subjects <- rnorm(n, 10, runif(1, 0.3, 5))
  simple(subjects + rnorm(n), subjects + rnorm(n) + runif(1, -1, 1))
  level <- function(shift, spread) lapply(subjects, function(s) s + shift + spread * rnorm(sample(2:5, 1)))
  repeated(level(0, 1), level(runif(1, -1, 1), runif(1, 0.5, 2)))
  a <- rnorm(sample(3:30, 1))
  b <- rnorm(sample(3:30, 1), runif(1, -1, 1))
  ties <- i %% 2 == 0
  stability(subjects)
  smirnov(if (ties) round(2 * a) else a, if (ties) round(2 * b) else b)
}
