#!/usr/bin/env python3
"""The gateway beside the deployed contract's server on Node, the same one tuned, and a floor
program that does nothing but the least: a send() each delivery, or gathering those of one POST.
The same load on each, in turn. See gateway.sh.

    gateway.py --binaries FOLDER [short|full|soak|hold|nodes] [--rounds N] [--servers NAME,NAME]
               [--scenarios NAME,NAME] [--minutes N] [--logs FOLDER]
"""

import argparse
import contextlib
import ctypes
import json
import math
import os
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SECRET = "a secret of the gateway's bench, 32+"
PATIENCE = 20  # seconds until a server listens, or has ended
LISTENING = re.compile(r"(?:^listening |address=127\.0\.0\.1:)(\d+)", re.MULTILINE)
# What must be zero on every server: what was not delivered as it should be.
FAULTS = ("lost", "doubled", "strayed", "refused_posts", "lost_pongs", "failed")
SPARE_DESCRIPTORS = 500


class NotAvailable(Exception):
    """A server does not start here. The text says why."""


def end_with_the_driver():
    """In the child: SIGTERM when this driver dies, however it does."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Server:
    """One of the programs that are compared, with a folder of its own."""

    def __init__(self, command, log: Path):
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, env={**os.environ, "JWT_SECRET": SECRET},
                preexec_fn=end_with_the_driver)

    def __enter__(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = LISTENING.search(self._log.read_text(errors="replace"))
            if found:
                self.port = int(found.group(1))
                self.pid = self._process.pid
                return self
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        self.__exit__()
        said = self._log.read_text(errors="replace").strip().splitlines()
        raise NotAvailable(said[-1] if said else "it said nothing")

    def __exit__(self, *_):
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def commands(binaries):
    """What starts each server, given a folder for its files."""
    contract = HERE / "contract_server.mjs"

    def ours(database):
        return [binaries / "timesheet-gateway", "serve", "--listen", "127.0.0.1:0",
                "--database", database]

    servers = {
        "node": lambda folder: ["node", contract],
        "tuned": lambda folder: ["node", contract, "--tuned"],
        "floor": lambda folder: [binaries / "bench_epoll_floor"],
        "gathering": lambda folder: [binaries / "bench_epoll_floor", "--gather", "1"],
        "ours": lambda folder: ours(folder / "events.db"),
    }
    postgres = os.environ.get("TIMESHEET_BENCH_POSTGRES")
    if postgres:
        servers["ours-pg"] = lambda folder: ours(postgres)
    return servers


@dataclass
class Row:
    """A figure of a scenario's result."""
    key: str
    label: str
    digits: int = 0


@dataclass
class Scenario:
    """One run of timesheet-load and what of its result is shown."""
    name: str
    arguments: str
    rows: list
    servers: tuple = ()  # those only; empty: ALL_BUT_GATHERING

    @property
    def word(self):
        return self.name.split()[0]


ACCEPT = [Row("upgrades_per_second", "upgrades a second"),
          Row("server_us_per_upgrade", "server's CPU for one, µs", 1),
          Row("client_cpu_percent", "(the tool's CPU, %)")]
IDLE = [Row("held", "connections held"),
        Row("bytes_per_connection", "memory of one, PSS, bytes"),
        Row("pss_kib", "memory of all, PSS, KiB")]
DELIVER = [Row("deliveries_per_second", "deliveries a second"),
           Row("events_per_second", "published, events a second"),
           Row("server_us_per_delivery", "server's CPU for one, µs", 2),
           Row("server_cpu_percent", "server's CPU, %"),
           Row("client_cpu_percent", "(the tool's CPU, %)")]
FAN_OUT = [Row("events_per_second", "events a second", 1),
           Row("each_p50_ms", "POST to each, p50, ms", 1),
           Row("each_p99_ms", "POST to each, p99, ms", 1),
           Row("last_p50_ms", "POST to the last, p50, ms", 1),
           Row("last_p99_ms", "POST to the last, p99, ms", 1),
           Row("last_max_ms", "POST to the last, max, ms", 1),
           Row("server_cpu_percent", "server's CPU, %"),
           Row("client_cpu_percent", "(the tool's CPU, %)")]
POINT = [Row("delivery_p50_ms", "POST to the one, p50, ms", 2),
         Row("delivery_p99_ms", "POST to the one, p99, ms", 2),
         Row("server_us_per_event", "server's CPU for one, µs")]
