set -euo pipefail
reader=$REPOSITORY/tests/support/gitlab_reader.py
export CI_PROJECT_DIR=$PWD
for manner in benign hostile; do
  to=reports/$manner
  xmllint --noout --schema "$REPOSITORY/tests/support/junit-rules.xsd" "$to/junit.xml"
  "$reader" junit "$to/junit.xml" . >"$to/junit.seen"
  "$reader" junit "$to/gitlab.xml" . >"$to/gitlab.seen"
  "$reader" codequality "$to/quality.json" . >"$to/quality.seen"
  "$reader" annotations "$to/links.json" >"$to/links.seen"
  "$reader" dotenv "$to/verdict.env" >"$to/verdict.seen"
  "$reader" metrics "$to/metrics.txt" >"$to/metrics.seen"
  cmark-gfm -e table -e autolink -e strikethrough -e tasklist -e tagfilter --unsafe "$to/summary.md" >"$to/summary.html"
done
/usr/bin/python3 check.py
# The terminal gets none of it either.
! LC_ALL=C grep -q "$(printf '\033\\[31m')" output.txt
