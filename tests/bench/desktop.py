#!/usr/bin/env python3
"""The desktop client beside a floor program that has a tray icon, a WebSocket and an SQLite file
and does nothing else. See desktop.sh; runs inside packaging/private_desktop.sh.

    desktop.py --binaries FOLDER [--starts N] [--idle SECONDS] [--events N,N] [--burst N]
    desktop.py soak --binaries FOLDER [--count N]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import dbus

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
from programs import TENANT, USER, Gateway, Talker, token  # noqa: E402
from session import TRAY_WATCHER, ToastWatch, wait_until, windows_of  # noqa: E402

SAMPLES = 10  # of a soak
SETTLED = 4  # seconds until a program that has started has done what it does at the start
TICKS = os.sysconf("SC_CLK_TCK")


class Floor(Talker):
    def __init__(self, binaries, folder, gateway):
        folder.mkdir(parents=True)
        url = f"{gateway.url}/?token={token({'sub': USER, 'tenant_id': TENANT})}"
        super().__init__([binaries / "bench_floor", url, folder / "floor.db"],
                         folder / "floor.log")

    def wait_until_connected(self):
        self.wait_for(lambda lines: "connected" in lines, "the floor is connected")


class Client(Talker):
    """The client as it is shipped, or bench_client, which has a meter in its event loop."""

    def __init__(self, binaries, folder, gateway, metered=False):
        folder.mkdir(parents=True)
        self._program = binaries / "timesheet-tray"
        self._data = folder / "data"
        arguments = [self._program, "--minimized", "--server", gateway.url,
                     "--token-file", gateway.token_file(), "--data-dir", self._data]
        if metered:
            arguments = [binaries / "bench_client", gateway.url, gateway.token_file(), self._data]
        super().__init__(arguments, folder / "client.log", stdin=subprocess.PIPE)

    def wait_until_connected(self):
        wait_until(lambda: self.status().get("state") == "connected", "the client is connected")

    def open_window(self):
        subprocess.run([self._program, "--data-dir", self._data], check=True)
        return wait_until(lambda: windows_of(self.process.pid), "a window")[0]

    def status(self):
        done = subprocess.run(
            [self._program, "status", "--json", "--data-dir", self._data],
            capture_output=True, text=True, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else {}


def seconds_to_tray_icon(start):
    """From exec to the item at the tray's watcher."""
    registered = []
    bus = dbus.SessionBus()
    match = bus.add_signal_receiver(
        lambda item: registered.append(time.monotonic()), "StatusNotifierItemRegistered",
        TRAY_WATCHER)
    began = time.monotonic()
    program = start()
    try:
        return wait_until(lambda: registered, "the tray icon")[0] - began
    finally:
        match.remove()
        program.stop()


def memory_of(pid):
    """PSS and private memory in KiB."""
    values = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, value = line.split(":")
        values[name] = int(value.split()[0])
    return {"pss": values["Pss"], "private": values["Private_Dirty"] + values["Private_Clean"]}


def heap_of(pid):
    """PSS of what malloc has from the system, in KiB."""
    heap = 0
    is_heap = False
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        words = line.split()
        if "-" in words[0]:  # of a mapping: malloc's are the heap, and have no name
            is_heap = len(words) == 5 or words[5] == "[heap]"
        elif is_heap and words[0] == "Pss:":
            heap += int(words[1])
    return heap


def slope_of(points):
    """How much the second value grows with the first one: least squares."""
    x_mean, y_mean = (statistics.mean(values) for values in zip(*points))
    return (sum((x - x_mean) * (y - y_mean) for x, y in points)
            / sum((x - x_mean) ** 2 for x, _ in points))


def switches_of(pid):
    """How often the threads of a process have waited and been woken."""
    count = 0
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        for line in status.read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                count += int(line.split()[1])
    return count


