# The subject's own value and a little noise that is the same at every start of the study.
printf 'name\tvalue\nlength\t%s.%s\n' "${1#s}" "$MY_SEED" >result.tsv
