set -e
! grep -q GLIBC_TUNABLES plan.txt || exit 1
! grep -q setting plan.txt || exit 1
