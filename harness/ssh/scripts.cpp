#include "harness/ssh/scripts.hpp"

namespace reprovip::ssh {

namespace {

Words words(const std::string& script, std::vector<std::string> arguments) {
  Words made = {"sh", "-c", script, "reprovip"};
  made.insert(made.end(), arguments.begin(), arguments.end());
  return made;
}

void add(std::vector<std::string>& arguments, const std::vector<Item>& items) {
  for (const auto& item : items) {
    arguments.push_back(item.spool + "/" + std::to_string(item.index));
  }
}

constexpr auto k_greet =
    R"sh(cd && (umask 077 && mkdir -p -- "$1") && cd -- "$1" && mkdir -p exec objects "spool/$2" || exit 3
printf 'base %s\nmachine %s\ncpus %s\n' "$(pwd -P)" "$(uname -m)" "$(nproc)"
for kept in exec/* objects/*; do
  case $kept in *.*|*/\*) ;; *) printf 'have %s\n' "$kept" ;; esac
done)sh";

constexpr auto k_greet_shared = R"sh([ -x "$1" ] || { echo "$1 is not there" >&2; exit 3; }
[ -d "$2" ] || { echo "$2 is not there" >&2; exit 3; }
printf 'machine %s\ncpus %s\n' "$(uname -m)" "$(nproc)")sh";

// mv -T: into a name that has come into being meanwhile it fails, instead of going below it.
constexpr auto k_keep = R"sh(cd -- "$1" || exit 3
[ ! -e "$2" ] || { cat > /dev/null; exit 0; }
part=$(mktemp -d "$2.XXXXXX") || exit 3
trap 'rm -rf -- "$part"' EXIT
chmod 755 "$part" && cat > "$part/sent" || exit 3
sum=$(sha256sum < "$part/sent") && [ "${sum%% *}" = "$4" ] || { echo "it arrived as ${sum%% *}" >&2; exit 4; }
case $5 in
  folder) mkdir "$part/.kept" && tar -xf "$part/sent" -C "$part/.kept" && rm "$part/sent" && mv "$part/.kept" "$part/$3" ;;
  *) chmod "$5" "$part/sent" && mv "$part/sent" "$part/.kept" && mv "$part/.kept" "$part/$3" ;;
esac || exit 3
mv -T "$part" "$2" 2>/dev/null || [ -e "$2" ] || exit 3)sh";

constexpr auto k_programs = R"sh(search=$1
shift
find_program() {
  case $1 in */*) [ ! -x "$1" ] || printf '%s\n' "$1"; return ;; esac
  set -f
  IFS=:
  for folder in $search; do
    if [ -f "$folder/$1" ] && [ -x "$folder/$1" ]; then
      printf '%s\n' "$folder/$1"
      return
    fi
  done
}
for name; do
  program=$(find_program "$name")
  if [ -n "$program" ] && sum=$(sha256sum < "$program"); then
    printf '%s %s\n' "${sum%% *}" "$program"
  else
    echo -
  fi
done)sh";

// A connection may be lost between any two lines, and this run again beside the first: what is moved stays.
constexpr auto k_start =
    R"sh(mkdir -p -- "$1/$2" && cd -- "$1/$2" && mkdir -p attempts tasks claims ended hosts || exit 3
spool=$1/$2 executor=$3
shift 3
part=$(mktemp -d incoming.XXXXXX) || exit 3
trap 'rm -rf "$spool/$part"' EXIT
tar -xf - -C "$part" || exit 3
for index; do
  if [ ! -e "claims/$index.0" ]; then
    mv -T "$part/attempts/$index" "attempts/$index" 2>/dev/null || [ -d "attempts/$index" ] || exit 3
    mv "$part/tasks/$index" "tasks/$index" || exit 3
    why=$("$executor" task "$spool" "$index" --once --detach </dev/null 2>&1 >/dev/null) ||
      printf '%s %s\n' "$index" "$(printf '%s' "$why" | tr '\n' ' ')"
  fi
done)sh";

// Whether the process of a claim still runs, by what the shell itself can do, for this is asked often: the
// same boot, the same process, begun at the same time (field 22 of proc(5)'s stat).
constexpr auto k_claims = R"sh(read -r boot < /proc/sys/kernel/random/boot_id
number_of() {
  number=${claim#*\""$1"\":}
  number=${number%%[!0-9]*}
}
begun() {
  shift 19
  begun=$1
}
read_claim() {
  claim=
  while read -r line || [ -n "$line" ]; do claim=$claim$line; done < "$1"
  case $claim in *\}*) ;; *) return 1 ;; esac
}
is_running() {
  case $claim in *\""$boot"\"*) ;; *) return 1 ;; esac
  number_of pid
  pid=$number
  read -r line < "/proc/$pid/stat" || return 1
  begun ${line##*) }
  number_of process_start
  [ "$begun" = "$number" ]
} 2>/dev/null
)sh";

constexpr auto k_forget = R"sh(forget() {
  for item; do
    rm -rf "${item%/*}/attempts/${item##*/}" "${item%/*}/tasks/${item##*/}" "${item%/*}/ended/${item##*/}".*
  done
}
)sh";

