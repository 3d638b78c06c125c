#!/usr/bin/env python3
"""The wall test finds breaches: each is planted in a copy of the rooms."""

import shutil
import tempfile
import unittest
from pathlib import Path

import check_walls

ROOT = Path(__file__).resolve().parents[2]


class CheckWalls(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        shutil.copytree(ROOT / "app", self.root / "app")

    def plant(self, file, line):
        path = self.root / "app" / file
        path.parent.mkdir(exist_ok=True)
        path.write_text((path.read_text() if path.exists() else "") + "\n" + line + "\n")

    def found(self):
        return list(check_walls.breaches(self.root))

    def test_untouched_copy_has_none(self):
        self.assertEqual(self.found(), [])

    def test_every_forbidden_include_is_found(self):
        for room in check_walls.ALLOWED:
            forbidden = check_walls.ALLOWED.keys() - check_walls.ALLOWED[room] - {room}
            with self.subTest(room=room):
                file = f"{room}/planted.h"
                for other in forbidden:
                    self.plant(file, f'#include "{other}/anything.h"')
                found = [line for line in self.found() if f"app/{file}:" in line]
                for other in forbidden:
                    self.assertTrue(any(f"{other}/anything.h" in line for line in found), other)
                self.assertEqual(len(found), len(forbidden))
                (self.root / "app" / file).unlink()

    def test_breach_inside_a_wing_is_found(self):
        self.plant("gateway/protocol/planted.h", '#include "gateway/net/stream.h"')
        self.plant("gateway/sessions/planted.cpp",
                   '#include "gateway/sqlite_log/sqlite_event_log.h"')
        self.plant("desktop/look/planted.cpp", '#include "desktop/words/event_text.h"')
        self.plant("client/session/planted.cpp",
                   '#include "client/frontends/desktop_frontend.h"')
        self.assertEqual(len(self.found()), 4)

    def test_include_of_a_wing_without_room_is_found(self):
        self.plant("client/program/planted.cpp", '#include "gateway/anything.h"')
        self.assertEqual(len(self.found()), 1)

    def test_source_beside_the_rooms_of_a_wing_is_found(self):
        self.plant("gateway/planted.h", "")
        self.assertEqual(len(self.found()), 1)

    def test_reserved_headers_are_found(self):
        for file, header in (("desktop/window/planted.cpp", "QDBusConnection"),
                             ("client/frontends/planted.cpp", "QDBusMessage"),
                             ("gateway/sessions/planted.cpp", "QSqlQuery"),
                             ("feed/planted.cpp", "QtSql/QSqlDatabase"),
                             ("gateway/sqlite_log/planted.cpp", "QtDBus"),
                             ("gateway/protocol/planted.h", "boost/asio/buffer.hpp"),
                             ("gateway/protocol/planted.cpp", "sys/socket.h")):
            with self.subTest(file=file, header=header):
                self.plant(file, f"#include <{header}>")
                self.assertEqual(len(self.found()), 1)
                (self.root / "app" / file).unlink()

    def test_include_in_angle_brackets_is_found(self):
        self.plant("wire/planted.cpp", "#  include <connection/transport.h>")
        self.assertEqual(len(self.found()), 1)

    def test_climbing_include_is_found(self):
        self.plant("wire/planted.cpp", '#include "../connection/transport.h"')
        self.assertEqual(len(self.found()), 1)

    def test_forbidden_link_is_found(self):
        self.plant("domain/CMakeLists.txt", "target_link_libraries(room_domain PUBLIC room_wire)")
        self.assertEqual(len(self.found()), 1)

    def test_forbidden_link_inside_a_wing_is_found(self):
        self.plant("gateway/sessions/CMakeLists.txt",
                   "target_link_libraries(room_gateway_sessions PUBLIC room_gateway_postgres_log)")
        self.assertEqual(len(self.found()), 1)

    def test_commented_link_is_not_found(self):
        self.plant("domain/CMakeLists.txt", "# room_wire is not for us")
        self.assertEqual(self.found(), [])

    def test_unknown_room_is_found(self):
        self.plant("attic/CMakeLists.txt", "")
        self.plant("gateway/attic/CMakeLists.txt", "")
        self.assertEqual(len(self.found()), 2)


if __name__ == "__main__":
    unittest.main()
