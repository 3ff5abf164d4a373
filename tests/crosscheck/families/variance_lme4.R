# Variance components by REML beside lme4: crossed and nested published data, random designs, balanced or not. Shares and
# the criterion are compared: lme4 stops where its criterion changes by less than 1e-8 or so.
require_packages("lme4")
suppressPackageStartupMessages(library(lme4))
floor_of_scale <- 1 # shares: absolute deviations
tolerance <- list(1e-5, criterion = 1e-9, total = 1e-4)
control <- lmerControl(
  optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 50000), calc.derivs = FALSE,
  check.conv.singular = "ignore", check.nobs.vs.nlev = "ignore", check.nobs.vs.nRE = "ignore"
)

# Of data with columns y, subject and factors a, b ...: what lmer says, with the names of our fields.
wanted <- function(formula, data) {
  fit <- suppressWarnings(suppressMessages(lmer(formula, data, control = control)))
  v <- as.data.frame(VarCorr(fit))
  variance <- setNames(v$vcov, v$grp)
  total <- sum(variance)
  interactions <- grepl(":", names(variance), fixed = TRUE)
  main <- !interactions & !names(variance) %in% c("subject", "Residual")
  list(
    estimate = 1 - variance[["subject"]] / total, share_subject = variance[["subject"]] / total,
    share_run = variance[["Residual"]] / total, share_factors = sum(variance[main]) / total,
    share_interactions = sum(variance[interactions]) / total, total = total, criterion = as.numeric(REMLcrit(fit))
  )
}

observations_of <- function(data, factors) {
  levels <- lapply(seq_len(nrow(data)), function(i) unname(lapply(factors, function(f) as.integer(data[[f]][i]) - 1L)))
  lapply(seq_len(nrow(data)), function(i) {
    list(target = as.integer(data$subject[i]) - 1L, column = i - 1L, value = data$y[i], levels = levels[[i]])
  })
}

check <- function(name, formula, data, factors, terms) {
  described <- lapply(factors, function(f) list(name = f, levels = as.list(levels(data[[f]]))))
  add("variance", wanted(formula, data), list(method = "reml", terms = terms), name,
    observations = observations_of(data, factors), factors = described
  )
}

penicillin <- data.frame(y = Penicillin$diameter, subject = Penicillin$plate, sample = Penicillin$sample)
check("penicillin", y ~ 1 + (1 | subject) + (1 | sample), penicillin, "sample", "subject, sample")
pastes <- data.frame(y = Pastes$strength, subject = Pastes$batch, cask = Pastes$cask)
check("pastes", y ~ 1 + (1 | subject) + (1 | subject:cask), pastes, "cask", "subject, subject:cask")

# Published: variances of subject, factor or interaction, and run; the criterion. The optimiser that printed them stopped
# up to 3e-4 from the maximum: of penicillin's sample at 3.7311318, not 3.730919.
published <- function(formula, data, variances, criterion) {
  w <- wanted(formula, data)
  shares <- c(w$share_subject, w$share_factors + w$share_interactions, w$share_run)
  stopifnot(abs(w$criterion - criterion) < 2e-6, abs(shares * w$total - variances) < 3e-4)
}
published(y ~ 1 + (1 | subject) + (1 | sample), penicillin, c(.7169051, 3.7311318, .3024150), 330.860589)
published(y ~ 1 + (1 | subject) + (1 | subject:cask), pastes, c(1.6573109, 8.4336659, .6779999), 246.990745853)

random_design <- function(unbalanced) {
  n <- sample(3:12, 1)
  a <- sample(2:4, 1)
  k <- sample(2:4, 1)
  data <- expand.grid(run = seq_len(k), a = factor(seq_len(a)), subject = factor(seq_len(n)))
  sd <- runif(4, 0, 2) * rbinom(4, 1, c(1, 0.8, 0.8, 1)) + c(0.1, 0, 0, 0.1)
  cell <- interaction(data$subject, data$a)
  data$y <- 10 + rnorm(n, 0, sd[1])[data$subject] + rnorm(a, 0, sd[2])[data$a] +
    rnorm(nlevels(cell), 0, sd[3])[cell] + rnorm(nrow(data), 0, sd[4])
  if (unbalanced) data <- data[sort(sample(nrow(data), ceiling(nrow(data) * runif(1, 0.7, 0.95)))), ]
  droplevels(data)
}

for (i in seq_len(size(20, 200))) {
  data <- random_design(i %% 2 == 0)
  check(
    if (i %% 2 == 0) "unbalanced" else "balanced", y ~ 1 + (1 | subject) + (1 | a) + (1 | subject:a), data, "a",
    "subject, a, subject:a"
  )
}