constexpr auto k_watch = R"sh(cd -- "$1" || exit 3
mode=$2 over=$(($(date +%s) + $3)) watched=
shift 3
while [ "$1" != -- ]; do
  watched="$watched $1"
  shift
done
shift
forget "$@"
look() {
  found= count=0
  for spool in $watched; do
    only=* name=${spool#*/}
    [ "$name" = "$spool" ] || only=$name spool=${spool%/*}
    for ended in "$spool"/ended/$only.*; do
      [ -e "$ended" ] || continue
      index=${ended##*/}
      index=${index%%.*}
      if [ -d "$spool/attempts/$index" ] && [ "$count" -lt 32 ]; then
        found="$found $spool/$index" count=$((count + 1))
      fi
    done
  done
}
look_for_gone() {
  for spool in $watched; do
    only=* name=${spool#*/}
    [ "$name" = "$spool" ] || only=$name spool=${spool%/*}
    for claim_file in "$spool"/claims/$only.0; do
      index=${claim_file##*/}
      index=${index%.0}
      [ -d "$spool/attempts/$index" ] && [ ! -e "$spool/ended/$index.0" ] || continue
      read_claim "$claim_file" || continue
      is_running && continue
      [ -e "$spool/ended/$index.0" ] || : > "$spool/ended/$index.0"
    done
  done
}
set -- 0.02 0.05 0.1 0.1 0.2 0.2 0.2 0.5 0.5 0.5 0.5 1
while look; [ -z "$found" ]; do
  [ "$(date +%s)" -lt "$over" ] || exit 0
  [ -d "${watched##* }" ] || exit 0
  [ $# -gt 3 ] || look_for_gone
  sleep "$1" 2>/dev/null || sleep 1
  [ $# -eq 1 ] || shift
done
last=
set --
for item in $found; do
  spool=${item%/*} index=${item##*/}
  if [ "$mode" = shared ]; then
    printf '%s %s\n' "$spool" "$index"
  else
    chmod -R u+rwX "$spool/attempts/$index"
    set -- "$@" "$spool/attempts/$index"
    [ "$spool" = "$last" ] || set -- "$@" "$spool/hosts"
    last=$spool
    for more in "$spool/claims/$index".* "$spool/ended/$index".*; do
      [ ! -e "$more" ] || set -- "$@" "$more"
    done
  fi
done
[ "$mode" = shared ] || exec tar -cf - "$@")sh";

constexpr auto k_adopt = R"sh(cd -- "$1" || exit 3
shift
for item; do
  spool=${item%/*} index=${item##*/}
  mkdir -p "$spool/attempts" "$spool/claims" "$spool/ended" "$spool/hosts" || exit 3
  if (set -C; echo '{"adopted":true}' > "$spool/claims/$index.0") 2>/dev/null || [ ! -d "$spool/attempts/$index" ]; then
    mkdir -p "$spool/attempts/$index" && : > "$spool/ended/$index.0" || exit 3
  fi
done)sh";

constexpr auto k_stop = R"sh(cd -- "$1" || exit 3
signal=$2
shift 2
for spool; do
  for attempt in "$spool"/attempts/*; do
    index=${attempt##*/}
    if [ -e "$spool/ended/$index.0" ] || [ ! -d "$attempt" ]; then continue; fi
    if (set -C; echo '{"stopped":true}' > "$spool/claims/$index.0") 2>/dev/null; then
      : > "$spool/ended/$index.0"
    elif read_claim "$spool/claims/$index.0" && is_running; then
      kill -s "$signal" "$pid"
    fi
  done
done
exit 0)sh";

