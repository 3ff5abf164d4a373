set -e
for seed in 11 12 13; do
  [ "$(find .reprovip/objects -type f -exec cat {} + | grep -c "^$seed$")" = 1 ]
  [ "$(cat .reprovip/cells/*/r*/*/record.json | grep -c "\"seed\": *\"\?$seed\"\?[,}]")" = 2 ]
done
