"""Gateway, client and publisher of one row: what all faults happen to."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from ledger import Ledger  # noqa: E402
from programs import TENANT, USER, Gateway, Headless, token  # noqa: E402
from publisher import Publisher  # noqa: E402
from rows import faketime_library  # noqa: E402

PATIENCE = 60  # seconds for what must come; twice the longest pause of the client's backoff
HASTE = 10  # how much faster time goes by for a client in the short form
HALF_OPEN_WITHIN = 40  # seconds: 30 between pings, 10 for the pong


def free_port():
    """A port that no outgoing connection takes while its server is being restarted."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def line_with(*parts):
    """A condition: a line with all these parts has come. Looks at each line once."""
    seen = 0

    def condition(lines):
        nonlocal seen
        fresh, seen = lines[seen:], len(lines)
        return next((line for line in fresh if all(part in line for part in parts)), None)

    return condition


def lines_with(part, count):
    """A condition: there are so many such lines."""
    seen = found = 0

    def condition(lines):
        nonlocal seen, found
        found += sum(part in line for line in lines[seen:])
        seen = len(lines)
        return found >= count

    return condition


def state(name):
    return f'"state":"{name}"'


EVENT = '"kind":"event"'
GAP = '"kind":"gap"'
GAP_TYPE = "timesheet-tray:gap"


class Client:
    """timesheet-tray --headless over one data folder, as often as it must be started."""

    claims = {"sub": USER, "tenant_id": TENANT}  # of its token

    def __init__(self, scene, folder):
        self._scene = scene
        self.folder = folder
        self.data = folder / "data"
        self._runs = []
        folder.mkdir(parents=True)
        self.token_file = folder / "token"
        self.set_token()
        self.prefix = ()
        self.environment = {}

    def set_token(self, expires_in=24 * 3600):
        self.token_file.write_text(token(self.claims | {"exp": int(time.time() + expires_in)}))

    @property
    def run(self):
        """The latest run."""
        return self._runs[-1]

    @property
    def is_running(self):
        return bool(self._runs) and self.run.process.poll() is None

    @property
    def log(self):
        """Of all runs."""
        return self.run.log

    @property
    def was_killed(self):
        return any(run.process.returncode == -signal.SIGKILL for run in self._runs)

    def start(self, connects=True):
        self._runs.append(Headless(
            self._scene.binaries, self.folder, self._scene.url, self.token_file, self.prefix,
            env=self._scene.environment | self.environment))
        if connects:
            self.wait_for(state("connected"))

    def wait_for(self, *parts, patience=PATIENCE):
        """Until the latest run has written a line with all these parts. Returns it."""
        return self.run.wait_for(line_with(*parts), " ".join(parts), patience)

    def wait_for_change(self, before, *parts, patience=PATIENCE):
        """The same, for what comes after the first `before` lines."""
        condition = line_with(*parts)
        return self.run.wait_for(
            lambda lines: condition(lines[before:]), " ".join(parts), patience)

    def wait_for_times(self, part, times, patience=PATIENCE):
        """Until the latest run has written so many lines with this part."""
        self.run.wait_for(lines_with(part, times), f"{part}, {times} times", patience)

    def kill(self):
        self._scene.expect_end("the client", self.run.kill(), -signal.SIGKILL)

    def stop(self):
        self._scene.expect_end("the client", self.run.stop(), 0)

    def wait_for_end(self, status):
        self._scene.expect_end("the client", self.run.wait_for_end(PATIENCE), status)

    def signal(self, number):
        self.run.process.send_signal(number)

    def told(self):
        """The ids of all events that all runs told, and how many gaps."""
        ids, gaps = [], 0
        for run in self._runs:
            for line in run.lines:
                try:
                    said = json.loads(line)
                except ValueError:
                    if run.process.returncode != -signal.SIGKILL:
                        self._scene.ledger.complain(f"the client wrote: {line[:60]}")
                    continue  # it was killed in the middle of a line
                if said["kind"] == "event":
                    ids.append(said["id"])
                elif said["kind"] == "gap":
                    gaps += 1
        return ids, gaps

    def cached(self):
        """The ids of all events in the cache, and how many gaps it shows."""
        entries = self._entries()
        ids = [entry["id"] for entry in entries if entry["type"] != GAP_TYPE]
        return ids, len(entries) - len(ids)

    def gaps(self):
        """From when to when each gap of the cache is, as texts of one form."""
        return [(entry["payload"]["from"], entry["payload"]["to"]) for entry in self._entries()
                if entry["type"] == GAP_TYPE]

    def _entries(self):
        listing = self.command("events", "--json", "--limit", "1000000")
        return [json.loads(line) for line in listing.splitlines()]

    def command(self, *arguments):
        """Of the same program, over the same data. Returns what it prints."""
        done = subprocess.run(
            [self._scene.binaries / "timesheet-tray", *arguments, "--data-dir", self.data],
            capture_output=True, text=True, check=True, timeout=PATIENCE,
            env=self._scene.environment)
        return done.stdout

    def end(self):
        for run in self._runs:
            if run.process.poll() is None:
                run.kill()


