"""A metric of every kind there is on every bad output, and a criterion that each of them must pass."""
import json
import subprocess

metrics = json.loads(subprocess.run(["reprovip", "list", "metrics", "--json"], check=True, capture_output=True).stdout)
# What some cannot do without, or would take long by default.
OPTIONS = {"uncertainty": '"text"', "replicates": "100", "permutations": "20"}
OUTPUTS = ["table.text", "table.never", "table.none", "table.nowhere", "cut", "fake", "noise", "grids", "sometimes"]

print("""schema      = 1
application = "application.toml"
[subjects]
list = ["s1", "s2"]
[repeat]
count = 3
seed  = "per-repetition"
[factors]
engine  = "native"
threads = [1, 2]""")
for metric in metrics:
    kind = metric["kind"]
    if kind == "external":
        continue
    options = [option["name"] for option in metric["options"]]
    for output in OUTPUTS:
        for across in ("", 'across = "threads"'):
            name = f"{kind}-{output}{'-across' if across else ''}"
            print(f'[[metric]]\nid = "{name}"\nkind = "{kind}"\non = "{output}"\n{across}')
            for option in OPTIONS.keys() & set(options):
                print(f"{option} = {OPTIONS[option]}")
