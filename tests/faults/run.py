#!/usr/bin/env python3
"""Rehearses bad days and prints what became of the events: see README.md.

    run.py --binaries FOLDER --folder FOLDER [--long] [--row NAME]... [--list] [--jobs N] [--seed N]
"""

import argparse
import dataclasses
import json
import os
import random
import signal
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

import faults_crash  # noqa: E402,F401
import faults_link  # noqa: E402,F401
import faults_proxy  # noqa: E402,F401
import faults_disk  # noqa: E402,F401
import faults_time  # noqa: E402,F401
import faults_polling  # noqa: E402,F401
import faults_flood  # noqa: E402,F401
import rows_of_desktop  # noqa: E402,F401
from ledger import Result  # noqa: E402
from rows import ROWS  # noqa: E402

PACKAGING = HERE.parent.parent / "packaging"
PATIENCE = (280, 3600)  # seconds for one row of the short and of the long form
playing = set()  # the processes of rows under way
COLUMNS = "{:44} {:>6} {:>6} {:>8} {:>7} {:>4} {:>9}  {}"


def play(row, options):
    """Plays one row in this process. Returns its result."""
    from scene import Scene
    folder = options.folder / row.name
    with Scene(options.binaries, folder, row.scale(options.long), options.seed) as scene:
        try:
            return row.play(scene)
        except Exception as error:
            (folder / "traceback").write_text(traceback.format_exc())
            return scene.ledger.give_up(f"{type(error).__name__}: {error}".splitlines()[0])


def play_apart(row, options):
    """Plays one row in a process of its own, inside what it needs. Returns its result."""
    if missing := row.missing():
        return Result(skipped=f"needs {missing}")
    command = [
        *row.wrapper(PACKAGING, options.folder / "desktop-logs"),
        sys.executable, "-B", __file__, "--play", row.name, "--binaries", options.binaries,
        "--folder", options.folder, "--seed", options.seed, *(["--long"] if options.long else []),
    ]
    log = options.folder / f"{row.name}.log"
    with log.open("w") as stderr:
        # A session of its own, so that it can be ended as a whole.
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE,
                                   stderr=stderr, text=True, start_new_session=True)
    playing.add(process.pid)
    try:
        output = process.communicate(timeout=PATIENCE[options.long])[0]
        return Result(**json.loads(output))
    except subprocess.TimeoutExpired:
        return Result(is_broken=True, unexplained=[f"not done within {PATIENCE[options.long]} s"])
    except ValueError:
        return Result(is_broken=True, unexplained=[f"the row broke: see {log}"])
    finally:
        playing.discard(process.pid)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def end_all(number, _frame):
    """Nothing outlives us, not even what a row has stopped with SIGSTOP."""
    for pid in list(playing):
        os.killpg(pid, signal.SIGKILL)
    os._exit(128 + number)


def print_line(row, result):
    if result.skipped:
        counts = ["-"] * 6
        remarks = [f"skipped: {result.skipped}"]
    elif result.is_broken:
        counts = ["-", result.sent, "-", "-", "-", "-"]
        remarks = [f"BROKEN: {text}" for text in result.unexplained]
    else:
        counts = [result.rounds, result.sent, result.received, result.doubled, result.lost,
                  result.gaps]
        remarks = result.notes + [f"UNEXPLAINED: {text}" for text in result.unexplained]
    print(COLUMNS.format(row.fault, *counts, "; ".join(remarks)).rstrip(), flush=True)


def print_table(rows, options):
    """Plays the rows, several at a time, and prints them in their order. True where all is good."""
    print(COLUMNS.format("fault", "rounds", "sent", "received", "doubled", "lost", "gap shown", ""))
    bad, skipped = [], 0
    with ThreadPoolExecutor(options.jobs) as pool:
        patient_first = sorted(rows, key=lambda row: not row.is_patient)
        results = {row.name: pool.submit(play_apart, row, options) for row in patient_first}
        for row in rows:
            result = results[row.name].result()
            print_line(row, result)
            skipped += bool(result.skipped)
            if not result.is_good:
                bad.append(row.name)
    if bad:
        print(f"\nNot good: {', '.join(bad)} (seed {options.seed}; logs in {options.folder})")
    else:
        print(f"\n0 lost, 0 doubled, 0 unexplained; {skipped} rows skipped")
    return not bad


def parse_options():
    parser = argparse.ArgumentParser(description="Rehearses bad days: see README.md")
    parser.add_argument("--binaries", type=Path, required=True, help="where the programs are")
    parser.add_argument("--folder", type=Path, required=True, help="what all is kept in")
    parser.add_argument("--long", action="store_true", help="all rounds, 1,000 events a row")
    parser.add_argument("--row", action="append", default=[], help="only this one; repeatable")
    parser.add_argument("--list", action="store_true", help="print the rows' names")
    parser.add_argument("--jobs", type=int, default=5, help="rows at a time")
    parser.add_argument("--seed", type=int, default=random.randrange(10000))
    parser.add_argument("--play", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.binaries = options.binaries.resolve()
    options.folder = options.folder.resolve()
    unknown = set(options.row) - {row.name for row in ROWS}
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}; --list names them")
    return options


def main():
    options = parse_options()
    if options.list:
        for row in ROWS:
            print(f"{row.name:20} {row.fault}")
        return 0
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.play:
        [row] = [row for row in ROWS if row.name == options.play]
        print(json.dumps(dataclasses.asdict(play(row, options))))
        return 0
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end_all)
    rows = [row for row in ROWS if not options.row or row.name in options.row]
    return 0 if print_table(rows, options) else 1


if __name__ == "__main__":
    sys.exit(main())
