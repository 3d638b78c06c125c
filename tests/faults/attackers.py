#!/usr/bin/env python3
"""One attacker's process: many connections that do nothing but to cost the gateway something.

    attackers.py NAME --port N --seconds N [--options JSON]

It goes on until its standard input ends, as it does with whoever started it, or its time is up.
Then it prints, as JSON, what it did and what answers it got. It is nice, to 19: in reality
attackers burn the CPU of their own machines. Here the cores are the gateway's and the neighbours',
too, and what an attacker takes away from them by merely running would be charged to the gateway.
"""

import argparse
import errno
import json
import math
import os
import re
import resource
import select
import socket
import struct
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from programs import token  # noqa: E402

TENANT = "attacker"
NICENESS = 19
AT_A_TIME = 256 * 1024  # bytes that a connection reads or writes before it is the next one's turn
RETRY_PAUSE = 0.05  # seconds, where there is no port or nobody listens
STATUS = re.compile(rb"HTTP/1\.1 (\d\d\d)")
LARGEST_BODY = 1024 * 1024  # resources/protocol, section 3.3
MOST_EVENTS = 500
ENDLESS = math.inf


@dataclass(frozen=True)
class Habit:
    """What one connection does, again and again."""

    again: bytes = b""
    opening: bytes = b""  # said once, before all else
    unit: str = "requests"  # what `again` is made of, and how many of them
    units: int = 1
    in_flight: float = 1  # so many may be without an answer
    reads: bool = True
    goodbye: bytes = None  # when it reads this, it comes back at once


class Connection:
    """One socket at a time, and another when that is closed."""

    def __init__(self, swarm, habit):
        self._swarm = swarm
        self._habit = habit
        self._socket = None
        self.open()

    def open(self):
        self._socket = socket.socket()
        self._socket.setblocking(False)
        # Closing resets: thousands of ports in TIME_WAIT are of use to nobody.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if not self._habit.reads:  # what is not read waits with the gateway, not with the kernel
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._outgoing = memoryview(self._habit.opening)
        self._unanswered = 0
        self._tail = b""
        failed = self._socket.connect_ex(("127.0.0.1", self._swarm.port))
        if failed not in (0, errno.EINPROGRESS):
            self._socket.close()
            self._swarm.open_later(self)
            return
        self._interest = 0
        self._swarm.add(self._socket.fileno(), self)
        self._want(select.EPOLLOUT)

    def on_ready(self, events):
        try:
            if events & (select.EPOLLHUP | select.EPOLLERR):
                self._come_back()
            elif events & select.EPOLLIN and not self._read():
                self._come_back()
            elif events & select.EPOLLRDHUP and not self._habit.reads:
                self._come_back()
            else:
                self._write()
        except BlockingIOError:
            pass
        except OSError:
            self._come_back()

    def _come_back(self):
        self._swarm.counts["came back"] += 1
        self._swarm.remove(self._socket.fileno())
        self._socket.close()
        self.open()

    def _read(self):
        """False where the connection is over."""
        data = self._socket.recv(AT_A_TIME)
        seen = self._tail + data
        for status in STATUS.findall(seen):
            self._swarm.counts[status.decode()] += 1
            self._unanswered -= 1
        self._tail = seen[-11:]  # one less than a status line's beginning: none counts twice
        return bool(data) and not (self._habit.goodbye and self._habit.goodbye in seen)

    def _write(self):
        if not self._outgoing and self._may_go_on():
            self._outgoing = memoryview(self._habit.again)
            self._unanswered += self._habit.units
            self._swarm.counts[self._habit.unit] += self._habit.units
        if self._outgoing:
            self._outgoing = self._outgoing[self._socket.send(self._outgoing[:AT_A_TIME]):]
        self._want(select.EPOLLOUT if self._outgoing or self._may_go_on() else 0)

    def _may_go_on(self):
        habit = self._habit
        return bool(habit.again) and self._unanswered + habit.units <= habit.in_flight

    def _want(self, writing):
        reading = select.EPOLLIN if self._habit.reads else select.EPOLLRDHUP
        if self._interest != reading | writing:
            self._interest = reading | writing
            self._swarm.epoll.modify(self._socket.fileno(), self._interest)


class Swarm:
    """All connections of this process, in turn."""

    def __init__(self, port, habits):
        self.port = port
        self.counts = Counter()
        self.epoll = select.epoll()
        self._connections = {}
        self._later = []  # those that could not be opened, each with when to try again
        for habit in habits:
            Connection(self, habit)

    def add(self, descriptor, connection):
        self._connections[descriptor] = connection
        self.epoll.register(descriptor, 0)

    def remove(self, descriptor):
        self.epoll.unregister(descriptor)
        del self._connections[descriptor]

    def open_later(self, connection):
        self._later.append((time.monotonic() + RETRY_PAUSE, connection))

    def run(self, deadline):
        self.epoll.register(sys.stdin.fileno(), select.EPOLLIN)
        while (now := time.monotonic()) < deadline:
            for descriptor, events in self.epoll.poll(RETRY_PAUSE):
                if descriptor == sys.stdin.fileno():
                    return
                self._connections[descriptor].on_ready(events)
            due = [one for one in self._later if one[0] <= now]
            self._later = [one for one in self._later if one[0] > now]
            for _, connection in due:
                connection.open()


