# The shares of a pipeline, a line for each shard.
shares() { sed -n "/<<'END'/,/END\$/{/\[.*\]/p;}" "$1" | sed -E 's/^ *//; s/[],}]*$/]/; /protocol.toml/d'; }
is() { diff <(shares "$1") - || { echo "$1"; exit 1; }; }
set -e
is nothing.yml <<'END'
["10", "2c"]
["9", "2d"]
["2a"]
["2b"]
END
[ "$(grep -c '^  parallel: 6$' many.yml)" -eq 1 ]
# 14 and 13 seconds.
is two.yml <<'END'
["10", "2b", "2d"]
["9", "2a", "2c"]
END
grep -qx '#   shard 1: 3 subjects, 14.0 s' two.yml
grep -qx '#   shard 2: 3 subjects, 13.0 s' two.yml
cmp two.yml again.yml
is three.yml <<'END'
["10"]
["9"]
["2a", "2b", "2c", "2d"]
END
grep -qx '#   shard 2: 3 subjects, 0 ms' done.yml
is next.yml <<'END'
["10", "2b", "2d"]
["9", "2a", "2c"]
END
# The mean of the six, 4.5 s, is between 9 and 2.
grep -qx '#   shard 3: 4 subjects, 10.5 s' new.yml
[ "$(grep -c -- '--subject .2\*. --subject 9' some.yml)" -eq 3 ]
