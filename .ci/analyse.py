#!/usr/bin/env python3
"""Runs a checker over every file that build/dev compiles, on all cores.

    .ci/analyse.py clang-tidy|clazy [--minutes N] [FILE...]

Needs a built build/dev: the compile commands, moc's files and each file's headers are known there.

A file found clean is remembered, in the user's cache, under a hash of all that the verdict came
from: the checker and its configuration, the compile command, and the contents of the file and of
every header that it includes. So looking at everything again takes seconds, and a change costs the
files that see it. A file that is not clean is never remembered.

What was changed last is looked at first. What is not reached within N minutes (10) is counted, not
failed: what was reached is remembered, and the next run goes on from there.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build/dev"
OBJECT = re.compile(r" -o (\S+)")
FORGOTTEN_AFTER = 60 * 24 * 3600  # seconds since a verdict was last of use


@dataclass(frozen=True)
class Checker:
    """One program, which ends with 0 where a file is clean and says on stdout what is wrong."""

    command: Callable[[Path], list]
    version: list
    configuration: str


def clang_tidy():
    return Checker(
        command=lambda file: ["clang-tidy", "--quiet", "-p", BUILD, file],
        version=["clang-tidy", "--version"],
        configuration=(ROOT / ".clang-tidy").read_text(encoding="utf-8"))


def clazy():
    """Its checks stand in .clazy. A finding makes it fail because compile commands have -Werror."""
    text = (ROOT / ".clazy").read_text(encoding="utf-8")
    words = [line.split() for line in text.splitlines() if line and not line.startswith("#")]

    def command(file):
        in_tests = file.is_relative_to(ROOT / "tests")
        checks = ",".join(check for place, check in words if place == "all" or in_tests)
        return ["clazy-standalone", "-p", BUILD, f"--checks={checks}",
                r"--header-filter=/(app|tests)/.*\.h$", file]

    return Checker(command, version=["clazy-standalone", "--version"], configuration=text)


CHECKERS = {"clang-tidy": clang_tidy, "clazy": clazy}


@dataclass(frozen=True)
class Source:
    """A file with what decides how it is compiled."""

    path: Path
    command: str
    headers: tuple  # and the file itself


@lru_cache(maxsize=None)
def digest_of(path: Path):
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "absent"


def portable(text: str):
    """The same in another clone of the repository."""
    return text.replace(str(ROOT), "<root>")


def fingerprint(checker: Checker, version: list, source: Source):
    parts = [version, checker.configuration, portable(source.command)]
    parts += [portable(str(word)) for word in checker.command(source.path)]
    parts += sorted((portable(str(path)), digest_of(path)) for path in source.headers)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def headers_by_object():
    """What ninja noted of each object file: what its compilation read."""
    noted = subprocess.run(["ninja", "-C", BUILD, "-t", "deps"], check=True, text=True,
                           stdout=subprocess.PIPE).stdout
    headers, current = {}, []
    for line in noted.splitlines():
        if line.startswith("    "):
            current.append(Path(os.path.normpath(BUILD / line.strip())))
        elif line:
            current = headers.setdefault(line.split(": #deps")[0], [])
    return headers


def sources():
    """All files of the repository that are compiled; not what moc and rcc write."""
    headers = headers_by_object()
    commands = json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8"))
    for entry in commands:
        path = Path(entry["file"])
        if path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / "build"):
            made = OBJECT.search(entry["command"]).group(1)
            if made not in headers:
                sys.exit(f"{path.relative_to(ROOT)} is not built: cmake --build --preset dev")
            yield Source(path, entry["command"], tuple(headers[made]))


def last_changed_first(found):
    """Uncommitted, then by the last commit that touched it."""
    names = []
    for command in (["diff", "--name-only", "HEAD"], ["log", "--format=", "--name-only"]):
        names += subprocess.run(["git", "-C", ROOT, *command], text=True,
                                stdout=subprocess.PIPE).stdout.split()
    rank = {}
    for name in names:
        rank.setdefault(ROOT / name, len(rank))
    return sorted(found, key=lambda source: (rank.get(source.path, -1), source.path))


class Verdicts:
    """The fingerprints found clean: empty files, touched when they are of use."""

    def __init__(self, folder: Path):
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def is_clean(self, name: str):
        try:
            os.utime(self._folder / name)
            return True
        except FileNotFoundError:
            return False

    def remember(self, name: str):
        (self._folder / name).touch()

    def forget_old(self):
        for verdict in self._folder.iterdir():
            if verdict.stat().st_mtime < time.time() - FORGOTTEN_AFTER:
                verdict.unlink(missing_ok=True)


def user_cache():
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "timesheet-checks"


def version_of(checker: Checker):
    """Without what it says of the machine at hand, which no verdict comes from."""
    said = subprocess.run(checker.version, check=True, text=True, stdout=subprocess.PIPE).stdout
    return [line for line in said.splitlines() if "Host CPU" not in line]


def look_at(checker: Checker, source: Source, deadline: float):
    """True: clean; False: not; None: there was no time left."""
    left = deadline - time.monotonic()
    if left <= 0:
        return None
    try:
        said = subprocess.run(checker.command(source.path), text=True, timeout=left,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except subprocess.TimeoutExpired:
        return None
    if said.returncode != 0:
        print(said.stdout or said.stderr, f"not clean: {source.path.relative_to(ROOT)}",
              sep="", flush=True)
    return said.returncode == 0


def analyse(name: str, found, minutes: float, folder: Path):
    checker = CHECKERS[name]()
    version = version_of(checker)
    verdicts = Verdicts(folder / name)
    deadline = time.monotonic() + 60 * minutes
    prints = {source: fingerprint(checker, version, source) for source in found}
    unknown = [source for source in found if not verdicts.is_clean(prints[source])]
    tally = {True: 0, False: 0, None: 0}

    def judge(source):
        verdict = look_at(checker, source, deadline)
        if verdict:
            verdicts.remember(prints[source])
        return verdict

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for verdict in pool.map(judge, unknown):
            tally[verdict] += 1
    verdicts.forget_old()
    print(f"{name}: {len(found)} files; {len(found) - len(unknown)} known to be clean, "
          f"{tally[True]} found clean, {tally[False]} not clean"
          + (f"; {tally[None]} NOT REACHED in {minutes:g} minutes" if tally[None] else ""))
    return tally[False] == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checker", choices=CHECKERS)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("files", nargs="*", metavar="FILE", type=lambda name: Path(name).resolve())
    options = parser.parse_args()
    found = last_changed_first(sources())
    if options.files:
        found = [source for source in found if source.path in options.files]
    return 0 if analyse(options.checker, found, options.minutes, user_cache()) else 1


if __name__ == "__main__":
    sys.exit(main())
