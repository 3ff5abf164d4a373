source ./reprovip.fish
function check
    set -l offered (complete -C "$argv[1]" | string replace -r '\t.*' '')
    if not contains -- $argv[2] $offered
        echo "not what was expected: $argv[1] -> $offered, wanted $argv[2]"
        exit 1
    end
end
check 'reprovip rep' replay
check 'reprovip run --pro' --progress
check 'reprovip run --progress ' json
check 'reprovip list en' engines
check 'reprovip list metrics di' dice
check 'reprovip metric dic' dice
check 'reprovip run protocols/' protocols/bet.toml
check 'reprovip report ' bet-1a2b3c4d
echo "fish completes"
