#!/usr/bin/env python3
"""Rehearses bad days and prints what became of the events, and who paid: see README.md.

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
sys.path[:0] = [str(HERE.parent / "e2e"), str(HERE / "supabase")]

import faults_crash  # noqa: E402,F401
import faults_link  # noqa: E402,F401
import faults_proxy  # noqa: E402,F401
import faults_disk  # noqa: E402,F401
import faults_time  # noqa: E402,F401
import faults_polling  # noqa: E402,F401
import faults_flood  # noqa: E402,F401
import faults_supabase  # noqa: E402,F401
import rows_of_desktop  # noqa: E402,F401
import who_pays  # noqa: E402,F401
from rows import ATTACKS, ROWS  # noqa: E402

PACKAGING = HERE.parent.parent / "packaging"
PATIENCE = (280, 3600)  # seconds for one row of the short and of the long form
playing = set()  # the processes of rows under way


def play(row, options):
    """Plays one row in this process. Returns its result."""
    folder = options.folder / row.name
    with row.open(options.binaries, folder, row.scale(options.long), options.seed) as scene:
        try:
            return row.play(scene)
        except Exception as error:
            (folder / "traceback").write_text(traceback.format_exc())
            return scene.give_up(f"{type(error).__name__}: {error}".splitlines()[0])


def play_apart(row, options):
    """Plays one row in a process of its own, inside what it needs. Returns its result."""
    if missing := row.missing():
        return row.result(skipped=f"needs {missing}")
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
        return row.result(**json.loads(output))
    except subprocess.TimeoutExpired:
        return row.result(is_broken=True,
                          unexplained=[f"not done within {PATIENCE[options.long]} s"])
    except ValueError:
        return row.result(is_broken=True, unexplained=[f"the row broke: see {log}"])
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


def print_table(rows, options, jobs):
    """Plays the rows, several at a time, and prints them in their order. Returns the results."""
    if not rows:
        return {}
    print(rows[0].result.head.rstrip(), flush=True)
    with ThreadPoolExecutor(jobs) as pool:
        patient_first = sorted(rows, key=lambda row: not row.is_patient)
        under_way = {row.name: pool.submit(play_apart, row, options) for row in patient_first}
        for row in rows:
            print(under_way[row.name].result().line(row).rstrip(), flush=True)
    print()
    return {name: result.result() for name, result in under_way.items()}


def print_tables(faults, attacks, options):
    """True where all is good. Attacks are measured, so that nothing else is to run beside them."""
    results = print_table(faults, options, options.jobs) | print_table(attacks, options, 1)
    if bad := [name for name, result in results.items() if not result.is_good]:
        print(f"Not good: {', '.join(bad)} (seed {options.seed}; logs in {options.folder})")
    else:
        skipped = sum(bool(result.skipped) for result in results.values())
        print(f"0 lost, 0 doubled, 0 unexplained; {skipped} rows skipped")
    return not bad


def wanted(options):
    """The rows of both tables."""
    if options.row:
        return [[row for row in rows if row.name in options.row] for rows in (ROWS, ATTACKS)]
    return ROWS, [row for row in ATTACKS if options.long or row.in_short]


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
    unknown = set(options.row) - {row.name for row in [*ROWS, *ATTACKS]}
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}; --list names them")
    return options


def main():
    options = parse_options()
    if options.list:
        for row in [*ROWS, *ATTACKS]:
            print(f"{row.name:32} {row.fault}")
        return 0
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.play:
        [row] = [row for row in [*ROWS, *ATTACKS] if row.name == options.play]
        print(json.dumps(dataclasses.asdict(play(row, options))))
        return 0
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end_all)
    return 0 if print_tables(*wanted(options), options) else 1


if __name__ == "__main__":
    sys.exit(main())
