#!/usr/bin/env python3
"""The desktop end to end: the real gateway and tray, a real tray host and notification service.

    test_desktop.py --binaries FOLDER --folder FOLDER --gallery FOLDER

Runs inside packaging/private_desktop.sh --with accessibility; ctest calls it so. The pictures in
the gallery are for people to look at.
"""

import glob
import subprocess
from datetime import datetime, timedelta, timezone

from cases import APPROVED, REJECTED, DesktopTest, main, options
from programs import TENANT, USER, Gateway, token
from session import TrayItem, close_toasts, displayed_toasts, wait_until, windows_of


class Desktop(DesktopTest):
    def setUp(self):
        close_toasts()
        super().setUp()
        self.watch_toasts()
        self.tray = self.start_tray()
        self.item = TrayItem(self.tray.pid)

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
        window = self.wait_for_window(self.tray)
        self.wait_for_text(self.tray, "Timesheet rejected")
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
        window = self.wait_for_window(self.tray)
        self.wait_for_text(self.tray, "Friday is missing")
        self.keep(window, "window-opened-by-a-toast")

    def test_click_on_the_icon_opens_the_window(self):
        self.item.click()
        self.keep(self.wait_for_window(self.tray), "window-empty")

    def test_second_start_shows_the_window_of_the_first(self):
        self.assertEqual(windows_of(self.tray.pid), [])
        self.assertEqual(self.tray.start_again(), 0)
        self.wait_for_window(self.tray)
        self.assertIsNone(self.tray.process.poll())

    def test_closed_window_leaves_the_tray(self):
        self.tray.start_again()
        subprocess.run(["wmctrl", "-ic", self.wait_for_window(self.tray)], check=True)
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

    def test_deadline_reminds_while_the_network_is_away(self):
        due = datetime.now(timezone.utc) + timedelta(hours=2)
        self.publish_and_see_toast("deadline:reminder", {
            "id": "sheet-3", "employee_id": USER, "due_at": due.strftime("%Y-%m-%dT%H:%M:%SZ")})
        wait_until(self.tray.events, "the event in the cache")
        self.tray.stop()
        token_file = self.gateway.token_file()
        self.gateway.stop()
        before = len(self.watch.toasts)
        [library] = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        self.run_tray(token_file=token_file, environment={
            "LD_PRELOAD": library, "FAKETIME": "+70m", "DONT_FAKE_MONOTONIC": "1"})
        wait_until(lambda: len(self.watch.toasts) > before, "a reminder an hour before")
        toast = self.watch.toasts[before]
        self.assertEqual(toast.summary, "Timesheet due")
        self.assertEqual(toast.actions["remind"], "Remind me in an hour")
        self.assertEqual((int(toast.hints["urgency"]), int(toast.timeout)), (2, 0))

    def test_refused_token_is_said_in_the_tray(self):
        self.tray.stop()
        stranger = self.folder / "stranger"
        stranger.write_text(token({"sub": USER, "tenant_id": TENANT}, "another secret"))
        tray = self.run_tray("stranger-tray", token_file=stranger)
        self.wait_for_state(tray, "unauthorized")
        item = TrayItem(tray.pid)
        wait_until(lambda: "sign-in needed" in item.tooltip.lower(), "it says so")
        self.keep("root", "sign-in-needed")


if __name__ == "__main__":
    main()
