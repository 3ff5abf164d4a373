"""The same protocol with hostile names, and with benign ones. Its own ids may hold nothing hostile: reprovip refuses them."""
import json
import sys


def text(words):
    """TOML's basic strings escape as JSON's do, but for what is beyond 16 bits."""
    return json.dumps(words, ensure_ascii=False)


manner = sys.argv[1]
hostile = manner == "hostile"
subjects = ["s1 <b>&amp;]]>", "s2 @root #1", "s3 =1+1", "s4 😀 \u202e fails"] if hostile else ["s1", "s2", "s3", "s4 fails"]
level = "<i>fast</i> | `x`" if hostile else "fast"
print(f"""schema      = 1
name        = "hostile"
description = {text("<svg onload=alert(5)>" if hostile else "about")}
application = "application.toml"
[subjects]
list = {text(subjects)}
[repeat]
count = 3
seed  = "per-repetition"
[factors]
engine = "native"
manner = {text([manner])}
mode   = ["slow", {text(level)}]
[factor.mode]
env    = "MODE"
source = "build"
[[metric]]
id   = "nu"
kind = "nu"
on   = "table.value"
per  = "environment"
[[criterion]]
id      = "retest"
metric  = "nu"
require = "nu <= 0.0001"
""")
