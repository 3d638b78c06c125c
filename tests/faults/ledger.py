"""What was accepted, what arrived, and what a row has to say about it."""

import threading
from collections import Counter
from dataclasses import dataclass, field

CELLS = "{:44} {:>6} {:>6} {:>8} {:>7} {:>4} {:>9}  {}"


class Ledger:
    """Which events the gateway has promised to deliver, and what else was odd."""

    def __init__(self):
        self._lock = threading.Lock()
        self._attempted = set()
        self._accepted = set()
        self._unexplained = []

    def attempt(self, event_id):
        with self._lock:
            self._attempted.add(event_id)

    def accept(self, event_id):
        """Its POST was answered with 201: from here on the promise holds."""
        with self._lock:
            self._accepted.add(event_id)

    def complain(self, text):
        """Something happened that the row's fault does not explain."""
        with self._lock:
            self._unexplained.append(text)

    def forget(self, event_ids):
        """The log has dropped them before anybody could read them: a gap stands for them."""
        with self._lock:
            self._accepted -= set(event_ids)

    @property
    def accepted_count(self):
        with self._lock:
            return len(self._accepted)

    def give_up(self, why):
        """The row could not be played to its end."""
        with self._lock:
            return Result(sent=len(self._accepted), is_broken=True,
                          unexplained=[*self._unexplained, why])

    def settle(self, cached, told, gaps, gaps_due):
        """Compares with the cached and the told ids, each as often as it was."""
        with self._lock:
            unexplained = list(self._unexplained)
            strangers = (set(cached) | set(told)) - self._attempted
            if strangers:
                unexplained.append(f"{len(strangers)} events that nobody published")
            if set(told) - set(cached):
                unexplained.append(f"{len(set(told) - set(cached))} events told, not cached")
            if gaps != gaps_due:
                unexplained.append(f"{gaps} gaps shown, {gaps_due} due")
            doubled = {event_id for ids in (cached, told)
                       for event_id, times in Counter(ids).items() if times > 1}
            return Result(
                sent=len(self._accepted),
                received=len(self._accepted & set(cached)),
                doubled=len(doubled),
                gaps=gaps,
                unexplained=unexplained,
            )


@dataclass
class Result:
    """One line of the table."""

    sent: int = 0
    received: int = 0
    doubled: int = 0
    gaps: int = 0
    rounds: int = 0
    notes: list = field(default_factory=list)
    unexplained: list = field(default_factory=list)
    skipped: str = ""  # what was missing; then nothing else counts
    is_broken: bool = False  # it was not played to its end: what arrived was not compared

    head = CELLS.format("fault", "rounds", "sent", "received", "doubled", "lost", "gap shown", "")

    @property
    def lost(self):
        return self.sent - self.received

    @property
    def is_good(self):
        bad = self.is_broken or self.lost or self.doubled or self.unexplained
        return bool(self.skipped) or not bad

    def line(self, row):
        if self.skipped:
            counts = ["-"] * 6
            remarks = [f"skipped: {self.skipped}"]
        elif self.is_broken:
            counts = ["-", self.sent, "-", "-", "-", "-"]
            remarks = [f"BROKEN: {text}" for text in self.unexplained]
        else:
            counts = [self.rounds, self.sent, self.received, self.doubled, self.lost, self.gaps]
            remarks = self.notes + [f"UNEXPLAINED: {text}" for text in self.unexplained]
        return CELLS.format(row.fault, *counts, "; ".join(remarks))
