"""A notification service that does what a row tells it to, and the tray that toasts there."""

import os
import re
import time
from typing import NamedTuple

import dbus.bus
import dbus.service
from programs import USER, Tray
from session import NOTIFICATIONS, wait_until

PATH = "/org/freedesktop/Notifications"
DIGEST = re.compile(r"While you were away: (\d+) events")


def news(number):
    """An event whose toast has a title of its own."""
    return "notification:new", {"id": f"news-{number}", "employee_id": USER,
                                "title": title_of(number), "body": "for the faults"}


def title_of(number):
    return f"News number {number}."


class Toast(NamedTuple):
    title: str
    sender: str
    when: float


class NotificationService(dbus.service.Object):
    """Counts what it accepts. Serves whenever the caller waits with wait_until()."""

    def __init__(self):
        self.accepted = []  # Toasts, one for each Notify
        self.digested = 0  # events that were told by number only
        self.answer_later = None  # takes the answer of the next Notify
        self._number = 0
        self._name = None
        self.appear()

    def appear(self):
        self._bus = dbus.bus.BusConnection(os.environ["DBUS_SESSION_BUS_ADDRESS"])
        self._name = dbus.service.BusName(NOTIFICATIONS, self._bus)
        super().__init__(self._name, PATH)

    def vanish(self):
        self.remove_from_connection()
        del self._name
        self._bus.close()

    def has_shown(self, title):
        return any(title == toast.title for toast in self.accepted)

    @dbus.service.method(NOTIFICATIONS, in_signature="", out_signature="as")
    def GetCapabilities(self):
        return ["body", "actions"]

    @dbus.service.method(NOTIFICATIONS, in_signature="", out_signature="ssss")
    def GetServerInformation(self):
        return "faults", "faults", "1", "1.2"

    @dbus.service.method(NOTIFICATIONS, in_signature="susssasa{sv}i", out_signature="u",
                         async_callbacks=("answer", "_refuse"), sender_keyword="sender",
                         byte_arrays=True)
    def Notify(self, _application, replaces, _icon, title, _body, _actions, _hints, _timeout,
               answer, _refuse, sender):
        self._number += 1
        number = int(replaces) or self._number
        digest = DIGEST.fullmatch(str(title))
        if digest:
            self.digested += int(digest.group(1))
        self.accepted.append(Toast(str(title), str(sender), time.monotonic()))
        if self.answer_later:
            self.answer_later(lambda: answer(number))
        else:
            answer(number)

    @dbus.service.method(NOTIFICATIONS, in_signature="u", out_signature="")
    def CloseNotification(self, number):
        self.NotificationClosed(number, 3)

    @dbus.service.signal(NOTIFICATIONS, signature="uu")
    def NotificationClosed(self, number, reason):
        pass


class TrayClient:
    """timesheet-tray with its icon, as often as it must be started; what a scene asks of it."""

    def __init__(self, scene):
        self._scene = scene
        self._tray = None

    @property
    def is_running(self):
        return self._tray is not None and self._tray.process.poll() is None

    def start(self):
        headless = self._scene.client  # has made folder and token
        self._tray = Tray(self._scene.binaries, headless.folder, self._scene.url,
                          headless.token_file)

    def wait_for_connection(self):
        wait_until(lambda: self._tray.status().get("state") == "connected", "connected")

    def kill(self):
        self._scene.expect_end("the tray", self._tray.kill(), -9)

    def stop(self):
        self._scene.expect_end("the tray", self._tray.stop(), 0)

    def cached(self):
        return [event["id"] for event in self._tray.events("--limit", "1000000")]

    def end(self):
        if self.is_running:
            self._tray.kill()
