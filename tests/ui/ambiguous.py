"""Terminals that draw ambiguous characters two cells wide (East Asian Width "A": lines, blocks, arrows,
degrees) must see the same columns as the others. The kept screens are those that such a terminal is
sent: none of their characters may be ambiguous, so that a border is where it is at either width."""
import pathlib
import sys
import unicodedata

wrong = 0
files = sorted(pathlib.Path(sys.argv[1]).glob("*.txt"))
for path in files:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("---- cursor"):
            break
        for character in line:
            if unicodedata.east_asian_width(character) == "A":
                print(f"{path.name}:{number}: U+{ord(character):04X} is ambiguous: {line.strip()[:60]}")
                wrong += 1
print(f"{len(files)} screens, {wrong} ambiguous characters")
sys.exit(1 if wrong or not files else 0)
