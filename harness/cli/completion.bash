# shellcheck shell=bash disable=SC2154
# The part of `reprovip completion bash` that is the same for every table of subcommands; _reprovip_flags,
# _reprovip_value and _reprovip_word come from the table and answer in `reply`.

# The files that begin with what is typed, of this pattern where one is given; folders always.
_reprovip_files() {
  local cur=$1 pattern=$2
  compopt -o filenames 2>/dev/null
  if [ -n "$pattern" ]; then
    mapfile -t COMPREPLY < <(compgen -d -- "$cur"; compgen -f -X "!$pattern" -- "$cur")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  fi
}

_reprovip_studies() {
  local folder
  for folder in "${REPROVIP_STORE:-.reprovip}"/studies/*/; do
    folder=${folder%/}
    if [ -d "$folder" ]; then echo "${folder##*/}"; fi
  done
}

# Of one kind: "words ...", files, protocols, studies, folders, nothing.
_reprovip_offer() {
  local cur=$1 kind=$2
  case $kind in
    'words '*) mapfile -t COMPREPLY < <(compgen -W "${kind#words }" -- "$cur") ;;
    files) _reprovip_files "$cur" '' ;;
    protocols) _reprovip_files "$cur" '*.toml' ;;
    studies) mapfile -t COMPREPLY < <(compgen -W "$(_reprovip_studies)" -- "$cur") ;;
    folders)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      ;;
  esac
}

# Which command it is, how many words came before, whether a flag waits for its value: `=` is a word of its own for bash.
_reprovip() {
  local cur=${COMP_WORDS[COMP_CWORD]} command='' flag='' first='' position=0 i word reply=''
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [ "$word" = '=' ]; then
      continue
    elif [ -n "$flag" ]; then
      flag=''
    elif [ -z "$command" ]; then
      case $word in -*) ;; *) command=$word ;; esac
    elif [[ $word == -* ]]; then
      _reprovip_value "$command" "$word"
      if [ -n "$reply" ]; then flag=$word; fi
    else
      if [ "$position" -eq 0 ]; then first=$word; fi
      position=$((position + 1))
    fi
  done
  if [ "$cur" = '=' ]; then cur=''; fi
  if [ -n "$flag" ]; then
    _reprovip_value "$command" "$flag"
    _reprovip_offer "$cur" "$reply"
  elif [ -z "$command" ]; then
    _reprovip_offer "$cur" "words $_reprovip_commands --help --version"
  elif [[ $cur == -* ]]; then
    _reprovip_flags "$command"
    _reprovip_offer "$cur" "words $reply"
  else
    _reprovip_word "$command" "$position" "$first"
    _reprovip_offer "$cur" "$reply"
  fi
}
complete -F _reprovip reprovip
