"""Publishes events over HTTP, and again until they are accepted."""

import http.client
import itertools
import json
import threading
import uuid
from collections import Counter
from datetime import datetime, timezone

from programs import TENANT, USER, token

TYPES = ("timesheet:approved", "timesheet:rejected", "timesheet:annotated", "deadline:reminder")
HEADERS = {
    "Authorization": "Bearer " + token(
        {"sub": "payroll", "tenant_id": TENANT, "role": "service"}),
    "Content-Type": "application/json",
}
ANSWER_WITHIN = 5  # seconds; an answer that is later counts as lost
RETRY_PAUSE = 0.02


def timesheet_news(number):
    payload = {"id": f"sheet-{number}", "employee_id": USER, "hours": 38.5}
    return TYPES[number % len(TYPES)], payload


def instant():
    """Now, as events have it."""
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    return now.replace("+00:00", "Z")


class Publisher:
    """A service that posts."""

    def __init__(self, port, ledger, tenant=TENANT):
        self._port = port
        self._tenant = tenant
        self._ledger = ledger
        self._http = None
        self._stopping = threading.Event()
        self._enough = 0
        self._thread = None
        self._turn = threading.Lock()  # of the background and everybody else
        self._numbers = itertools.count(1)
        self.content = timesheet_news  # what number n is: its type and its payload
        self.may_fail_with = set()  # statuses that the row's fault explains
        self.answers = Counter()

    def publish(self, count=1, batch=1):
        """Publishes so many events, several in one POST where batch says so. Returns the ids."""
        ids = []
        while len(ids) < count:
            events = [self._next_event() for _ in range(min(batch, count - len(ids)))]
            self.post(events)
            ids += [event["id"] for event in events]
        return ids

    def start(self, rate):
        """Publishes in the background, so many events a second, until finish()."""
        self._stopping.clear()
        self._enough = float("inf")
        self._thread = threading.Thread(target=self._run, args=(1 / rate,))
        self._thread.start()

    def finish(self, at_least=0):
        """Ends the background's publishing once there are so many accepted events."""
        self._enough = at_least
        self._thread.join()

    def abandon(self):
        self._stopping.set()
        if self._thread:
            self._thread.join()

    def post(self, events):
        """Repeats one POST until it is accepted: the ids make that harmless."""
        for event in events:
            self._ledger.attempt(event["id"])
        while not self._stopping.is_set():
            with self._turn:
                status = self._try_once(events)
            if status == 201:
                for event in events:
                    self._ledger.accept(event["id"])
                return
            self._stopping.wait(RETRY_PAUSE)

    def refusals(self):
        """How many POSTs were answered, but not with 201."""
        return sum(times for status, times in self.answers.items() if status not in (0, 201))

    def _run(self, pause):
        while not self._stopping.is_set() and self._ledger.accepted_count < self._enough:
            self.publish()
            self._stopping.wait(pause)

    def _try_once(self, events):
        """The answer's status; 0 where none came."""
        status = self._ask(events)
        self.answers[status] += 1
        if status not in {0, 201} | self.may_fail_with:
            self._ledger.complain(f"a POST was answered with {status}")
            self._stopping.set()
        return status

    def _ask(self, events):
        body = json.dumps(events if len(events) > 1 else events[0])
        try:
            if self._http is None:
                self._http = http.client.HTTPConnection(
                    "127.0.0.1", self._port, timeout=ANSWER_WITHIN)
            self._http.request("POST", "/v1/events", body, HEADERS)
            answer = self._http.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            self._http.close()
            self._http = None
            return 0

    def _next_event(self):
        event_type, payload = self.content(next(self._numbers))
        return {
            "id": str(uuid.uuid4()),
            "type": event_type,
            "payload": payload,
            "timestamp": instant(),
            "tenant_id": self._tenant,
        }
