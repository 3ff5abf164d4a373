# 64 MiB at most are kept of the log.
[ "$(du -sm .reprovip | cut -f1)" -le 70 ]
