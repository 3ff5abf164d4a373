# What the tests of pipelines share. Sourced by them, with $here and $bin set.
# shellcheck shell=bash disable=SC2154

skip() {
  echo "SKIPPED: $*"
  exit 77
}

# What is wrong does not stop the test; `ended_well` says at the end whether anything was.
failed=0
fail() {
  echo "FAILED: $*" >&2
  failed=1
}
ended_well() {
  return "$failed"
}

# What the caller has set must not change what a pipeline does.
forget_variables() {
  local name
  while read -r name; do
    case $name in REPROVIP* | CI_* | GITLAB*) unset "$name" ;; esac
  done < <(compgen -e)
}

# gitlab-ci-local, once per build folder.
install_gitlab_ci_local() {
  local program
  for program in npm node git rsync; do
    command -v "$program" >/dev/null || skip "$program is not installed; run ci/setup test"
  done
  local folder
  folder=$(dirname "$bin")/npm/gitlab
  mkdir -p "$folder"
  "$here/../../ci/npm" "$here" "$folder" >"$folder/fetch.log" 2>&1 ||
    skip "npm cannot fetch gitlab-ci-local: $(tail -n 2 "$folder/fetch.log" | head -n 1)"
  gitlab_ci_local=$folder/node_modules/.bin/gitlab-ci-local
}

# Makes the folder a repository, as gitlab-ci-local wants it: with a commit and a remote.
make_repository() { # FOLDER
  (
    cd "$1" || exit 1
    git init -q -b main
    git remote add origin https://gitlab.example.org/group/project.git
    git add -A
    git -c user.name=tests -c user.email=tests@example.org commit -qm "The project"
    git update-ref refs/remotes/origin/main HEAD
    git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main
  )
}

# Jobs run by bash in folders of their own, and see only what is tracked, their artifacts and their cache.
# GitLab takes an empty list of tags, its schema for editors does not.
pipeline() { # OPTION...
  PATH=$here/rsync-that-deletes-nothing:$PATH "$gitlab_ci_local" --force-shell-executor --shell-isolation \
    --artifacts-to-source=false --ignore-schema-paths '#/definitions/tags/minItems' "$@"
}

# What the expanded pipeline of a project says; prints what does not hold.
promises() { # PROJECT [ARTIFACTS]
  node "$here/pipeline_promises.mjs" "$(dirname "$gitlab_ci_local")/../gitlab-ci-local" \
    "$1/.gitlab-ci-local/expanded-gitlab-ci.yml" "${@:2}"
}
