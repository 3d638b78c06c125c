#!/usr/bin/env python3
"""The windows without a mouse and without eyes: keys, and what a screen reader hears.

    test_accessibility.py --binaries FOLDER --folder FOLDER --gallery FOLDER

Runs inside packaging/private_desktop.sh --with accessibility; ctest calls it so.
"""

import subprocess

from accessibility import Focus, controls_of, spoken_windows
from cases import APPROVED, REJECTED, DesktopTest, main
from programs import TENANT, USER
from session import wait_until

# What can take the focus or be pressed says one of these. "filler" would be passed over.
ROLES = {"check box", "combo box", "label", "list", "list item", "menu item", "page tab",
         "page tab list", "panel", "push button", "spin button", "text"}


class Accessibility(DesktopTest):
    def setUp(self):
        super().setUp()
        self.focus = Focus()
        self.addCleanup(self.focus.close)

    def key(self, *keys):
        """Presses keys, and waits until the focus is somewhere else."""
        before = self.focus.control
        subprocess.run(["xdotool", "key", *keys], check=True)
        wait_until(lambda: self.focus.control is not before, f"the focus moves after {keys}")
        return self.focus.control

    def key_until(self, key, name):
        """Presses a key until the focus is on what is called so."""
        passed = []
        while not self.key(key).is_called(name):
            passed.append(self.focus.control)
            self.assertLess(len(passed), 30, f"no way to {name}: {passed}")

    def window(self, name):
        """Waits for a window of this name, and returns all in it."""
        def look():
            return next((window for window in spoken_windows(self.tray.pid)
                         if window[0].name == name), None)

        return wait_until(look, f"the window {name}")

    def choose(self, entry):
        """In the window's menu."""
        self.key_until("Tab", "Menu")
        subprocess.run(["xdotool", "key", "space"], check=True)
        self.key_until("Down", entry)

    def assert_usable(self, window, *expected):
        """All that can be used says what it is; and what is expected is read in this order."""
        usable = [control for control in window if control.is_usable]
        self.assertEqual([control for control in usable
                          if not control.name.strip() or control.role not in ROLES
                          or control.role == "combo box" and not control.label], [])
        names = dict.fromkeys(control.name for control in window if "showing" in control.states)
        self.assertEqual([name for name in names if name in expected], list(expected), names)

    def test_signs_in(self):
        self.tray = self.run_tray(minimized=False)
        token = self.find("text", "Token")
        self.assert_usable(self.window("Sign in"), "Server", "Token", "Load from file…", "Cancel")
        token.write("nonsense")
        self.find("label", "This is not a token.*")
        self.assertFalse(self.find("push button", "Sign in").is_("enabled"))
        token.write(self.gateway.token_file().read_text())
        self.find("label", USER)
        self.find("label", f"Organisation: {TENANT}")
        self.find("text", "Server").write(self.gateway.url)
        self.keep("root", "sign-in")
        self.find("push button", "Sign in", "enabled").press()
        self.wait_for_state(self.tray, "connected")
        wait_until(lambda: len(spoken_windows(self.tray.pid)) == 1, "the dialog is gone")
        self.find("push button", "Connection: Live*")

    def test_filters_opens_and_marks(self):
        self.tray = self.start_tray(minimized=False)
        for event_type, payload in (("rejected", REJECTED), ("approved", APPROVED)):
            self.gateway.publish(f"timesheet:{event_type}", payload)
        self.find("list item", "Unread, Timesheet rejected*")
        self.find("list", "Events", "focused")
        self.find("list item", "Unread, Timesheet approved*")
        self.key_until("Tab", "Filters")
        subprocess.run(["xdotool", "key", "Down", "Down", "Down"], check=True)
        self.find("list item", "Rejections, 1", "selected")
        wait_until(lambda: not any("approved" in control.name
                                   for control in controls_of(self.tray.pid)), "rejections only")
        self.key_until("Tab", "Events")
        subprocess.run(["xdotool", "key", "Down"], check=True)
        self.find("list item", "Unread, Timesheet rejected*", "selected")
        self.key("Return")
        self.assertEqual(self.focus.control.name, "Details")
        self.find("list item", "Timesheet rejected*", "selected")
        wait_until(lambda: self.tray.status()["unread"] == 1, "it is read")

        details = [control.name for control in self.focus.window() if control.role == "label"]
        self.assertIn(REJECTED["reason"], details)
        for name, value in (("Hours", "31"), ("Rejected by", "Dana Fox")):
            self.assertEqual(details[details.index(name) + 1], value)

        self.find("push button", "Mark unread").press()
        wait_until(lambda: self.tray.status()["unread"] == 2, "it is unread")
        self.find("list item", "Unread, Timesheet rejected*", "selected")
        subprocess.run(["xdotool", "key", "m"], check=True)
        wait_until(lambda: self.tray.status()["unread"] == 1, "it is read")
        subprocess.run(["xdotool", "key", "u"], check=True)
        wait_until(lambda: self.tray.status()["unread"] == 2, "it is unread")

    def test_focus_and_reader_go_the_same_way(self):
        self.tray = self.start_tray(minimized=False)
        self.gateway.publish("timesheet:rejected", REJECTED)
        self.find("list item", "Unread, Timesheet rejected*")
        self.find("list", "Events", "focused")
        self.key_until("Tab", "Search events")
        self.key_until("Tab", "Events")
        subprocess.run(["xdotool", "key", "Down"], check=True)
        self.find("push button", "Mark unread")  # after a moment
        stops = ["Search events", "Menu", "Filters", "Events", "Details", "Copy", "Mark unread",
                 "Connection"]
        self.key_until("Tab", "Connection: *")
        self.assertEqual([self.key("Tab").name.partition(":")[0] for _ in stops], stops)
        read = [control.name.partition(":")[0] for control in self.focus.window()
                if control.is_usable and control.role not in ("label", "list item")]
        self.assertEqual([name for name in dict.fromkeys(read) if name in stops], stops)

    def test_every_window_says_what_is_in_it(self):
        self.tray = self.start_tray(minimized=False)
        self.gateway.publish("timesheet:rejected", REJECTED)
        self.find("list item", "Unread, Timesheet rejected*")
        self.find("list", "Events", "focused")
        self.assert_usable(self.window("Timesheet Tray (1 unread)"), "Search events", "Menu",
                           "All, 1", "Unread, 1", "Events", "Details")
        self.key_until("Tab", "Connection: *")
        self.key("space")
        self.assert_usable(self.focus.window(), "State", "Server", "Copy diagnostics")
        self.key("Escape")
        for entry, title, names in (
            ("Settings…", "Settings", ["Approved timesheets", "Quiet hours begin", "OK", "Cancel"]),
            ("Account: *", "Account", ["User", USER, "Server", "Sign out", "New token…"]),
            ("About", "About Timesheet Tray", ["Close"]),
        ):
            with self.subTest(title):
                self.choose(entry)
                self.assert_usable(self.focus.window(), "Mark all as read", "About", "Quit")
                self.key("Return")
                self.assert_usable(self.window(title), *names)
                # A window is there before the keyboard is in it, and Escape hides the one behind it.
                wait_until(lambda name=title: self.focus.is_in(name), "the keyboard is in it")
                for tab in [control for control in self.window(title)
                            if control.role == "page tab"]:
                    tab.press()
                    self.find("page tab list", tab.name)  # it is called as its open page
                    self.assert_usable(self.window(title))
                subprocess.run(["xdotool", "key", "Escape"], check=True)
                wait_until(lambda: len(spoken_windows(self.tray.pid)) == 1, "it is gone")


if __name__ == "__main__":
    main()
