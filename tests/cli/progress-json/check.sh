[ ! -s none.txt ] || { cat none.txt; exit 1; }
/usr/bin/python3 - <<'END'
import json
lines = open("events.jsonl", encoding="utf-8").read().split("\n")
assert lines.pop() == "", "the last line has no end"
events = [json.loads(line) for line in lines]
kinds = [event["event"] for event in events]
assert kinds[0] == "begin" and kinds[-1] == "result", kinds
assert sorted(set(kinds)) == ["begin", "cell", "end", "finished", "message", "result", "started"], kinds
assert events[0]["schema"] == 1 and events[0]["to_run"] == 4 and events[0]["cells"] == 2, events[0]
assert all(event["at"].endswith("Z") for event in events)
cells = {event["name"]: event for event in events if event["event"] == "cell"}
assert cells["s1"]["classes"] == {"result": 1} and cells["s1"]["failed"] == 0, cells
assert cells["s2"]["failed"] == 2 and cells["s2"]["classes"] == {}, cells
ended = [event for event in events if event["event"] == "finished"]
assert [event["done"] for event in ended] == [1, 2, 3, 4], ended
assert ended[0]["eta_s"] is None or ended[0]["eta_s"] >= 0
assert events[-1]["exit_code"] == 3 and events[-1]["stopped"] is False, events[-1]
message = next(event for event in events if event["event"] == "message")
assert "/dev/full" in message["text"], message
END
