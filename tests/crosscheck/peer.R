# What families of cross-checks in R share: Rscript peer.R FAMILY.R DRIVER. Cases go to the driver all at once, answers
# are compared. A family calls add(...) for every case, then nothing: what it collected is compared at its end.

arguments <- commandArgs(trailingOnly = TRUE)
cases <- list()
tolerance <- list(1e-9) # largest relative deviation: by field, the unnamed one of the rest
floor_of_scale <- 1e-6  # a deviation is relative to the peer's number, or to this where that is smaller

skip <- function(why) {
  cat("skipped:", why, "\n")
  quit(status = 77)
}

require_packages <- function(...) {
  for (package in c(...)) {
    if (!requireNamespace(package, quietly = TRUE)) skip(paste("R package", package, "is not here"))
  }
}
require_packages("jsonlite")

# The functions of a package that ci/peers unpacked, without what the package depends on.
unpacked <- function(package) {
  base <- file.path(Sys.getenv("REPROVIP_PEERS"), "R", package, "R", package)
  if (!file.exists(paste0(base, ".rdx"))) skip(paste("R package", package, "is not unpacked; ci/peers does it"))
  functions <- new.env(parent = globalenv())
  lazyLoad(base, envir = functions)
  functions
}

# How many cases: `full` with REPROVIP_LONG.
size <- function(quick, full) if (nzchar(Sys.getenv("REPROVIP_LONG"))) full else quick

# `expected`: list(estimate = x, low = ..., "a field" = ...), of another row "field@row"; NA: there must be none.
# `...`: table = (a matrix, rows are targets), observations = (a data frame), images = ...; `name`: of this variant.
add <- function(metric, expected, options = list(), name = metric, ...) {
  cases[[length(cases) + 1]] <<- list(line = list(metric = metric, options = options, ...), expected = expected, name = name)
}

# All 17 digits, which jsonlite does not write.
text_of <- function(x) {
  if (is.data.frame(x)) {
    rows <- lapply(seq_len(nrow(x)), function(i) lapply(as.list(x), function(column) column[[i]]))
    return(text_of(rows))
  }
  if (is.matrix(x)) {
    return(paste0("[", paste(apply(x, 1, function(row) text_of(as.list(row))), collapse = ","), "]"))
  }
  if (is.list(x)) {
    parts <- vapply(x, text_of, "")
    if (is.null(names(x)) && length(x) > 0) return(paste0("[", paste(parts, collapse = ","), "]"))
    return(paste0("{", paste(sprintf("\"%s\":%s", names(x), parts), collapse = ","), "}"))
  }
  if (length(x) > 1) return(text_of(as.list(unname(x))))
  if (is.na(x)) return("null")
  if (is.logical(x)) return(tolower(as.character(x)))
  if (is.character(x) || is.factor(x)) return(as.character(jsonlite::toJSON(as.character(x), auto_unbox = TRUE)))
  sprintf("%.17g", x)
}

number_of <- function(answer, field) {
  words <- strsplit(field, "@", fixed = TRUE)[[1]]
  rows <- answer$rows
  row <- if (length(words) > 1) words[2] else ""
  at <- match(row, names(rows))
  if (is.na(at)) return(NA)
  value <- if (words[1] %in% names(rows[[at]])) rows[[at]][[words[1]]] else rows[[at]]$fields[[words[1]]]
  if (is.null(value)) NA else as.numeric(value)
}

deviation_of <- function(ours, value) {
  if (is.na(ours) || is.na(value)) return(if (is.na(ours) && is.na(value)) 0 else Inf)
  if (ours == value) 0 else abs(ours - value) / max(abs(value), floor_of_scale)
}

allowed <- function(field) {
  if (!is.null(names(tolerance)) && field %in% names(tolerance)) return(tolerance[[field]])
  rest <- if (is.null(names(tolerance))) tolerance else tolerance[names(tolerance) == ""]
  if (length(rest) > 0) rest[[1]] else 1e-9
}

compare_all <- function() {
  lines <- vapply(cases, function(case) text_of(case$line), "")
  printed <- system2(arguments[2], input = lines, stdout = TRUE)
  stopifnot(length(printed) == length(cases), length(cases) > 0)
  worst <- list()
  failures <- 0
  for (i in seq_along(cases)) {
    answer <- jsonlite::fromJSON(printed[i], simplifyVector = FALSE)
    for (field in names(cases[[i]]$expected)) {
      value <- as.numeric(cases[[i]]$expected[[field]])
      ours <- number_of(answer, field)
      deviation <- deviation_of(ours, value)
      key <- sprintf("%-24s %-20s", cases[[i]]$name, field)
      worst[[key]] <- max(worst[[key]], deviation)
      if (deviation > allowed(field)) {
        failures <- failures + 1
        if (failures <= 3) {
          cat(key, "ours", format(ours, digits = 17), "peer", format(value, digits = 17), "\n")
          cat(substr(lines[i], 1, 4000), "\n", substr(printed[i], 1, 4000), "\n")
        }
      }
    }
  }
  for (key in sort(names(worst))) cat(key, format(worst[[key]], digits = 2), "\n")
  cat(length(cases), "cases;", failures, "numbers differ by more than they may\n")
  quit(status = if (failures > 0) 1 else 0)
}

set.seed(20221010)
source(arguments[1])
compare_all()
