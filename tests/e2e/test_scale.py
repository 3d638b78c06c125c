#!/usr/bin/env python3
"""At twice the resolution: the icon in a panel, the window, a menu and a dialog.

    test_scale.py --binaries FOLDER --folder FOLDER --gallery FOLDER

Runs inside packaging/private_desktop.sh --size 2560x1600 --with accessibility, in an environment
where QT_SCALE_FACTOR is 2; ctest calls it so.
"""

import os
import subprocess

from cases import APPROVED, REJECTED, DesktopTest, main
from session import TrayItem, close_toasts, visible_window, wait_until


def size_of(window):
    """In the screen's pixels."""
    said = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window],
                          capture_output=True, text=True, check=True).stdout.split()
    values = dict(line.split("=") for line in said)
    return int(values["WIDTH"]), int(values["HEIGHT"])


class Scale(DesktopTest):
    def setUp(self):
        close_toasts()
        super().setUp()

    def test_everything_is_drawn_at_twice_the_resolution(self):
        self.tray = self.start_tray()
        item = TrayItem(self.tray.pid)
        for event_type, payload in (("approved", APPROVED), ("rejected", REJECTED)):
            self.gateway.publish(f"timesheet:{event_type}", payload)
        wait_until(lambda: "2 unread" in item.tooltip, "2 unread")
        self.assertIn(44, item.sizes)  # of a panel's 22
        self.keep(visible_window("lxqt-panel"), "2x/tray-in-a-panel")

        item.click()
        window = self.wait_for_window(self.tray)
        self.assertEqual(size_of(window), (1960, 1240))
        self.find("list", "Events", "focused")
        subprocess.run(["xdotool", "key", "Down"], check=True)
        self.find("push button", "Mark unread")
        self.keep(window, "2x/window-of-the-program")

        item.choose("Settings…")
        self.find("page tab", "Notifications")
        self.keep("root", "2x/settings-on-a-desktop")


if __name__ == "__main__":
    assert os.environ["QT_SCALE_FACTOR"] == "2"
    main()
