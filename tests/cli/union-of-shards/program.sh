# A number per subject, and a little of the seed.
printf 'name,value\nlength,%s.%s\n' "${#1}" "$SEED" > table.csv
