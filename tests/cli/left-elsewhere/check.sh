name=$(cat study-name)
[[ $name == *-???????? ]]
[[ $(grep -c 'may still run elsewhere' output.txt) == 1 ]]
