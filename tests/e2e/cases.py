"""What the tests of the desktop have in common: a gateway, trays, pictures, events."""

import argparse
import os
import shutil
import unittest
from pathlib import Path

from accessibility import controls_of, texts_of
from programs import USER, Child, Gateway, Tray
from session import ToastWatch, close_toasts, picture, wait_until, windows_of

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


class DesktopTest(unittest.TestCase):
    """Everything that a test starts ends with it."""

    def setUp(self):
        self.folder = options.folder / self._testMethodName
        shutil.rmtree(self.folder, ignore_errors=True)
        self.gateway = Gateway(options.binaries, self.folder / "gateway")
        self.addCleanup(self.gateway.stop)

    def start_part(self, *command, environment=None, **how):
        """A part of the desktop, as private_desktop.sh has configured it."""
        part = Child(command, self.folder / f"{Path(command[0]).name}.log",
                     env={**os.environ, "QT_QPA_PLATFORMTHEME": "", **(environment or {})}, **how)
        self.addCleanup(part.stop)
        return part

    def watch_toasts(self):
        self.watch = ToastWatch()
        self.addCleanup(self.watch.close)

    def start_tray(self, device="tray", **how):
        """A tray that is signed in and connected."""
        tray = self.run_tray(device, token_file=self.gateway.token_file(), **how)
        self.wait_for_state(tray, "connected")
        return tray

    def run_tray(self, device="tray", **how):
        tray = Tray(options.binaries, self.folder / device, self.gateway.url, **how)
        self.addCleanup(tray.stop)
        return tray

    def wait_for_state(self, tray, state):
        wait_until(lambda: tray.status().get("state") == state, f"the tray is {state}")

    def publish_and_see_toast(self, event_type, payload):
        before = len(self.watch.toasts)
        self.gateway.publish(event_type, payload)
        wait_until(lambda: len(self.watch.toasts) > before, "a Notify call on the bus")
        return self.watch.toasts[before]

    def wait_for_window(self, tray):
        return wait_until(lambda: windows_of(tray.pid), "a window")[0]

    def wait_for_text(self, tray, words):
        wait_until(lambda: any(words in text for text in texts_of(tray.pid)), f'"{words}"')

    def find(self, role, name, *states):
        """Waits for what self.tray has on the screen with this role, name, and these states."""
        def look():
            return next((control for control in controls_of(self.tray.pid)
                         if control.role == role and control.is_called(name)
                         and control.is_("showing", *states)), None)

        return wait_until(look, f"{role} {name} {states or ''}")

    def keep(self, window, name):
        """Keeps how a window, or the "root", looks."""
        if window != "root":  # a toast over a window would be a hole in its picture
            close_toasts()
        picture(window, options.gallery / f"{name}.png")


def main():
    parser = argparse.ArgumentParser()
    for name in ("binaries", "folder", "gallery"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    _, rest = parser.parse_known_args(namespace=options)
    unittest.main(argv=["tests", *rest], verbosity=2)
