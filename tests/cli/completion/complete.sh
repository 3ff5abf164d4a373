# What bash offers when TAB is pressed after these words.
# shellcheck disable=SC1091
source ./reprovip.bash
failed=0
offers() {
  COMP_WORDS=("$@")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _reprovip
  echo "${COMPREPLY[*]}"
}
# WANTED WORDS...: all that is offered.
check() {
  local wanted=$1 offered
  shift
  offered=$(offers "$@")
  [ "$offered" = "$wanted" ] || { echo "not what was expected: $* -> $offered, wanted $wanted"; failed=1; }
}
# WANTED WORDS...: among what is offered.
check_among() {
  local wanted=$1 offered
  shift
  offered=$(offers "$@")
  [[ " $offered " == *" $wanted "* ]] || { echo "not what was expected: $* -> $offered, without $wanted"; failed=1; }
}
check 'report replay' reprovip rep
check_among run reprovip ''
check '--profile --progress' reprovip run p.toml --pro
check 'auto plain json none' reprovip run --progress ''
check 'plain' reprovip run p.toml --progress = pl
check 'always' reprovip report --color al
check '--markdown' reprovip list metrics --mark
check 'engines environments' reprovip list en
check_among dice reprovip list metrics ''
check 'dice' reprovip metric dic
check 'protocols/bet.toml' reprovip run protocols/
check 'protocols/bet.toml' reprovip run -s sub-01 -K 3 protocols/b
check 'protocols/notes.md' reprovip diff protocols/n
check 'bet-1a2b3c4d' reprovip report ''
check 'protocols' reprovip run --store pro
check 'bash' reprovip completion b
check '' reprovip gc ''
[ "$failed" -eq 0 ] || exit 1
# As readline calls it.
complete -p reprovip | grep -qx 'complete -F _reprovip reprovip'
echo "bash completes"
