#!/usr/bin/env python3
"""The verdicts of .ci/analyse.py: a clean file is looked at once, whatever could change that makes it
be looked at again, and what is not clean is never forgotten."""

import contextlib
import dataclasses
import io
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / ".ci"))
import analyse

# Notes which file it looks at, and is not content with files that hold the word "bad".
LOOK = 'echo "$1" >> "$0"; ! grep -q bad "$1"'


class Analyse(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(setattr, analyse, "ROOT", analyse.ROOT)
        self.addCleanup(analyse.CHECKERS.pop, "fake", None)
        self.looks = Path(folder.name) / "looks"
        self.cache = Path(folder.name) / "cache"
        self.checker = analyse.Checker(
            command=lambda file: ["sh", "-c", LOOK, self.looks, file],
            version=["echo", "1"], configuration="")
        self.minutes = 1
        self.clone_into(Path(folder.name) / "clone")

    def clone_into(self, root):
        root.mkdir()
        self.root = analyse.ROOT = root
        self.write("a.h", "a header")
        self.sources = [self.source("a.cpp"), self.source("b.cpp")]

    def write(self, name, text):
        (self.root / name).write_text(text)
        analyse.digest_of.cache_clear()

    def source(self, name, command="c++ -c"):
        self.write(name, f"text of {name}")
        return analyse.Source(self.root / name, command, (self.root / name, self.root / "a.h"))

    def run_it(self):
        """Whether all was clean, and the files that were looked at."""
        self.looks.write_text("")
        analyse.CHECKERS["fake"] = lambda: self.checker
        self.said = io.StringIO()
        with contextlib.redirect_stdout(self.said):
            clean = analyse.analyse("fake", self.sources, self.minutes, self.cache)
        return clean, sorted(Path(line).name for line in self.looks.read_text().splitlines())

    def test_clean_files_are_looked_at_once(self):
        self.assertEqual(self.run_it(), (True, ["a.cpp", "b.cpp"]))
        self.assertEqual(self.run_it(), (True, []))

    def test_changed_file_is_looked_at_again_alone(self):
        self.run_it()
        self.write("b.cpp", "another text")
        self.assertEqual(self.run_it(), (True, ["b.cpp"]))

    def test_changed_header_concerns_all_that_include_it(self):
        self.run_it()
        self.write("a.h", "another header")
        self.assertEqual(self.run_it(), (True, ["a.cpp", "b.cpp"]))

    def test_header_that_is_gone_concerns_all_that_included_it(self):
        self.run_it()
        (self.root / "a.h").unlink()
        analyse.digest_of.cache_clear()
        self.assertEqual(self.run_it(), (True, ["a.cpp", "b.cpp"]))

    def test_another_compile_command_concerns_its_file(self):
        self.run_it()
        self.sources[0] = self.source("a.cpp", "c++ -O2 -c")
        self.assertEqual(self.run_it(), (True, ["a.cpp"]))

    def test_another_version_or_configuration_concerns_all(self):
        self.run_it()
        for change in ({"version": ["echo", "2"]}, {"configuration": "more checks"}):
            self.checker = dataclasses.replace(self.checker, **change)
            self.assertEqual(self.run_it(), (True, ["a.cpp", "b.cpp"]))

    def test_file_that_is_not_clean_is_looked_at_each_time(self):
        self.write("a.cpp", "bad")
        self.assertEqual(self.run_it(), (False, ["a.cpp", "b.cpp"]))
        self.assertEqual(self.run_it(), (False, ["a.cpp"]))
        self.assertIn("not clean: a.cpp", self.said.getvalue())

    def test_file_that_is_as_it_was_is_remembered(self):
        self.run_it()
        self.write("a.cpp", "bad")
        self.run_it()
        self.write("a.cpp", "text of a.cpp")
        self.assertEqual(self.run_it(), (True, []))

    def test_no_time_left_is_said_and_not_remembered(self):
        self.minutes = 0
        self.assertEqual(self.run_it(), (True, []))
        self.assertIn("2 NOT REACHED", self.said.getvalue())
        self.minutes = 1
        self.assertEqual(self.run_it(), (True, ["a.cpp", "b.cpp"]))

    def test_another_clone_knows_the_same_verdicts(self):
        self.run_it()
        self.clone_into(self.root.parent / "another clone")
        self.assertEqual(self.run_it(), (True, []))


if __name__ == "__main__":
    unittest.main()
