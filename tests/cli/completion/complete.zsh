# A terminal is what zsh completes on: one is made, TAB is pressed, and what then stands on the line is looked at.
zmodload zsh/zpty
fpath=($PWD $fpath)
zpty it zsh -f -i
ask() {
  zpty -w it "$1"
}
ask "PS1='' ; fpath=($PWD \$fpath); autoload -Uz compinit && compinit -u -d $PWD/dump; unsetopt zle_bracketed_paste; echo REA''DY"
zpty -r it answer '*READY*' || { echo "not what was expected: no zsh"; exit 1 }
# TAB, then ^X: the line is printed instead of run.
ask "show() { print -r -- \"LINE:\$BUFFER:END\"; BUFFER=; zle accept-line }; zle -N show; bindkey '^X' show; echo SE''T"
zpty -r it answer '*SET*'
check() {
  zpty -w -n it "$1"$'\t'$'\x18'
  zpty -r it answer '*LINE:*:END*' || { echo "not what was expected: no answer to $1"; exit 1 }
  answer=${${answer##*LINE:}%%:END*}
  if [[ "${answer% }" != "$2" ]]; then
    echo "not what was expected: $1 -> $answer, wanted $2"
    exit 1
  fi
}
check 'reprovip repl' 'reprovip replay'
check 'reprovip run --prog' 'reprovip run --progress='
check 'reprovip run --progress js' 'reprovip run --progress json'
check 'reprovip list engi' 'reprovip list engines'
check 'reprovip list metrics framew' 'reprovip list metrics framewise_displacement'
check 'reprovip run protocols/' 'reprovip run protocols/bet.toml'
check 'reprovip report be' 'reprovip report bet-1a2b3c4d'
zpty -d it
echo "zsh completes"
