#!/usr/bin/env python3
"""The desktop end to end: the real gateway and tray, a real tray host and notification service.

    test_desktop.py --binaries FOLDER --folder FOLDER --gallery FOLDER

Runs inside packaging/private_desktop.sh --with accessibility; ctest calls it so. The pictures in
the gallery are for people to look at.
"""

import argparse
import shutil
import subprocess
import unittest
from pathlib import Path

from accessibility import texts_of
from programs import TENANT, USER, Gateway, Tray, token
from session import ToastWatch, TrayItem, picture, wait_until, windows_of

APPROVED = {
    "id": "sheet-1", "employee_id": USER, "employee_name": "Alex Morgan",
    "period_start": "2026-11-16", "period_end": "2026-11-22", "hours": 38.5,
    "approved_by": "Dana Fox",
}
REJECTED = {
    "id": "sheet-2", "employee_id": USER, "period_start": "2026-11-09",
    "period_end": "2026-11-15", "hours": 31, "rejected_by": "Dana Fox",
    "reason": "Friday is missing <b>&amp; Monday too",
}

options = argparse.Namespace()


class Desktop(unittest.TestCase):
    def setUp(self):
        self.folder = options.folder / self._testMethodName
        shutil.rmtree(self.folder, ignore_errors=True)
        close_toasts()
        self.watch = ToastWatch()
        self.addCleanup(self.watch.close)
        self.gateway = Gateway(options.binaries, self.folder / "gateway")
        self.addCleanup(self.gateway.stop)
        self.tray = self.start_tray()
        self.item = TrayItem(self.tray.pid)

    def start_tray(self, device="tray", **how):
        tray = Tray(options.binaries, self.folder / device, self.gateway.url,
                    self.gateway.token_file(), **how)
        self.addCleanup(tray.stop)
        wait_until(lambda: tray.status().get("state") == "connected", "the tray is connected")
        return tray

    def publish_and_see_toast(self, event_type, payload):
        before = len(self.watch.toasts)
        self.gateway.publish(event_type, payload)
        wait_until(lambda: len(self.watch.toasts) > before, "a Notify call on the bus")
        return self.watch.toasts[before]

    def wait_for_window(self):
        return wait_until(lambda: windows_of(self.tray.pid), "the events window")[0]

    def keep(self, window, name):
        if window != "root":  # a toast over a window would be a hole in its picture
            close_toasts()
        picture(window, options.gallery / f"{name}.png")

    def test_event_published_is_toast_on_the_bus(self):
        toast = self.publish_and_see_toast("timesheet:approved", APPROVED)
        self.assertEqual(toast.summary, "Timesheet approved")
        for part in ("16 November", "38.5 h", "Dana Fox"):
            self.assertIn(part, toast.body)
        self.assertIn("default", toast.actions)
        self.assertEqual(int(toast.hints["urgency"]), 0)
        self.keep("root", "toast")

    def test_markup_in_server_text_is_shown_as_text(self):
        toast = self.publish_and_see_toast("timesheet:rejected", REJECTED)
        self.assertNotIn("<b>", toast.body)
        self.assertIn("&lt;b&gt;&amp;amp; Monday", toast.body)

    def test_event_published_is_row_in_the_window(self):
        event_id = self.gateway.publish("timesheet:rejected", REJECTED)
        wait_until(self.tray.events, "the event in the cache")
        [event] = self.tray.events()
        self.assertEqual((event["id"], event["payload"], event["read"]),
                         (event_id, REJECTED, False))
        self.assertEqual(self.tray.start_again(), 0)
        window = self.wait_for_window()
        wait_until(
            lambda: any("Timesheet rejected" in text for text in texts_of(self.tray.pid)),
            "a row that says so",
        )
        self.keep(window, "window")

    def test_unread_event_is_in_the_badge_until_read(self):
        plain = self.item.pictures
        self.assertNotIn("unread", self.item.tooltip)
        self.gateway.publish("timesheet:approved", APPROVED)
        wait_until(lambda: "1 unread" in self.item.tooltip, "1 unread in the tooltip")
        badged = wait_until(lambda: self.item.pictures != plain and self.item.pictures,
                            "another icon")
        self.keep("root", "badge")
        self.gateway.publish("timesheet:rejected", REJECTED)
        wait_until(lambda: "2 unread" in self.item.tooltip, "2 unread in the tooltip")
        wait_until(lambda: self.item.pictures not in (plain, badged), "a 2 in the icon")
        self.item.middle_click()  # marks all read
        wait_until(lambda: "unread" not in self.item.tooltip, "nothing unread in the tooltip")
        wait_until(lambda: self.item.pictures == plain, "the plain icon again")
        self.assertEqual(self.tray.events("--unread"), [])

    def test_event_read_closes_its_toast(self):
        self.publish_and_see_toast("timesheet:approved", APPROVED)
        wait_until(lambda: displayed_toasts() == 1, "the toast on the screen")
        self.item.middle_click()
        wait_until(lambda: self.watch.closed, "a CloseNotification call")
        wait_until(lambda: displayed_toasts() == 0, "no toast on the screen")

    def test_event_read_on_another_device_is_read_here_and_its_toast_goes(self):
        other = self.start_tray("other device")
        self.publish_and_see_toast("timesheet:approved", APPROVED)
        wait_until(lambda: other.status()["unread"] == 1, "the event on the other device")
        wait_until(lambda: displayed_toasts() == 2, "a toast of each device")
        TrayItem(other.pid).middle_click()
        wait_until(lambda: self.tray.status()["unread"] == 0, "read here, too")
        wait_until(lambda: displayed_toasts() == 0, "no toast on the screen")

    def test_event_read_while_offline_is_read_elsewhere_after_a_restart(self):
        other = self.start_tray("other device")
        self.gateway.publish("timesheet:approved", APPROVED)
        for tray in (self.tray, other):
            wait_until(lambda tray=tray: tray.status()["unread"] == 1, "the event on each device")
        self.gateway.stop()
        wait_until(lambda: other.status()["state"] != "connected", "offline")
        TrayItem(other.pid).middle_click()
        wait_until(lambda: other.status()["unread"] == 0, "read while offline")
        other.stop()
        self.gateway = Gateway(options.binaries, self.folder / "gateway", self.gateway.port)
        self.addCleanup(self.gateway.stop)
        self.start_tray("other device")
        wait_until(lambda: self.tray.status()["unread"] == 0, "read on this device, too")

    def test_toast_action_opens_the_event_in_the_window(self):
        self.publish_and_see_toast("timesheet:rejected", REJECTED)
        wait_until(lambda: displayed_toasts() == 1, "the toast on the screen")
        self.assertEqual(windows_of(self.tray.pid), [])
        subprocess.run(["dunstctl", "action", "0"], check=True)
        window = self.wait_for_window()
        wait_until(
            lambda: any("Friday is missing" in text for text in texts_of(self.tray.pid)),
            "the event's details",
        )
        self.keep(window, "window-opened-by-a-toast")

    def test_click_on_the_icon_opens_the_window(self):
        self.item.click()
        self.keep(self.wait_for_window(), "window-empty")

    def test_second_start_shows_the_window_of_the_first(self):
        self.assertEqual(windows_of(self.tray.pid), [])
        self.assertEqual(self.tray.start_again(), 0)
        self.wait_for_window()
        self.assertIsNone(self.tray.process.poll())

    def test_closed_window_leaves_the_tray(self):
        self.tray.start_again()
        subprocess.run(["wmctrl", "-ic", self.wait_for_window()], check=True)
        wait_until(lambda: not windows_of(self.tray.pid), "no window")
        self.assertTrue(self.item.is_registered())
        self.publish_and_see_toast("timesheet:approved", APPROVED)

    def test_sigterm_ends_with_0_and_takes_the_icon_along(self):
        self.assertEqual(self.tray.stop(), 0)
        wait_until(lambda: not self.item.is_registered(), "the tray item is gone")

    def test_events_while_away_are_one_digest_after_the_start(self):
        self.assertEqual(self.toasts_after_absence(12), ["While you were away: 12 events"])

    def test_one_event_while_away_is_told_as_itself(self):
        self.assertEqual(self.toasts_after_absence(1), ["Timesheet approved"])

    def toasts_after_absence(self, count):
        self.tray.stop()
        for number in range(count):
            self.gateway.publish("timesheet:approved", APPROVED | {"id": f"sheet-{number}"})
        before = len(self.watch.toasts)
        self.tray = self.start_tray()
        wait_until(lambda: len(self.watch.toasts) > before, "a Notify call on the bus")
        wait_until(lambda: len(self.tray.events()) == count, "all in the cache")
        return [toast.summary for toast in self.watch.toasts[before:]]

    def test_refused_token_is_said_in_the_tray(self):
        self.tray.stop()
        stranger = self.folder / "stranger"
        stranger.write_text(token({"sub": USER, "tenant_id": TENANT}, "another secret"))
        tray = Tray(options.binaries, self.folder / "stranger-tray", self.gateway.url, stranger)
        self.addCleanup(tray.stop)
        wait_until(lambda: tray.status().get("state") == "unauthorized", "unauthorized")
        item = TrayItem(tray.pid)
        wait_until(lambda: "sign-in needed" in item.tooltip.lower(), "it says so")
        self.keep("root", "sign-in-needed")


def close_toasts():
    subprocess.run(["dunstctl", "close-all"], check=True)
    wait_until(lambda: displayed_toasts() == 0, "a screen without toasts")


def displayed_toasts():
    done = subprocess.run(["dunstctl", "count", "displayed"], capture_output=True, text=True)
    return int(done.stdout or 0)


def main():
    parser = argparse.ArgumentParser()
    for name in ("binaries", "folder", "gallery"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    _, rest = parser.parse_known_args(namespace=options)
    unittest.main(argv=["test_desktop.py", *rest], verbosity=2)


if __name__ == "__main__":
    main()
