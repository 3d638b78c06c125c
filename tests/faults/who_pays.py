"""The second table: what one tenant's attack costs another tenant, and what it costs the attacker.

Attackers are processes of their own: see attackers.py. What is asserted is what no clock says:
that the neighbour is refused nothing, loses nothing, gets nothing twice, and that the gateway's
memory stays within its budget. What is slower by more than the goal is marked, and no more.
"""

import http.client
import json
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from attackers import LARGEST_BODY, MOST_EVENTS, TENANT as ATTACKER, bearer, news
from cost import BUDGET, Cost
from engines import ENGINES, cpu_seconds, missing_postgres
from neighbour import Neighbour, percentile
from programs import Gateway
from rows import ATTACKS, NEEDS, Row

PROGRAM = Path(__file__).resolve().parent / "attackers.py"
QUIET = (0.5, 10)  # seconds, in the short and in the long form: some hundred posts for a p99
ATTACK = (2, 24)  # three of the lock holder's transactions
PATIENCE = 120  # seconds

NEEDS["postgres"] = missing_postgres


class Attacker:
    """A process that attacks until it is told to end."""

    def __init__(self, name, port, options, seconds, log):
        self._process = subprocess.Popen(
            [sys.executable, "-B", PROGRAM, name, "--port", str(port), "--seconds", str(seconds),
             "--options", json.dumps(options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)

    def end(self):
        """Returns what it did."""
        said, _ = self._process.communicate(timeout=PATIENCE)  # which closes its input
        if self._process.returncode != 0:
            raise AssertionError("an attacker broke: see its log")
        return json.loads(said)

    def kill(self):
        self._process.kill()
        self._process.wait()


class LockHolder:
    """A process that holds what the engine has of a lock until it is ended."""

    def __init__(self, command, script, log):
        self._process = subprocess.Popen([str(part) for part in command], text=True,
                                         stdin=subprocess.PIPE, stdout=log, stderr=log)
        self._process.stdin.write(script)
        self._process.stdin.close()

    @property
    def is_running(self):
        return self._process.poll() is None

    def kill(self):
        self._process.kill()
        self._process.wait()


class Stage:
    """A gateway, its storage, a neighbour, and whoever attacks. Leaving it ends all of them."""

    def __init__(self, binaries, folder, scale, engine):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._binaries = binaries
        self._folder = folder
        self._scale = scale
        self._ending = []  # processes of this attack
        self._lock_holder = None
        self._log = (folder / "attackers.log").open("w")
        self.engine = ENGINES[engine](folder / "storage", binaries)
        self._gateway = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        while self._ending:
            self._ending.pop().kill()
        if self._gateway and self._gateway.process.poll() is None:
            self._gateway.kill()
        self.engine.close()
        self._log.close()

    def begin(self):
        self._gateway = Gateway(self._binaries, self._folder / "gateway",
                                database=self.engine.database,
                                more=["--max-buffered-megabytes", str(BUDGET)])

    def fill(self, count, padding=60, **members):
        """So many events in the attacker's tenant. Returns the cursor of the first."""
        publisher = http.client.HTTPConnection("127.0.0.1", self._gateway.port, timeout=PATIENCE)
        name, value = bearer("service", "service").strip().split(": ")
        event = news(padding, **members)
        most = min(MOST_EVENTS, LARGEST_BODY // len(json.dumps(event) + ", ") - 1)
        first = None
        for batch in [1] + [most] * (count // most):
            publisher.request("POST", "/v1/events", json.dumps([event] * batch), {name: value})
            answer = publisher.getresponse()
            body = answer.read()
            if answer.status != 201:
                raise AssertionError(f"a POST to fill the log was answered with {answer.status}")
            first = first or json.loads(body)["events"][0]["cursor"]
        publisher.close()
        return first

    def hold_lock(self):
        self._lock_holder = LockHolder(*self.engine.lock_holder(ATTACKER), self._log)
        self._ending.append(self._lock_holder)

    def suffer(self, name, processes=2, before=lambda: None, **options):
        """The neighbour's quiet time, and that under this attacker, in so many processes."""
        gateway = self._gateway.process.pid
        with Neighbour(self._gateway.port) as neighbour:
            quiet = neighbour.publish_for(QUIET[self._scale.is_long])
            cpu = [cpu_seconds(gateway), self.engine.cpu_seconds()]
            before()
            attackers = [Attacker(name, self._gateway.port, options, PATIENCE, self._log)
                         for _ in range(processes)]
            self._ending += attackers
            attacked = neighbour.publish_for(ATTACK[self._scale.is_long])
            kernel = tcp_memory()
            if (status := self._gateway.process.poll()) is not None:
                raise AssertionError(f"the gateway ended with {status} under the attack")
            cpu = [cpu_seconds(gateway) - cpu[0], self.engine.cpu_seconds() - cpu[1]]
            did = [attacker.end() for attacker in attackers]
            memory = peak_memory(gateway) + kernel
            lost, doubled, faults = neighbour.settle()
        if self._lock_holder and not self._lock_holder.is_running:
            faults.append("the lock holder ended by itself: see the attackers' log")
        while self._ending:
            self._ending.pop().kill()
        if (status := self._gateway.stop()) != 0:
            faults.append(f"the gateway ended with {status}")
        faults += [f"a POST's answer: {what}" for what in neighbour.refused]
        return Cost(
            post=[percentile(quiet.answers, 0.5), percentile(quiet.answers, 0.99),
                  percentile(attacked.answers, 0.99)],
            delivery=[percentile(quiet.deliveries, 0.99), percentile(attacked.deliveries, 0.99)],
            posts=len(attacked.answers), refused=neighbour.refused.total(), lost=lost,
            doubled=doubled, memory=memory, cpu=[sum(one["cpu"] for one in did), *cpu],
            notes=[summary(did), f"kernel: {kernel} MiB"], unexplained=faults)

    def give_up(self, why):
        return Cost(is_broken=True, unexplained=[why])


def peak_memory(pid):
    """MiB of RSS."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    [kib] = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return kib // 1024


def tcp_memory():
    """MiB that the kernel holds for all sockets of this machine."""
    lines = Path("/proc/net/sockstat").read_text().splitlines()
    [pages] = [int(line.split()[-1]) for line in lines if line.startswith("TCP:")]
    return pages * resource.getpagesize() // (1024 * 1024)


def summary(did):
    """What attackers did, a second, and what became of it."""
    counts = sum((Counter(one["counts"]) for one in did), Counter())
    seconds = max(one["seconds"] for one in did)
    rates = ", ".join(f"{what}: {times / seconds:,.{0 if times > 10 * seconds else 1}f}"
                      for what, times in sorted(counts.items()))
    return f"{sum(one['connections'] for one in did)} connections, each second {rates}"


@dataclass(frozen=True)
class Attack(Row):
    """One attacker on one engine."""

    engine: str = ""
    in_short: bool = False
    result = Cost

    def open(self, binaries, folder, scale, _seed):
        return Stage(binaries, folder, scale, self.engine)


def attack(name, in_short=()):
    """Makes a function two rows, one for each engine. `in_short`: those that are quick."""
    def register(play):
        for engine, kind in ENGINES.items():
            ATTACKS.append(Attack(
                f"pays-{name}-{engine}", f"{play.__doc__.strip()}, {kind.name}", play, (1, 1),
                (0, 0), ("postgres",) if engine == "postgresql" else (), False,
                engine, engine in in_short))
        return play
    return register


@attack("publisher", in_short=("sqlite",))
def publisher(stage):
    """a publisher"""
    stage.begin()
    return stage.suffer("publisher")


@attack("poller")
def poller(stage):
    """a poller"""
    stage.begin()
    first = stage.fill(200_000, recipient_id="boss")
    return stage.suffer("poller", after=first)


@attack("slow-reader")
def slow_reader(stage):
    """a slow reader"""
    stage.begin()
    stage.fill(2000, padding=8000)
    return stage.suffer("slow-reader", processes=1)


@attack("flooder", in_short=("sqlite",))
def flooder(stage):
    """a flooder"""
    stage.begin()
    return stage.suffer("flooder")


@attack("lock-holder")
def lock_holder(stage):
    """a lock holder"""
    stage.begin()
    stage.fill(0)
    cost = stage.suffer("locked-tenant", processes=1, before=stage.hold_lock)
    cost.has_goal = stage.engine.locks_tenants
    cost.notes.append(f"held: {stage.engine.lock}")
    return cost
