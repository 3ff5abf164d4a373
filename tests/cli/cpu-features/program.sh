echo "${GLIBC_TUNABLES-unset} ${OPENBLAS_CORETYPE-unset} ${MKL_ENABLE_INSTRUCTIONS-unset}" >seen.txt
