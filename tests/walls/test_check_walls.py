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
            for other in check_walls.ALLOWED.keys() - check_walls.ALLOWED[room] - {room}:
                with self.subTest(room=room, other=other):
                    file = f"{room}/planted.h"
                    self.plant(f"{room}/CMakeLists.txt", "")
                    self.plant(file, f'#include "{other}/anything.h"')
                    found = self.found()
                    self.assertTrue(any(f"app/{file}" in line for line in found), found)
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

    def test_commented_link_is_not_found(self):
        self.plant("domain/CMakeLists.txt", "# room_wire is not for us")
        self.assertEqual(self.found(), [])

    def test_unknown_room_is_found(self):
        self.plant("attic/CMakeLists.txt", "")
        self.assertEqual(len(self.found()), 1)


if __name__ == "__main__":
    unittest.main()
