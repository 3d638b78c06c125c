#!/usr/bin/env python3
"""Settings, menu, links and accounts of the real program, on a real desktop.

    test_settings.py --binaries FOLDER --folder FOLDER --gallery FOLDER

Runs inside packaging/private_desktop.sh --with accessibility; ctest calls it so.
"""

import os
import signal
import subprocess
import time

import dbus

from cases import APPROVED, DesktopTest, main
from programs import TENANT, USER, token
from session import TrayItem, wait_until, windows_of


class Settings(DesktopTest):
    def token_of(self, user, secret=None, **claims):
        """A file with a token of that user."""
        file = self.folder / f"token-{user}-{len(list(self.folder.iterdir()))}"
        claims = {"sub": user, "tenant_id": TENANT, **claims}
        file.write_text(token(claims, secret) if secret else token(claims))
        return file

    def test_language_changes_while_it_runs(self):
        self.tray = self.start_tray()
        item = TrayItem(self.tray.pid)
        self.gateway.publish("timesheet:approved", APPROVED)
        wait_until(lambda: "1 unread" in item.tooltip, "1 unread")
        item.choose("Settings…")
        self.find("page tab", "General").press()
        # Its name is its value; what it is for says the label beside it.
        subprocess.run(["xdotool", "key", "Tab"], check=True)
        self.find("combo box", "The system's", "focused")
        subprocess.run(["xdotool", "key", "Down", "Down", "Down"], check=True)
        self.keep(self.wait_for_window(self.tray), "settings-language")
        self.find("push button", "OK").press()
        wait_until(lambda: "1 non lu" in self.tooltip(), "French")
        self.assertEqual(self.tray.status()["state"], "connected")
        self.assertIn("Quitter", TrayItem(self.tray.pid).menu())
        self.tray.stop()
        self.tray = self.start_tray()
        wait_until(lambda: "1 non lu" in self.tooltip(), "still French")

    def tooltip(self):
        """Empty while one icon goes and another comes."""
        try:
            return TrayItem(self.tray.pid).tooltip
        except dbus.DBusException:
            return ""

    def test_administrators_values_are_locked(self):
        folder = self.folder / "xdg" / "timesheet-tray"
        folder.mkdir(parents=True)
        (folder / "administrator.ini").write_text(
            f"[connection]\nserver={self.gateway.url}\n[notifications]\nsounds=false\n"
            "[preset/notifications]\nquiet_hours=true\n")
        os.environ["XDG_CONFIG_DIRS"] = str(folder.parent)
        self.addCleanup(os.environ.pop, "XDG_CONFIG_DIRS")
        self.tray = self.start_tray()
        TrayItem(self.tray.pid).choose("Settings…")
        self.assertFalse(self.find("check box", "With a sound").is_("enabled"))
        self.assertTrue(self.find("check box", "No notifications").is_("enabled", "checked"))
        window = self.wait_for_window(self.tray)
        self.keep(window, "settings-of-an-administrator")
        self.find("page tab", "Connection").press()
        self.assertTrue(self.find("text", "Server").is_("read-only"))
        self.assertFalse(self.find("text", "Web address*").is_("read-only"))

    def test_menu_answers_while_the_server_hangs(self):
        self.tray = self.start_tray()
        item = TrayItem(self.tray.pid)
        self.gateway.process.send_signal(signal.SIGSTOP)
        try:
            self.assertTrue(item.menu()[0].startswith("Live"))
            for entry in ("Show events", "Mark all as read", "Settings…", "About", "Quit"):
                self.assertIn(entry, item.menu())
        finally:
            self.gateway.process.send_signal(signal.SIGCONT)

    def test_link_names_its_server_and_sends_nothing(self):
        self.tray = self.start_tray()
        start = "timesheet-tray://sign-in?server="
        eve = token({"sub": "eve", "tenant_id": TENANT})
        self.assertEqual(self.tray.command(f"{start}{self.gateway.url}&token={eve}").returncode, 0)
        self.find("label", "A link wants to sign you in at 127.0.0.1.*")
        self.find("label", "eve")
        self.keep(self.wait_for_window(self.tray), "sign-in-link")
        self.find("push button", "Cancel").press()
        wait_until(lambda: not windows_of(self.tray.pid), "the dialog is gone")
        self.assertEqual(self.tray.status()["user_id"], USER)
        for link, reason in (
            ("timesheet-tray://sign-in?token=a.b.c", "names no server"),
            # The tray was started with --server: no link leads it elsewhere.
            (f"{start}wss://ws.other.example&token={eve}", "at ws://127.0.0.1"),
        ):
            refused = self.tray.command(link)
            self.assertEqual(refused.returncode, 1)
            self.assertIn(reason, refused.stderr)

    def test_token_that_expires_soon_is_one_toast(self):
        self.watch_toasts()
        self.tray = self.run_tray(token_file=self.token_of(USER, exp=int(time.time()) + 300))
        self.wait_for_state(self.tray, "connected")
        wait_until(lambda: self.watch.toasts, "a toast")
        [toast] = self.watch.toasts
        self.assertEqual(toast.summary, "Sign in again soon")
        self.assertEqual(toast.actions, {"default": "Sign in"})

    def test_accounts_are_apart(self):
        self.tray = self.start_tray()
        self.gateway.publish("notification:new", {"title": "For everybody"})
        wait_until(lambda: self.tray.status()["unread"] == 1, "1 unread")
        TrayItem(self.tray.pid).middle_click()
        wait_until(lambda: self.tray.status()["unread"] == 0, "all read")
        self.sign_in(self.token_of("employee-8"))
        wait_until(lambda: self.tray.status()["user_id"] == "employee-8", "somebody else")
        self.gateway.publish("notification:new", {"title": "For everybody, too"})
        wait_until(lambda: self.tray.events("--unread"), "unread for somebody else")
        self.sign_in(self.token_of(USER))
        wait_until(lambda: self.tray.status()["user_id"] == USER, "the first again")
        wait_until(lambda: len(self.tray.events()) == 2, "both events")
        self.assertEqual([event["payload"]["title"] for event in self.tray.events("--unread")],
                         ["For everybody, too"])

    def test_cached_events_stay_readable_when_the_token_is_refused(self):
        self.tray = self.start_tray()
        self.gateway.publish("timesheet:approved", APPROVED)
        wait_until(self.tray.events, "the event")
        self.sign_in(self.token_of("stranger", "another secret of 32 characters"))
        self.wait_for_state(self.tray, "unauthorized")
        self.sign_in(self.token_of(USER, "another secret of 32 characters"))
        wait_until(lambda: self.tray.status()["user_id"] == USER, "the first account")
        self.wait_for_state(self.tray, "unauthorized")
        self.assertEqual(len(self.tray.events()), 1)

    def sign_in(self, file):
        done = self.tray.command("sign-in", "--server", self.gateway.url, "--token-file", file)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    main()
