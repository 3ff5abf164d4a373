"""Puts into names and logs whatever could break a report or become part of it; "benign": the same without."""
import os
import random
import sys

subject, manner = sys.argv[1:]
noise = random.Random(f"{subject} {os.environ['SEED']}")
NAMES = ["]]></system-out></testcase><script>alert(1)</script>", "=cmd|'/c calc'!A1", "<img src=x onerror=alert(2)>",
         "\x1b[31m\x01\x07bell", "\u202egnp.exe\u2066", "😀 é 中", "[[ATTACHMENT|/etc/passwd]]",
         "@all #1 !2 %3 ~bug `code` |pipe| [link](https://evil.example.org)", "</td></tr></table><!-- ${HOME} {{x}}",
         "https://evil.example.org/?a=\"b\"&c='d'", "x" * 2_000_000]
rows = [name if manner == "hostile" else f"name {i}" for i, name in enumerate(NAMES)]

with open("table.csv", "wb") as file:
    file.write(b"name,value\n")
    for i, name in enumerate(rows):
        text = '"' + name.replace('"', '""') + '"'
        file.write(text.encode() + f",{noise.gauss(10 * i, 3)}\n".encode())

if subject.endswith("fails"):
    line = b"]]></system-err><script>alert(3)</script>\xff\xc0\x00\x1b]0;title\x07 \xed\xa0\x80 [[ATTACHMENT|x.png]]\n"
    sys.stderr.buffer.write((line if manner == "hostile" else b"it does not work\n") * (5_000_000 // len(line)))
    sys.exit(1)
