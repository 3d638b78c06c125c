"""Toasts: at most once, whatever dies between an event's commit and its toast.

Imported only inside a private desktop: see rows_of_desktop.py.
"""

import time

from session import wait_until
from toasts import NotificationService, TrayClient, news, title_of

PACE = 0.8  # seconds between events: four within two seconds would be one toast
# What the client has not yet written down when it is killed. A service's answer and the note in
# the cache cannot be one step: within this time either is right, and the table says how often.
ACCEPTED_JUST_NOW = 0.1
STILL_ON_THE_BUS = 0.3


class Toasting:
    """A scene with a tray and a notification service, one event at a time."""

    def __init__(self, scene):
        self.scene = scene
        self.service = NotificationService()
        self.tray = TrayClient(scene)
        scene.closing(self.tray.end)
        scene.publisher.content = news
        self.ids = {}  # of the events, by title
        self._kills = []
        self._next_at = 0
        scene.start_gateway()
        self.tray.start()
        self.tray.wait_for_connection()
        self.publish_and_see()

    def publish(self):
        """One event, not too soon after the one before. Returns its toast's title."""
        pump(self._next_at - time.monotonic())
        self._next_at = time.monotonic() + PACE
        [event_id] = self.scene.publisher.publish()
        title = title_of(len(self.ids) + 1)
        self.ids[title] = event_id
        return title

    def publish_and_see(self):
        title = self.publish()
        self.wait_until_seen(title)

    def wait_until_seen(self, title):
        wait_until(lambda: self.service.has_shown(title), f"a toast for {title}")

    def kill_and_start(self):
        self._kills.append(time.monotonic())
        self.tray.kill()
        self.tray.start()

    def wait_until_all_told(self):
        """Alone or within a number, at least as many as there are events."""
        wait_until(lambda: self.count_told() >= len(self.ids), "a toast for every event")

    def count_told(self):
        titles = {toast.title for toast in self.service.accepted}
        return len(titles & self.ids.keys()) + self.service.digested

    def settle(self):
        """Compares what was published, cached and toasted."""
        self.publish_and_see()
        self.wait_until_all_told()
        cached = self.tray.cached()
        self.tray.stop()
        self.scene.expect_end("the gateway", self.scene.gateway.stop(), 0)
        result = self.scene.ledger.settle(cached, self._told(), 0, 0)
        result.doubled += self.count_told() - len(self.ids)
        result.rounds = self.scene.scale.rounds
        return result

    def _told(self):
        """The ids of the events that had a toast of their own, each as often as it had one."""
        told, first, excused = [], {}, 0
        for toast in self.service.accepted:
            if toast.title not in self.ids:
                continue
            earlier = first.setdefault(toast.title, toast)
            if toast.sender != earlier.sender and self._was_killed_at(earlier.when):
                excused += 1
            else:
                told.append(self.ids[toast.title])
        if excused:
            self.scene.notes.append(f"{excused} again: killed while they were being shown")
        return told

    def _was_killed_at(self, when):
        """Just after this, or even before: the bus delivers what the dead have said."""
        return any(-STILL_ON_THE_BUS < kill - when <= ACCEPTED_JUST_NOW for kill in self._kills)


def toast_kill(scene):
    toasting = Toasting(scene)
    each = scene.scale.events // scene.scale.rounds
    for _ in scene.rounds():
        for _ in range(each - 1):
            toasting.publish()
        toasting.publish()
        pump(scene.random.uniform(0, 0.04))  # an event's way to its toast takes some 8 ms
        toasting.kill_and_start()
        toasting.wait_until_all_told()
    return toasting.settle()


def service_restart(scene):
    toasting = Toasting(scene)
    each = scene.scale.events // scene.scale.rounds
    for _ in scene.rounds():
        for number in range(each):
            if number == each // 3:
                toasting.service.vanish()
            if number == each * 2 // 3:
                toasting.service.appear()
            toasting.publish()
    return toasting.settle()


def service_stalls(scene):
    toasting = Toasting(scene)
    each = scene.scale.events // scene.scale.rounds
    for _ in scene.rounds():
        for _ in range(each - 1):
            toasting.publish()
        answers = []
        toasting.service.answer_later = answers.append
        toasting.publish()
        pump(8)  # longer than the client's patience
        toasting.service.answer_later = None
        for answer in answers:
            answer()
    return toasting.settle()


def pump(duration):
    """Serves the bus for a while."""
    end = time.monotonic() + duration
    wait_until(lambda: time.monotonic() >= end, "the end of a pause")