constexpr auto k_sweep = R"sh(cd -- "$1" || exit 3
shift
spools=
while [ "$1" != -- ]; do
  spools="$spools $1"
  shift
done
shift
forget "$@"
for spool in $spools; do
  [ ! -d "$spool/attempts" ] || rmdir "$spool/attempts" 2>/dev/null || continue
  rm -rf "$spool"
  printf '%s\n' "$spool"
done)sh";

} // namespace

Words greet_script(const std::string& base, const std::string& spool) {
  return words(k_greet, {base, spool});
}

Words greet_shared_script(const std::string& executor, const std::string& spool) {
  return words(k_greet_shared, {executor, spool});
}

Words keep_script(const std::string& base, const Kept& kept) {
  const std::string how = kept.is_folder ? "folder" : (kept.executable ? "555" : "444");
  return words(k_keep, {base, kept.below + "/" + kept.id, kept.name, kept.digest, how});
}

Words programs_script(const std::string& search_path, const std::vector<std::string>& names) {
  std::vector<std::string> arguments = {search_path};
  arguments.insert(arguments.end(), names.begin(), names.end());
  return words(k_programs, std::move(arguments));
}

Words start_script(const std::string& spools, const std::string& spool, const std::string& executor,
                   const std::vector<std::uint32_t>& indices) {
  std::vector<std::string> arguments = {spools, spool, executor};
  for (const auto index : indices) {
    arguments.push_back(std::to_string(index));
  }
  return words(k_start, std::move(arguments));
}

Words watch_script(const std::string& spools, bool shared, std::uint32_t limit_s,
                   const std::vector<std::string>& watched, const std::vector<Item>& fetched) {
  std::vector<std::string> arguments = {spools, shared ? "shared" : "copied", std::to_string(limit_s)};
  arguments.insert(arguments.end(), watched.begin(), watched.end());
  arguments.emplace_back("--");
  add(arguments, fetched);
  return words(std::string(k_claims) + k_forget + k_watch, std::move(arguments));
}

Words adopt_script(const std::string& spools, const std::vector<Item>& items) {
  std::vector<std::string> arguments = {spools};
  add(arguments, items);
  return words(k_adopt, std::move(arguments));
}

Words stop_script(const std::string& spools, const std::vector<std::string>& stopped,
                  const std::string& signal) {
  std::vector<std::string> arguments = {spools, signal};
  arguments.insert(arguments.end(), stopped.begin(), stopped.end());
  return words(std::string(k_claims) + k_stop, std::move(arguments));
}

Words sweep_script(const std::string& spools, const std::vector<std::string>& swept,
                   const std::vector<Item>& fetched) {
  std::vector<std::string> arguments = {spools};
  arguments.insert(arguments.end(), swept.begin(), swept.end());
  arguments.emplace_back("--");
  add(arguments, fetched);
  return words(std::string(k_forget) + k_sweep, std::move(arguments));
}

} // namespace reprovip::ssh
