#!/usr/bin/env python3
"""Toasts of every kind at real notification services: one that draws buttons and one that does
not, one that is started again, none at all.

    test_notification_services.py --binaries FOLDER --folder FOLDER --gallery FOLDER

Runs inside packaging/private_desktop.sh --without tray,notifications --with accessibility; ctest
calls it so.
"""

import datetime
import re
from pathlib import Path

from accessibility import controls_of
from cases import APPROVED, REJECTED, DesktopTest, main
from programs import USER
from session import (EmbeddedIcon, ToastWatch, TrayItem, displayed_toasts, visible_window,
                     wait_until)

TOMORROW = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=20)
EVENTS = {
    "approved": ("timesheet:approved", APPROVED),
    "rejected": ("timesheet:rejected", REJECTED),
    "annotated": ("timesheet:annotated", {
        "id": "sheet-3", "employee_id": USER, "period_start": "2026-11-02",
        "period_end": "2026-11-08", "hours": 40,
        "annotation": {"author": "Sam Ortega",
                       "text": "Were the two hours on Tuesday travel or workshop? " * 6}}),
    "deadline": ("deadline:reminder", {
        "title": "Hand in this week's timesheet", "employee_id": USER,
        "due_at": TOMORROW.isoformat(timespec="seconds")}),
    "notification": ("notification:new", {
        "title": "Holiday calendar published",
        "body": "Public holidays are entered for you from now on."}),
}


def service_program(name):
    """What D-Bus would start for a service."""
    file = Path(f"/usr/share/dbus-1/services/{name}.service")
    return re.search("^Exec=(.*)$", file.read_text(), re.MULTILINE)[1]


class PlainToasts(DesktopTest):
    """At dunst."""

    def setUp(self):
        super().setUp()
        self.start_part("lxqt-panel")
        self.service = self.start_service()
        self.watch_toasts()
        self.tray = self.start_tray()

    def start_service(self):
        service = self.start_part("dunst")
        wait_until(ToastWatch.service_is_there, "the notification service")
        return service

    def keep_toast(self, name):
        wait_until(lambda: displayed_toasts() == 1, f"one toast, of {name}")
        self.keep("root", f"toast-{name}")

    def test_each_type_has_its_toast(self):
        item = TrayItem(self.tray.pid)
        for name, event in EVENTS.items():
            with self.subTest(name):
                self.publish_and_see_toast(*event)
                self.keep_toast(name)
                item.middle_click()  # what is read is not counted as part of a burst
                wait_until(lambda: displayed_toasts() == 0, "no toast on the screen")

    def test_burst_becomes_one_summary(self):
        for number in range(6):
            self.gateway.publish("timesheet:approved", APPROVED | {"id": f"sheet-{number}"})
        wait_until(lambda: self.watch.toasts and
                   self.watch.toasts[-1].summary == "6 timesheet events", "the summary")
        self.keep_toast("burst")

    def test_what_was_missed_becomes_one_digest(self):
        self.tray.stop()
        for number in range(4):
            for event_type, payload in EVENTS.values():
                self.gateway.publish(event_type, payload | {"id": f"sheet-{number}"})
        before = len(self.watch.toasts)
        self.start_tray()
        wait_until(lambda: len(self.watch.toasts) > before, "a Notify call on the bus")
        self.assertEqual(self.watch.toasts[before].summary, "While you were away: 20 events")
        self.keep_toast("digest")

    def test_service_started_again_shows_what_was_missed_and_what_comes(self):
        self.publish_and_see_toast("timesheet:approved", APPROVED)
        # What a service does not answer before it ends is told again.
        wait_until(lambda: displayed_toasts() == 1, "the service has answered")
        self.service.stop()
        self.gateway.publish("timesheet:rejected", REJECTED)
        wait_until(lambda: len(self.tray.events()) == 2, "the event in the cache")
        self.start_service()
        wait_until(lambda: self.watch.toasts[-1].summary == "Timesheet rejected", "what was missed")
        wait_until(lambda: displayed_toasts() == 1, "the toast on the screen")
        self.publish_and_see_toast(*EVENTS["notification"])
        wait_until(lambda: displayed_toasts() == 2, "what came")


class ToastsWithButtons(DesktopTest):
    """At xfce4-notifyd."""

    def setUp(self):
        super().setUp()
        self.start_part("lxqt-panel")
        self.service = self.start_part(service_program("org.xfce.xfce4-notifyd.Notifications"),
                                       environment={"NO_AT_BRIDGE": "0"})
        wait_until(ToastWatch.service_is_there, "the notification service")
        self.watch_toasts()
        self.tray = self.start_tray()

    def press(self, name):
        def button():
            buttons = (control for control in controls_of(self.service.process.pid)
                       if (control.role, control.name) == ("push button", name))
            return next(buttons, None)

        wait_until(button, f"a button {name}").press()

    def test_button_marks_as_read(self):
        self.publish_and_see_toast(
            "timesheet:rejected", REJECTED | {"url": "https://timesheets.example/sheet-2"})
        wait_until(lambda: visible_window("xfce4-notifyd"), "the toast on the screen")
        self.keep("root", "toast-buttons")
        self.press("Mark as read")
        wait_until(lambda: self.tray.status()["unread"] == 0, "it is read")
        wait_until(lambda: not visible_window("xfce4-notifyd"), "no toast on the screen")

    def test_button_shows_the_event(self):
        self.publish_and_see_toast(*EVENTS["deadline"])
        wait_until(lambda: visible_window("xfce4-notifyd"), "the toast on the screen")
        self.keep("root", "toast-buttons-deadline")
        self.press("Show")
        self.wait_for_window(self.tray)
        self.wait_for_text(self.tray, "Hand in this week's timesheet")


class NoService(DesktopTest):
    def test_embedded_icon_shows_a_balloon(self):
        self.start_part("trayer", "--edge", "top")
        tray = self.start_tray()
        EmbeddedIcon(tray.pid)
        self.gateway.publish("timesheet:rejected", REJECTED)
        self.wait_for_text(tray, "31 h, by Dana Fox: " + REJECTED["reason"])
        self.keep("root", "toast-balloon")


if __name__ == "__main__":
    main()