HEARTBEAT = [Row("pings_per_second", "pings a second"),
             Row("server_cpu_percent", "server's CPU, %", 2),
             Row("pong_p50_ms", "pong, p50, ms", 2),
             Row("pong_p99_ms", "pong, p99, ms", 2)]
PUBLISH = [Row("events_per_second", "events a second"),
           Row("answer_p50_ms", "answer, p50, ms", 1),
           Row("answer_p99_ms", "answer, p99, ms", 1),
           Row("server_us_per_event", "server's CPU for one, µs", 1)]
SLOW_READER = [Row("without_p95_ms", "others' p95 without it, ms", 1),
               Row("with_p95_ms", "others' p95 with it, ms", 1),
               Row("slow_was_cut", "it was cut"),
               Row("slow_offered_until_cut_bytes", "offered to it until then, bytes"),
               Row("slow_was_reset", "with a reset, so that nothing is kept"),
               Row("slow_received_bytes", "what the kernel had for it, bytes"),
               Row("pss_growth_kib", "memory grew by, KiB")]
RATE_LIMIT = [Row("without_p95_ms", "others' pong p95 without it, ms", 2),
              Row("with_p95_ms", "others' pong p95 with it, ms", 2),
              Row("flooder_closed", "it was closed, times"),
              Row("flooder_close_code", "with code"),
              Row("server_us_per_flooded_ping", "server's CPU for one ping, µs", 2)]

OURS_AND_FLOOR = ("floor", "ours", "ours-pg")
EVERYBODY = ("node", "tuned", "floor", "gathering", "ours", "ours-pg")
ALL_BUT_GATHERING = tuple(name for name in EVERYBODY if name != "gathering")

FULL = [
    Scenario("accept", "--seconds 5", ACCEPT),
    Scenario("idle, 10,000", "--connections 10000", IDLE),
    Scenario("idle, 50,000", "--connections 50000", IDLE, OURS_AND_FLOOR),
    Scenario("deliver, 10,000 in 1,000 tenants",
             "--connections 10000 --tenants 1000 --seconds 10", DELIVER, EVERYBODY),
    Scenario("fan-out to 1,000", "--connections 1000 --seconds 10", FAN_OUT),
    # Unhurried: how long one event takes to be everywhere. Then as many as the cores can.
    Scenario("fan-out to 10,000, 2 a second", "--connections 10000 --rate 2 --seconds 15", FAN_OUT),
    Scenario("fan-out to 10,000, 20 a second", "--connections 10000 --seconds 15", FAN_OUT),
    Scenario("point, one of 10,000", "--connections 10000 --seconds 5", POINT),
    Scenario("heartbeat of 10,000", "--connections 10000 --seconds 30", HEARTBEAT),
    Scenario("publish", "--seconds 10", PUBLISH),
    Scenario("slow-reader", "--seconds 20", SLOW_READER),
    Scenario("rate-limit", "--seconds 20", RATE_LIMIT),
]

