#!/usr/bin/env python3
"""Fails where a room reaches past its wall.

    check_walls.py [ROOT]       ROOT is the repository, by default the one this script is in

A shared include root alone does not stop a room from including what it does not link, and a room
that links what it may not has no wall at all. So this reads both: the `#include "room/..."` lines
of every room, and the `LINKS room_...` of its CMakeLists.txt. What a file or an include belongs to
is the room with the longest name that its path begins with: gateway/tokens, not gateway.
"""

import re
import sys
from pathlib import Path

# The rooms that each room may use besides itself. The arrows go one way only.
ALLOWED = {
    "domain": set(),
    "tables": {"domain"},
    "settings": {"domain", "tables"},
    "wire": {"domain"},
    "connection": {"domain", "wire"},
    "connection/web": {"domain", "wire", "connection"},
    "connection/gateway_backend": {"domain", "wire", "connection", "connection/web"},
    "connection/sign_in": {"domain", "wire", "connection", "connection/web"},
    "connection/supabase_rest": {"domain", "wire", "connection", "connection/web"},
    "connection/supabase_tables": {"domain", "tables", "wire", "connection", "connection/web",
                                   "connection/supabase_rest"},
    "connection/supabase_backend": {"domain", "tables", "wire", "connection", "connection/web",
                                    "connection/supabase_rest", "connection/supabase_tables"},
    "sqlite": set(),
    "cache": {"domain", "tables", "sqlite"},
    "feed": {"domain", "cache"},

    "desktop/words": {"domain"},
    "desktop/look": {"domain"},
    "desktop/system": {"domain"},
    "desktop/tray": {"domain", "desktop/words", "desktop/look"},
    "desktop/toasts": {"domain", "settings", "desktop/words", "desktop/look", "desktop/tray"},
    "desktop/dialogs": {"domain", "settings", "feed", "desktop/words", "desktop/look"},
    "desktop/window": {"domain", "feed", "desktop/words", "desktop/look", "desktop/dialogs"},

    "client/process": {"domain", "wire", "desktop/system"},
    "client/settings": {"domain", "settings"},
    "client/session": {"domain", "tables", "wire", "connection", "connection/gateway_backend",
                       "connection/sign_in", "connection/supabase_backend",
                       "connection/supabase_tables", "cache", "feed", "client/process",
                       "client/settings"},
    "client/frontends": {"domain", "wire", "connection", "connection/sign_in", "cache", "feed", "desktop/words",
                         "desktop/look", "desktop/system", "desktop/tray", "desktop/toasts",
                         "desktop/dialogs", "desktop/window", "client/process", "client/settings",
                         "client/session"},
    "client/program": {"domain", "settings", "wire", "connection", "cache", "desktop/words",
                       "desktop/system", "client/process", "client/settings", "client/session",
                       "client/frontends"},

    "gateway/tokens": {"domain", "wire"},
    "gateway/monitoring": {"domain"},
    "gateway/net": set(),
    "gateway/protocol": {"domain", "wire"},
    "gateway/storage": {"domain", "wire", "gateway/tokens", "gateway/monitoring", "gateway/net"},
    "gateway/sqlite_log": {"domain", "wire", "sqlite", "gateway/storage"},
    "gateway/postgres": {"gateway/tokens", "gateway/monitoring", "gateway/storage"},
    "gateway/postgres_log": {"domain", "wire", "gateway/monitoring", "gateway/storage",
                             "gateway/postgres"},
    "gateway/news": {"domain", "wire", "gateway/monitoring", "gateway/net", "gateway/protocol",
                     "gateway/storage"},
    "gateway/config": {"domain", "wire", "gateway/tokens", "gateway/monitoring", "gateway/net",
                       "gateway/postgres"},
    "gateway/sessions": {"domain", "wire", "gateway/tokens", "gateway/monitoring", "gateway/net",
                         "gateway/protocol", "gateway/storage", "gateway/news"},
    "gateway/server": {"domain", "wire", "gateway/tokens", "gateway/monitoring", "gateway/net",
                       "gateway/protocol", "gateway/storage", "gateway/sqlite_log",
                       "gateway/postgres", "gateway/postgres_log", "gateway/news",
                       "gateway/config", "gateway/sessions"},
    "gateway/commands": {"domain", "wire", "gateway/tokens", "gateway/monitoring", "gateway/net",
                         "gateway/sqlite_log", "gateway/postgres", "gateway/config",
                         "gateway/server"},
}