def bearer(user, role=""):
    claims = {"sub": user, "tenant_id": TENANT} | ({"role": role} if role else {})
    return f"Authorization: Bearer {token(claims)}\r\n"


def request(line, who, body=b""):
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{line} HTTP/1.1\r\nHost: x\r\n{who}{length}\r\n".encode() + body


def post(events, service="service"):
    body = events if isinstance(events, bytes) else json.dumps(events).encode()
    return request("POST /v1/events", bearer(service, "service"), body)


def news(padding, **members):
    return {"type": "notification:new", "payload": {"title": "T" * padding}, **members}


def upgrade(who, query=""):
    return request(f"GET /{query}", f"{who}Connection: Upgrade\r\nUpgrade: websocket\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: timesheet.v1\r\n"
                   "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")


def frame(opcode, text=b""):
    """Masked with zeros, as nobody forbids, and short."""
    return bytes([0x80 | opcode, 0x80 | len(text)]) + bytes(4) + text


PING_FRAME = frame(9)
TEXT_FRAMES = frame(1, b'{"type":"ping"}') + frame(1, b'{"type":"read","ids":["x"]}')
PRESENCE_FRAMES = (frame(1, b'{"type":"presence","state":"online"}')
                   + frame(1, b'{"type":"presence","state":"away"}'))
RATE_LIMITED = b"Rate limit exceeded"


def flood(user, frames, count):
    """Frames as fast as the kernel takes them, and back when the gateway has had enough."""
    times = 4096 // len(frames)
    return Habit(frames * times, upgrade(bearer(user)), "frames", count * times, ENDLESS,
                 goodbye=RATE_LIMITED)


def publisher(_options):
    """Arrays that are stored, and such as are refused at their last event, or at their end."""
    good = [news(100)] * (MOST_EVENTS - 1)
    times = [{"timestamp": text} for text in ("0001-01-01T00:00:00+14:00",
                                              "9999-12-31T23:59:59-12:00")]
    bodies = [
        *[[*good, news(100)]] * 8,
        *[[news(1900)] * MOST_EVENTS] * 2,  # nearly 1 MiB
        *[[*good, news(100, **members)] for members in times],
        *[[*good, news(100, recipient_id="a\0b")]] * 2,
        *[b"[" + b"[]," * (LARGEST_BODY // 3 - 2) + b"[]]"] * 2,
    ]
    return [Habit(post(body, f"service {number}")) for number, body in enumerate(bodies)]


def poller(options):
    """Polls, pipelined, from the beginning of much that is for somebody else."""
    poll = request(f"GET /v1/events?after={options['after']}", bearer("employee"))
    return [Habit(poll, in_flight=20)] * 400


def slow_reader(_options):
    """Pages of large events, and replays of them all, that nobody reads."""
    pages = [request("GET /v1/events?limit=500", bearer(f"reader {user}")) for user in range(10)]
    replays = [upgrade(bearer(f"replayer {user}"), "?after=none") for user in range(10)]
    return [*[Habit(page * 50, units=50, in_flight=50, reads=False) for page in pages] * 100,
            *[Habit(opening=replay, reads=False) for replay in replays] * 50]


def flooder(_options):
    """Frames of both kinds, and tokens that are no good."""
    stranger = "Authorization: Bearer " + token({"sub": "x", "tenant_id": TENANT}, "a wrong one")
    knock = Habit(opening=upgrade(stranger + "\r\n"), goodbye=b"Unauthorized")
    return [*[flood("flooder", PING_FRAME, 1)] * 20, *[flood("flooder", TEXT_FRAMES, 2)] * 20,
            *[knock] * 20]


def locked_tenant(_options):
    """What goes on in a tenant that somebody has locked: all that must wait for it, and more."""
    users = [f"user {number}" for number in range(8)]
    mark = b'{"ids":["x"]}'
    return [*[Habit(post(news(100), f"service of {user}")) for user in users],
            *[Habit(request("POST /v1/read", bearer(user), mark)) for user in users],
            *[Habit(request("GET /v1/events?limit=10", bearer(user))) for user in users],
            *[flood(user, PRESENCE_FRAMES + PING_FRAME, 3) for user in users]]


ATTACKERS = {"publisher": publisher, "poller": poller, "slow-reader": slow_reader,
             "flooder": flooder, "locked-tenant": locked_tenant}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=ATTACKERS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True, help="at most")
    parser.add_argument("--options", type=json.loads, default={})
    options = parser.parse_args()
    os.nice(NICENESS)
    begun = time.monotonic()
    habits = ATTACKERS[options.name](options.options)
    swarm = Swarm(options.port, habits)
    swarm.run(begun + options.seconds)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"connections": len(habits), "seconds": time.monotonic() - begun,
                      "cpu": usage.ru_utime + usage.ru_stime, "counts": swarm.counts}))


if __name__ == "__main__":
    main()
