# Shrout & Fleiss 1979: ICC(2,1) = 0.2898, which both forms of the table give.
set -e
grep -q "0.28976" long.json
grep -q "^icc.* = 0.289" output.txt