# Says nothing about speed: only that nothing is lost, comes twice or goes astray.
SHORT = [
    Scenario("accept", "--seconds 0.5 --in-flight 50", ACCEPT),
    Scenario("idle", "--connections 200 --seconds 0.5 --heartbeat-every 1", IDLE, OURS_AND_FLOOR),
    Scenario("deliver", "--connections 200 --tenants 20 --seconds 0.5", DELIVER),
    Scenario("fan-out", "--connections 200 --seconds 1", FAN_OUT),
    Scenario("point", "--connections 200 --seconds 0.5", POINT),
    Scenario("heartbeat", "--connections 200 --seconds 0.5 --heartbeat-every 1", HEARTBEAT),
    Scenario("publish", "--seconds 0.5", PUBLISH, OURS_AND_FLOOR),
    Scenario("slow-reader", "--connections 20 --padding 32000 --seconds 4", SLOW_READER,
             OURS_AND_FLOOR),
    Scenario("rate-limit", "--connections 20 --seconds 2", RATE_LIMIT, ("node", "ours", "ours-pg")),
]


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.commands = commands(options.binaries)
        self.missing = {}  # servers that do not start, and why
        self.faults = []
        self.number = 0

    def descriptors(self):
        return resource.getrlimit(resource.RLIMIT_NOFILE)[1]

    def arguments(self, scenario):
        """Those of timesheet-load, with no more connections than there are descriptors."""
        words = scenario.arguments.split()
        if "--connections" in words:
            at = words.index("--connections") + 1
            words[at] = str(min(int(words[at]), self.descriptors() - SPARE_DESCRIPTORS))
        return [scenario.word.rstrip(","), *words]

    def server(self, name):
        """A fresh one, to be entered."""
        self.number += 1
        folder = self.folder / str(self.number)
        folder.mkdir()
        log = (self.options.logs or folder) / f"{self.number}-{name}.log"
        return Server(self.commands[name](folder), log)

    def result(self, load, where):
        """What a load that is under way comes to; nothing where it failed."""
        output, complaint = load.communicate()
        if load.returncode != 0:
            self.faults.append(f"{where}: {(complaint or '').strip()}")
            return None
        result = json.loads(output)
        self.faults += [f"{where}: {fault} {result[fault]}" for fault in FAULTS if result.get(fault)]
        return result

    def run(self, name, arguments, show_progress=False):
        """The result of one run against a fresh server; nothing where it failed."""
        with self.server(name) as server:
            load = self.load(server, *arguments, stderr=None if show_progress else subprocess.PIPE)
            return self.result(load, f"{name}, {' '.join(arguments)}")

    def names_for(self, scenario):
        wanted = scenario.servers or ALL_BUT_GATHERING
        return [name for name in self.options.servers or self.commands
                if name in wanted and name in self.commands and name not in self.missing]

    def compare(self, scenario):
        results = {name: [] for name in self.names_for(scenario)}
        for _ in range(self.options.rounds):
            for name, found in results.items():
                try:
                    result = self.run(name, self.arguments(scenario))
                except NotAvailable as reason:
                    self.missing[name] = str(reason)
                    continue
                if result:
                    found.append(result)
        self.print(scenario, results)

    def print(self, scenario, results):
        columns = [name for name in self.commands if name in results and name not in self.missing]
        head = "".join(f"{name:>12}" for name in columns)
        print(f"\n{scenario.name:<40}{head}   ours/node  ours/floor", flush=True)
        for row in scenario.rows:
            medians = {}
            for name, found in results.items():
                values = [result[row.key] for result in found if row.key in result]
                if values:
                    medians[name] = statistics.median(values)
            cells = "".join(f"{self.cell(medians.get(name), row):>12}" for name in columns)
            ratios = "".join(f"{self.ratio(medians, other, row):>12}" for other in ("node", "floor"))
            print(f"  {row.label:<38}{cells}{ratios}", flush=True)

    @staticmethod
    def cell(value, row):
        if value is None:
            return "-"
        if row.key.startswith("slow_was"):
            return "yes" if value else "no"
        return f"{value:,.{row.digits}f}"

    @staticmethod
    def ratio(medians, other, row):
        without = ("held", "code", "slow_was", "(", "flooder_closed", "pss_growth")
        if row.label.startswith("(") or any(part in row.key for part in without):
            return ""
        ours, theirs = medians.get("ours"), medians.get(other)
        return f"{ours / theirs:.3g}" if ours is not None and theirs else ""

    def load(self, server, *arguments, stderr=subprocess.PIPE):
        """timesheet-load against a server, under way."""
        return subprocess.Popen(
            [str(self.options.binaries / "timesheet-load"), *arguments, "--json",
             "--server", f"127.0.0.1:{server.port}", "--pid", str(server.pid)],
            env={**os.environ, "JWT_SECRET": SECRET}, stdout=subprocess.PIPE,
            stderr=stderr, text=True)

    def gateways(self, stack, count):
        """So many of them, of one database where there is one for all."""
        name = "ours-pg" if "ours-pg" in self.commands else "ours"
        return [stack.enter_context(self.server(name)) for _ in range(count)]

    def hold(self):
        """50,000 connections and their pings. They are of several gateways where one process may
        not have as many descriptors."""
        wanted = 50_000
        count = math.ceil(wanted / (self.descriptors() - SPARE_DESCRIPTORS))
        share = math.ceil(wanted / count)
        with contextlib.ExitStack() as stack:
            loads = [self.load(server, "idle", "--connections", str(share), "--seconds", "35")
                     for server in self.gateways(stack, count)]
            results = [self.result(load, "hold") for load in loads]
        if None in results:
            return
        held = sum(result["held_at_end"] for result in results)
        grown = sum(result["bytes_per_connection"] * result["held"] for result in results)
        print(f"gateways                     {count}\n"
              f"connections held             {held:,}\n"
              f"memory of one, PSS, bytes    {grown / held:,.0f}\n"
              f"memory of all, PSS, KiB      {sum(result['pss_kib'] for result in results):,.0f}\n"
              f"pings                        {sum(result['pings'] for result in results):,}\n"
              f"without an answer            {sum(result['lost_pongs'] for result in results):,}")

    def nodes(self):
        """More and more gateways on one database. All of them publish, and all follow what the
        others do: 100 tenants with a connection on each gateway."""
        database = os.environ.get("TIMESHEET_BENCH_POSTGRES")
        if not database:
            sys.exit("nodes needs a database: set TIMESHEET_BENCH_POSTGRES=postgresql://…")

        def commits():
            return int(subprocess.run(
                ["psql", database, "-AtXc", "SELECT xact_commit FROM pg_stat_database "
                 "WHERE datname = current_database()"],
                stdout=subprocess.PIPE, text=True, check=True).stdout)

        print(f"\n{'gateways':<10}{'events/s':>10}{'commits/s':>11}{'answer p50, ms':>16}"
              f"{'p99':>7}{'gateways CPU, %':>17}")
        for count in (1, 2, 3, 4, 6, 8):
            with contextlib.ExitStack() as stack:
                servers = self.gateways(stack, count)
                listeners = [self.load(server, "heartbeat", "--connections", "100",
                                       "--tenants", "100", "--seconds", "8")
                             for server in servers]
                time.sleep(1)
                before, began = commits(), time.monotonic()
                publishers = [self.load(server, "publish", "--batch", "10", "--seconds", "5")
                              for server in servers]
                results = [self.result(one, f"nodes, {count}") for one in publishers]
                time.sleep(1)  # PostgreSQL counts a little late
                rate = (commits() - before) / (time.monotonic() - began - 1)
                # Not their faults: each publisher begins with the same numbers, and what several
                # of them publish looks to a listener like what came twice.
                for listener in listeners:
                    listener.communicate()
            if None in results:
                continue
            print(f"{count:<10}{sum(one['events_per_second'] for one in results):>10,.0f}"
                  f"{rate:>11,.0f}{statistics.median(one['answer_p50_ms'] for one in results):>16.1f}"
                  f"{max(one['answer_p99_ms'] for one in results):>7.1f}"
                  f"{sum(one['server_cpu_percent'] for one in results):>17.0f}", flush=True)

    def soak(self):
        """A long idle run. The rate limit allows a ping every 0.6 s, 48 times as many as usual."""
        every, usual = 0.625, 30
        seconds = self.options.minutes * 60
        print(f"10,000 connections, a ping every {every} s each: {self.options.minutes:g} minutes "
              f"have as many as {seconds * usual / every / 3600:.1f} hours", flush=True)
        result = self.run("ours", [
            "idle", "--connections", str(min(10000, self.descriptors() - SPARE_DESCRIPTORS)),
            "--seconds", str(seconds), "--heartbeat-every", str(every),
            "--report-every", str(min(60, seconds / 2))], show_progress=True)
        for key, value in (result or {}).items():
            print(f"{key:<28} {value}")


