"""check_cast.py FILE WIDTHxHEIGHT: a whole asciicast v2 that ends at this size, or exit 1."""
import json
import sys

with open(sys.argv[1], encoding="utf-8", errors="strict", newline="") as cast:
    text = cast.read()
assert text.endswith("\n"), "the last line is cut"
header, *events = [json.loads(line) for line in text.splitlines(keepends=False)]
assert header["version"] == 2 and header["width"] > 0 and header["height"] > 0, header
size, last, shown = "", 0.0, ""
for at, kind, data in events:
    assert at >= last, f"time goes back at {at}"
    last = at
    assert kind in "or" and isinstance(data, str), kind
    if kind == "r":
        size = data
    else:
        shown += data
assert size == sys.argv[2], f"ends at {size}"
assert "\ufffd" not in shown and "\u6ee8" in shown, "the text typed was not shown"
print(f"{len(events)} events, {last:.1f} s")