def cpu_seconds_of(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def post(gateway, events):
    service = token({"sub": "payroll", "tenant_id": TENANT, "role": "service"})
    request = urllib.request.Request(
        gateway.url.replace("ws:", "http:") + "/v1/events", json.dumps(events).encode(),
        {"Authorization": f"Bearer {service}", "Content-Type": "application/json"})
    urllib.request.urlopen(request).read()


def publish(gateway, count):
    for first in range(0, count, 200):
        post(gateway, [
            {"type": "timesheet:approved",
             "payload": {"id": f"sheet-{number}", "employee_id": USER, "hours": 38.5}}
            for number in range(first, min(first + 200, count))])


def row(what, floor, client, unit, goal=None):
    ratio = f"{client / floor:.2f} times" if floor else ""
    print(f"{what:<42} {floor:10.1f} {client:10.1f} {unit:<5} {ratio:<12} "
          f"{f'goal {goal}' if goal else ''}", flush=True)


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.gateway = Gateway(options.binaries, folder / "gateway")
        self.number = 0

    def place(self):
        self.number += 1
        return self.folder / str(self.number)

    def floor(self):
        return Floor(self.options.binaries, self.place(), self.gateway)

    def client(self, **how):
        return Client(self.options.binaries, self.place(), self.gateway, **how)

    def start(self):
        times = {self.floor: [], self.client: []}
        for _ in range(self.options.starts):
            for start, seconds in times.items():
                seconds.append(seconds_to_tray_icon(start) * 1000)
        floor, client = (statistics.median(seconds) for seconds in times.values())
        row("start to tray icon, median", floor, client, "ms", "1.5 times")

    def idle(self):
        programs = [self.floor(), self.client()]
        for program in programs:
            program.wait_until_connected()
        time.sleep(SETTLED)
        memories = [memory_of(program.process.pid) for program in programs]
        row("memory, PSS", *(m["pss"] / 1024 for m in memories), "MiB", "1.25 times")
        row("memory, private", *(m["private"] / 1024 for m in memories), "MiB")
        before = [switches_of(program.process.pid) for program in programs]
        time.sleep(self.options.idle)
        woken = [switches_of(program.process.pid) - count
                 for program, count in zip(programs, before)]
        pings = self.options.idle // 30
        row(f"woken in {self.options.idle} s, {pings} pings and pongs", *woken, "times")
        for program in programs:
            program.stop()

    def windows(self):
        print()
        for count in self.options.events:
            done = subprocess.run(
                [self.options.binaries / "bench_events_window", str(count),
                 self.folder / f"cache-{count}.sqlite"],
                capture_output=True, text=True, check=True)
            print(done.stdout, end="", flush=True)

    def soak(self):
        """How a client grows with the events that come: bytes an event."""
        def look_once(client):
            subprocess.run(["wmctrl", "-ic", client.open_window()], check=True)
            wait_until(lambda: not windows_of(client.process.pid), "no window")

        ways = {"window never opened": lambda client: None, "window opened once": look_once,
                "window left open": Client.open_window}
        print(f"{'bytes an event':<42} {'PSS':>10} {'heap':>10}   "
              f"from MiB to MiB, {self.options.count} events")
        for name, prepare in ways.items():
            client = self.client()
            client.wait_until_connected()
            unread = client.status()["unread"]
            prepare(client)
            samples = []
            some = self.options.count // SAMPLES
            for sample in range(SAMPLES + 1):  # the first one warms everything up
                publish(self.gateway, some)
                unread += some
                wait_until(lambda: client.status().get("unread") == unread, "all have come")
                time.sleep(self.options.rest)
                samples.append((sample * some, memory_of(client.process.pid)["pss"],
                                heap_of(client.process.pid)))
            pss, heap = (slope_of([(s[0], s[i] * 1024) for s in samples]) for i in (1, 2))
            print(f"{name:<42} {pss:10.0f} {heap:10.0f}   "
                  f"{samples[0][1] / 1024:.1f} to {samples[-1][1] / 1024:.1f}", flush=True)
            client.stop()

    def burst(self):
        print()
        count = self.options.burst
        watch = ToastWatch()
        floor, client = self.floor(), self.client(metered=True)
        floor.wait_until_connected()
        client.wait_for(lambda lines: "connected" in [
            json.loads(line).get("state") for line in lines], "the client is connected")
        time.sleep(SETTLED)
        before = [cpu_seconds_of(p.process.pid) for p in (floor, client)]
        publish(self.gateway, count)
        # The summary's last word comes when the burst has been over for two seconds.
        wait_until(lambda: any(str(count) in str(toast.summary) or count == 1
                               for toast in watch.toasts), "the summary of the burst")
        cpu = [cpu_seconds_of(p.process.pid) - b for p, b in zip((floor, client), before)]
        memories = [memory_of(p.process.pid) for p in (floor, client)]
        client.process.stdin.close()
        client.wait_for_end()
        result = next(o for o in map(json.loads, client.lines) if "cached" in o)
        row(f"burst of {count} events: CPU", *(seconds * 1000 for seconds in cpu), "ms")
        row("memory afterwards, PSS", *(m["pss"] / 1024 for m in memories), "MiB")
        row("toasts", 0, len(watch.toasts), "", "3 at most")
        row("events in the cache", 0, result["cached"], "", str(count))
        row("longest turn of the event loop", 0, result["turn_longest_ms"], "ms", "50 ms")
        floor.stop()
        watch.close()
        assert result["cached"] == result["told"] == count, result
        assert len(watch.toasts) <= 3, [toast.summary for toast in watch.toasts]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binaries", type=Path, required=True)
    parser.add_argument("--starts", type=int, default=15)
    parser.add_argument("--idle", type=int, default=120)
    parser.add_argument("--events", type=lambda text: [int(n) for n in text.split(",")],
                        default=[1000, 100000, 1000000])
    parser.add_argument("--burst", type=int, default=5000)
    parser.add_argument("what", choices=["all", "soak"], nargs="?", default="all")
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--rest", type=float, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, Path(folder))
        try:
            if options.what == "soak":
                bench.soak()
                return
            print(f"{'':<42} {'floor':>10} {'client':>10}")
            bench.start()
            bench.idle()
            bench.windows()
            bench.burst()
        finally:
            bench.gateway.stop()


if __name__ == "__main__":
    main()