def names(text):
    return text.split(",")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("form", nargs="?", default="full",
                        choices=("short", "full", "soak", "hold", "nodes"))
    parser.add_argument("--binaries", type=Path, required=True)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--servers", type=names)
    parser.add_argument("--scenarios", type=names)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--logs", type=Path)
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.form == "full" else 1)
    if options.form == "short":
        options.servers = options.servers or ["node", "floor", "ours", "ours-pg"]
    if options.logs:
        options.logs.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers end with us

    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, Path(folder))
        print(f"{os.cpu_count()} cores, shared with the tool; {options.rounds} rounds, medians; "
              f"{bench.descriptors()} descriptors for a process")
        try:
            if options.form == "soak":
                bench.soak()
            elif options.form == "hold":
                bench.hold()
            elif options.form == "nodes":
                bench.nodes()
            else:
                for scenario in SHORT if options.form == "short" else FULL:
                    if not options.scenarios or scenario.word.rstrip(",") in options.scenarios:
                        bench.compare(scenario)
        except NotAvailable as reason:
            bench.missing["ours"] = str(reason)
    for name, reason in bench.missing.items():
        print(f"\n{name} did not start: {reason}")
    for fault in bench.faults:
        print(f"\nFAULT {fault}")
    return 1 if bench.faults or "ours" in bench.missing else 0


if __name__ == "__main__":
    sys.exit(main())
