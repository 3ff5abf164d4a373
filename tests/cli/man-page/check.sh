/usr/bin/python3 - <<'END'
import re
page = open("page.txt", encoding="utf-8").read()
commands = open("commands.txt", encoding="utf-8").read().split()
assert len(commands) >= 15 and "run" in commands, commands
for command in commands:
    assert re.search(f"^   {command}$", page, re.M), f"missing: {command}"
    text = open(f"help/{command}", encoding="utf-8").read()
    flags = [flag for line in re.findall(r"^  (-.*)", text, re.M) for flag in re.findall(r"--[a-z0-9-]+", line.split("  ")[0])]
    missing = [flag for flag in flags if flag != "--help" and flag not in page]
    assert not missing, f"{command}: missing {missing}"
    assert command in ("completion", "man", "gc", "doctor") or len(flags) > 1 or command == "schema", f"{command}: {flags}"
    assert f"\n  reprovip {command}" in text, f"{command}: no example"
END
