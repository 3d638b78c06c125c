#!/usr/bin/env python3
"""What one tenant's pollers cost another tenant's publisher: 400 connections that pipeline polls
from the beginning of 200,000 events which are for somebody else.

    who_pays.py GATEWAY [GATEWAY...] [--database URL] [--events N] [--connections N] [--polls N]

Prints, for each gateway program, how long a POST of the neighbour took: alone, during the polls, and
after all pollers have hung up. Asserts nothing. `--database`: a PostgreSQL URL, which is filled anew.
"""

import argparse
import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import socket
import tempfile
import time
from pathlib import Path

from gateway import SECRET, Server

BATCH = 500
QUIET_POSTS = 200
STORM_SECONDS = 8
AFTER_POSTS = 20


def token(tenant, user, role=""):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    claims = {"sub": user, "tenant_id": tenant, "exp": int(time.time()) + 3600}
    if role:
        claims["role"] = role
    text = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(claims)
    signature = hmac.new(SECRET.encode(), text, hashlib.sha256).digest()
    return (text + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


class Publisher:
    def __init__(self, port, tenant):
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Authorization": "Bearer " + token(tenant, "service", "service")}
        self.refused = 0

    def post(self, events):
        """How long it took, in milliseconds, and the last event's cursor."""
        begun = time.monotonic()
        self._http.request("POST", "/v1/events", json.dumps(events), self._headers)
        answer = self._http.getresponse()
        body = json.loads(answer.read())
        self.refused += answer.status != 201
        taken = 1000 * (time.monotonic() - begun)
        return taken, body["events"][-1]["cursor"] if "events" in body else None

    def news(self):
        return self.post([{"type": "notification:new", "payload": {"title": "news"}}])[0]


def fill(port, count):
    """Events for somebody else. Returns the cursor of the first."""
    publisher = Publisher(port, "busy")
    event = {"type": "notification:new", "payload": {"title": "T" * 60}, "recipient_id": "boss"}
    first = publisher.post([event])[1]
    for _ in range(count // BATCH):
        publisher.post([event] * BATCH)
    return first


def pollers(port, count, polls, cursor):
    request = (f"GET /v1/events?after={cursor} HTTP/1.1\r\nHost: x\r\n"
               f"Authorization: Bearer {token('busy', 'employee')}\r\n\r\n").encode()
    sockets = []
    for _ in range(count):
        one = socket.create_connection(("127.0.0.1", port))
        one.sendall(request * polls)
        sockets.append(one)
    return sockets


def cell(times):
    times = sorted(times)
    return (f"n={len(times):4} p50={times[len(times) // 2]:8.1f} "
            f"p99={times[min(len(times) - 1, int(len(times) * 0.99))]:8.1f} max={times[-1]:8.1f} ms")


def measure(program, options):
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or Path(folder) / "events.db"
        command = [program, "serve", "--listen", "127.0.0.1:0", "--database", database]
        with Server(command, Path(folder) / "log") as server:
            cursor = fill(server.port, options.events)
            neighbour = Publisher(server.port, "neighbour")
            print(program)
            print("  alone     ", cell([neighbour.news() for _ in range(QUIET_POSTS)]))
            with contextlib.ExitStack() as storm:
                for one in pollers(server.port, options.connections, options.polls, cursor):
                    storm.enter_context(one)
                times = []
                end = time.monotonic() + STORM_SECONDS
                while time.monotonic() < end:
                    times.append(neighbour.news())
                    if len(times) % 50 == 0:  # the first ones may be through already
                        for one in pollers(server.port, 1, options.polls, cursor):
                            storm.enter_context(one)
                print("  polls     ", cell(times))
            print("  hung up   ", cell([neighbour.news() for _ in range(AFTER_POSTS)]),
                  f" refused: {neighbour.refused}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", nargs="+")
    parser.add_argument("--database")
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--connections", type=int, default=400)
    parser.add_argument("--polls", type=int, default=20)
    options = parser.parse_args()
    for program in options.programs:
        measure(program, options)


if __name__ == "__main__":
    main()
