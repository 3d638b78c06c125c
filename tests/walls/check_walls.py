#!/usr/bin/env python3
"""Fails where a room reaches past its wall.

    check_walls.py [ROOT]       ROOT is the repository, by default the one this script is in

A shared include root alone does not stop a room from including what it does not link, and a room
that links what it may not has no wall at all. So this reads both: the `#include "room/..."` lines
of every room, and the `LINKS room_...` of its CMakeLists.txt.
"""

import re
import sys
from pathlib import Path

# The rooms that each room may use besides itself. The arrows go one way only.
ALLOWED = {
    "domain": set(),
    "wire": {"domain"},
    "connection": {"domain", "wire"},
    "sqlite": set(),
    "cache": {"domain", "sqlite"},
    "feed": {"domain", "cache"},
    "desktop": {"domain", "feed"},
    "client": {"domain", "wire", "connection", "sqlite", "cache", "feed", "desktop"},
    "gateway": {"domain", "wire", "sqlite"},
}

SOURCES = {".h", ".cpp", ".mm"}
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')
LINKED_ROOM = re.compile(r"\broom_(\w+)")
COMMENT = re.compile(r"#.*")


def breaches_of_includes(app: Path, room: str):
    for source in sorted((app / room).rglob("*")):
        if source.suffix not in SOURCES:
            continue
        for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            path = match.group(1)
            where = f"app/{source.relative_to(app)}:{number}"
            if ".." in path.split("/"):
                yield f"{where}: includes {path}: say the room's name instead of climbing"
                continue
            other = path.split("/")[0]
            if "/" in path and other in ALLOWED and other != room and other not in ALLOWED[room]:
                yield f"{where}: {room} includes {path}, past its wall"


def breaches_of_links(app: Path, room: str):
    lists = app / room / "CMakeLists.txt"
    if not lists.exists():
        yield f"app/{room}: has no CMakeLists.txt"
        return
    for number, line in enumerate(lists.read_text(encoding="utf-8").splitlines(), 1):
        for other in LINKED_ROOM.findall(COMMENT.sub("", line)):
            if other != room and other not in ALLOWED[room]:
                yield f"app/{room}/CMakeLists.txt:{number}: {room} links room_{other}, past its wall"


def breaches(root: Path):
    app = root / "app"
    rooms = sorted(folder.name for folder in app.iterdir() if folder.is_dir())
    for room in rooms:
        if room not in ALLOWED:
            yield f"app/{room}: a room without a place in the house: add it to check_walls.py"
            continue
        yield from breaches_of_includes(app, room)
        yield from breaches_of_links(app, room)


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    found = list(breaches(root))
    for breach in found:
        print(breach)
    print(f"{len(found)} breaches" if found else "the walls stand")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
