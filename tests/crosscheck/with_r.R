driver <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20221010)

make_table <- function(i) {
  n <- sample(3:20, 1)
  k <- sample(2:8, 1)
  subjects <- rnorm(n, 10, runif(1, 0.2, 5))
  matrix(subjects + rnorm(n * k), n, k) + rep(rnorm(k) * (i %% 2), each = n)
}

# Mean squares come from R's own analysis of variance.
expected <- function(m) {
  n <- nrow(m)
  k <- ncol(m)
  d <- data.frame(y = c(m), s = factor(rep(seq_len(n), k)), j = factor(rep(seq_len(k), each = n)))
  one <- anova(lm(y ~ s, d))
  two <- anova(lm(y ~ s + j, d))
  msr <- one$`Mean Sq`[1]
  msw <- one$`Mean Sq`[2]
  msc <- two$`Mean Sq`[2]
  mse <- two$`Mean Sq`[3]
  df <- one$Df[2]
  f <- one$`F value`[1]
  low <- f / qf(0.975, n - 1, df)
  icc1 <- (msr - msw) / (msr + (k - 1) * msw)
  list(
    icc1.f = f, icc1.p = one$`Pr(>F)`[1], icc1.estimate = icc1, icc1.low = (low - 1) / (low + k - 1),
    iccC.f = two$`F value`[1], iccC.p = two$`Pr(>F)`[1],
    iccA.estimate = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n),
    nu.estimate = sqrt(1 - icc1),
    wsd.estimate = sqrt(msw), wsd.low = sqrt(msw * df / qchisq(0.975, df)), wsd.high = sqrt(msw * df / qchisq(0.025, df)),
    value.sd = sd(m)
  )
}

parse <- function(lines) {
  answer <- list()
  for (line in lines) {
    words <- strsplit(line, " ")[[1]]
    for (i in seq(2, length(words), 2)) {
      answer[[paste(words[1], words[i], sep = ".")]] <- as.numeric(words[i + 1])
    }
  }
  answer
}

tables <- lapply(seq_len(60), make_table)
text <- unlist(lapply(tables, function(m) {
  c(paste("table", nrow(m), ncol(m)), paste(format(c(t(m)), digits = 17), collapse = " "))
}))
printed <- system2(driver, input = text, stdout = TRUE)
ends <- which(printed == ".")
begins <- c(1, head(ends, -1) + 1)
worst <- 0
for (i in seq_along(tables)) {
  answer <- parse(printed[begins[i]:(ends[i] - 1)])
  wanted <- expected(tables[[i]])
  for (name in names(wanted)) {
    error <- abs(answer[[name]] - wanted[[name]]) / max(abs(wanted[[name]]), 1e-6)
    worst <- max(worst, error)
    if (!(error <= 1e-8)) {
      cat(name, "ours", format(answer[[name]], digits = 17), "R", format(wanted[[name]], digits = 17), "\n")
      quit(status = 1)
    }
  }
}
cat(length(tables), "tables agree with R; largest relative difference", format(worst, digits = 2), "\n")
