set -e
cd new
[ ! -e other ]
grep -q 'protocols: \["protocol.toml"\]' .gitlab-ci.yml
cmp .gitlab/reprovip/check.yml "$REPOSITORY/ci/templates/check/template.yml"
grep -q 'application = "../../application.toml"' deeper/still/protocol.toml
grep -q mean scores.csv