# What only some rooms may include of the system and of libraries, by how the header's name begins.
RESERVED = {
    "QDBus": {"desktop/system", "desktop/tray", "desktop/toasts"},
    "QSql": {"sqlite", "cache", "gateway/sqlite_log", "gateway/postgres",
             "gateway/postgres_log"},
    "sqlite3.h": {"sqlite"},
    "boost/asio": {"gateway/net", "gateway/storage", "gateway/news", "gateway/sessions",
                   "gateway/server", "gateway/commands"},
    "sys/socket.h": {"gateway/net", "gateway/monitoring", "gateway/server", "client/process"},
}

# Lists of CMake above the rooms, which build none of them themselves.
WINGS = {"desktop", "client", "gateway"}

SOURCES = {".h", ".cpp", ".mm"}
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')
LINKED_ROOM = re.compile(r"\broom_(\w+)")
COMMENT = re.compile(r"#.*")
ROOM_OF_LIBRARY = {room.replace("/", "_"): room for room in ALLOWED}


def room_of(path: str):
    """The room that a path below app/ belongs to; nothing where it is in none."""
    found = [room for room in ALLOWED if path.startswith(room + "/")]
    return max(found, key=len, default=None)


def is_in_house(path: str):
    """Whether an include names a folder of ours, be it a room or not."""
    tops = {room.split("/")[0] for room in ALLOWED}
    return "/" in path and path.split("/")[0] in tops


def breaches_of_include(where: str, room: str, included: str):
    if ".." in included.split("/"):
        yield f"{where}: includes {included}: say the room's name instead of climbing"
        return
    # <QtSql/QSqlQuery> and <QtSql> are the same as <QSqlQuery>.
    header = re.sub(r"^Qt(\w+)(/|$)", lambda found: "" if found[2] else "Q" + found[1], included)
    for start, allowed in RESERVED.items():
        if header.startswith(start) and room not in allowed:
            yield f"{where}: {room} includes {included}, which only {', '.join(sorted(allowed))} may"
    if not is_in_house(included):
        return
    other = room_of(included)
    if other != room and other not in ALLOWED[room]:
        yield f"{where}: {room} includes {included}, past its wall"


def breaches_of_includes(app: Path, room: str):
    for source in sorted((app / room).rglob("*")):
        path = source.relative_to(app).as_posix()
        if source.suffix not in SOURCES or room_of(path) != room:
            continue
        for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                yield from breaches_of_include(f"app/{path}:{number}", room, match.group(1))


def breaches_of_links(app: Path, room: str):
    lists = app / room / "CMakeLists.txt"
    if not lists.exists():
        yield f"app/{room}: has no CMakeLists.txt"
        return
    for number, line in enumerate(lists.read_text(encoding="utf-8").splitlines(), 1):
        for library in LINKED_ROOM.findall(COMMENT.sub("", line)):
            other = ROOM_OF_LIBRARY.get(library)
            if other != room and other not in ALLOWED[room]:
                yield (f"app/{room}/CMakeLists.txt:{number}: {room} links room_{library},"
                       " past its wall")


def homeless(app: Path):
    """Sources and folders that are in no room, so that no wall would hold them."""
    for folder in sorted(app.iterdir()):
        if folder.is_dir() and folder.name not in ALLOWED and folder.name not in WINGS:
            yield f"app/{folder.name}: a room without a place in the house: add it to check_walls.py"
    for wing in sorted(WINGS):
        for folder in sorted((app / wing).iterdir()):
            if folder.is_dir() and f"{wing}/{folder.name}" not in ALLOWED:
                yield (f"app/{wing}/{folder.name}: a room without a place in the house:"
                       " add it to check_walls.py")
            if folder.suffix == ".h":
                yield f"app/{wing}/{folder.name}: in no room of the wing"


def breaches(root: Path):
    app = root / "app"
    yield from homeless(app)
    for room in ALLOWED:
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
