/usr/bin/python3 - <<'END'
import json
text = open("events.jsonl", encoding="utf-8").read()
assert text.endswith("\n")
events = [json.loads(line) for line in text.splitlines()]
end = next(event for event in events if event["event"] == "end")
assert end["done"] == 2 and end["to_run"] == 4, end
assert events[-1]["event"] == "result" and events[-1]["stopped"] and events[-1]["exit_code"] == 143, events[-1]
END