class Scene:
    """One row's world. Leaving it ends all that it started."""

    def __init__(self, binaries, folder, scale, seed):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.binaries = binaries
        self.folder = folder
        self.scale = scale
        self.random = random.Random(seed)
        self.ledger = Ledger()
        self.notes = []
        self.gaps_due = 0
        # Not in the row's folder: a socket's name has 107 bytes at most.
        runtime = tempfile.TemporaryDirectory(prefix="timesheet-faults-")
        self._closing = [runtime.cleanup]
        self.environment = own_environment(folder / "home", runtime.name)
        self.port = free_port()
        self.url = f"ws://127.0.0.1:{self.port}"  # what the client is told
        self.gateway = None
        self.gateway_options = {"env": self.environment}
        self.client = self.make_client(folder / "client")
        self.publisher = self.make_publisher()
        self._haste = 1

    def make_client(self, folder):
        return Client(self, folder)

    def make_publisher(self):
        return Publisher(self.port, self.ledger)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.publisher.abandon()
        self.client.end()
        if self.gateway and self.gateway.process.poll() is None:
            self.gateway.kill()
        for close in reversed(self._closing):
            close()

    def closing(self, close):
        """Something else to end with the scene."""
        self._closing.append(close)

    def begin(self, rate=None):
        """Starts all, with one event through it, so that the client has a point to resume from."""
        self.start_server()
        self.client.start()
        self.deliver_marker()
        if rate:
            self.publisher.start(rate)

    def start_server(self):
        self.start_gateway()

    def stop_server(self):
        self.expect_end("the gateway", self.gateway.stop(), 0)

    def start_gateway(self):
        self.gateway = Gateway(self.binaries, self.folder / "gateway", self.port,
                               **self.gateway_options)

    def kill_gateway(self):
        self.expect_end("the gateway", self.gateway.kill(), -signal.SIGKILL)

    def hasten(self):
        """In the short form the client's time runs faster, where libfaketime is there."""
        if faketime_library() and not self.scale.is_long:
            self._haste = HASTE
            self.client.environment = {
                "LD_PRELOAD": faketime_library(), "FAKETIME": f"+0 x{HASTE}"}

    def client_seconds(self, duration):
        """How long a duration is to the client."""
        return duration * self._haste

    def real_seconds(self, duration):
        """How long so much of the client's time takes."""
        return duration / self._haste

    def note_half_open(self, duration):
        """How long the client took to notice that nobody answers any more."""
        self.notes.append(f"noticed within {duration:.0f} s")
        if duration > HALF_OPEN_WITHIN + 2:
            self.ledger.complain(f"a dead link was noticed after {duration:.0f} s")

    def expect_end(self, who, status, due):
        if status != due:
            self.ledger.complain(f"{who} ended with {status}, {due} was due")

    def rounds(self):
        """The rounds of this row."""
        return range(self.scale.rounds)

    def moment(self, longest):
        """Lets the row's traffic go on for a random time: the faults come at random points."""
        time.sleep(self.random.uniform(0, longest))

    def finish_publishing(self):
        self.publisher.finish(at_least=self.scale.events)

    def wait_for_log(self, log, text, times=1):
        """Until a program has logged this so often."""
        self.wait_until(lambda: log.read_text().count(text) >= times, f"{text}, {times} times",
                        2 * PATIENCE)

    def wait_until(self, condition, what, patience=PATIENCE):
        """For what nobody tells us of."""
        deadline = time.monotonic() + patience
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"{what}: not within {patience} s")
            time.sleep(0.02)  # between looks

    def deliver_marker(self, patience=PATIENCE):
        """Publishes one event and waits till the client tells it: all before it have come."""
        before = len(self.client.run.lines)
        [marker] = self.publisher.publish()
        self.client.wait_for_change(before, EVENT, marker, patience=patience)

    def give_up(self, why):
        """The row could not be played to its end."""
        return self.ledger.give_up(why)

    def settle(self, patience=PATIENCE):
        """The comparison at the end, and whether everybody ends as asked."""
        if not self.client.is_running:
            self.client.start()
        self.deliver_marker(patience)
        cached, gaps = self.client.cached()
        self.client.stop()
        told, gaps_told = self.client.told()
        if gaps_told > gaps:  # fewer, where it was killed between commit and print
            self.ledger.complain(f"{gaps_told} gaps told, {gaps} kept")
        untold = len(set(cached) - set(told))
        if untold and not self.client.was_killed:
            self.ledger.complain(f"{untold} events kept, but never told")
        self.stop_server()
        result = self.ledger.settle(cached, told, gaps, self.gaps_due)
        result.rounds = self.scale.rounds
        result.notes = self.notes
        return result


def own_environment(home, runtime):
    """Nothing of the user's is read or written."""
    home.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return kept | {
        "HOME": str(home), "XDG_RUNTIME_DIR": runtime,
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
    }
