#!/usr/bin/env python3
"""The tray on desktops of every kind: a StatusNotifierItem host, an XEmbed host, one that comes
late or comes back, none at all.

    test_tray_hosts.py --binaries FOLDER --folder FOLDER --gallery FOLDER

Runs inside packaging/private_desktop.sh --without tray --with accessibility; ctest calls it so.
"""

import subprocess

from accessibility import texts_of
from cases import APPROVED, DesktopTest, main
from session import EmbeddedIcon, TrayItem, close_toasts, wait_until, windows_of

STATUS_NOTIFIER_HOST = ["lxqt-panel"]
XEMBED_HOST = ["trayer", "--edge", "top", "--align", "right", "--widthtype", "request",
               "--height", "32"]
NO_TRAY = "This desktop has no tray"


class TrayHosts(DesktopTest):
    def setUp(self):
        close_toasts()
        super().setUp()
        self.watch_toasts()

    def close_window(self, tray):
        subprocess.run(["wmctrl", "-ic", self.wait_for_window(tray)], check=True)
        wait_until(lambda: not windows_of(tray.pid), "no window")

    def test_embedded_icon_tells_and_is_clicked(self):
        self.start_part(*XEMBED_HOST)
        tray = self.start_tray()
        icon = EmbeddedIcon(tray.pid)
        plain = wait_until(icon.look, "the icon's pixels")
        toast = self.publish_and_see_toast("timesheet:approved", APPROVED)
        self.assertIn("read", toast.actions)
        wait_until(lambda: icon.look() != plain, "a badge in the icon")
        self.keep("root", "tray-xembed")
        icon.click()
        self.wait_for_window(tray)
        self.close_window(tray)
        icon.click(2)
        wait_until(lambda: tray.status()["unread"] == 0, "all is read")
        icon.click(3)
        self.keep("root", "menu-xembed")

    def test_late_host_gets_the_icon(self):
        tray = self.start_tray()
        self.start_part(*STATUS_NOTIFIER_HOST)
        self.assertIn("connected", TrayItem(tray.pid).tooltip)
        self.assertNotIn(NO_TRAY, str(texts_of(tray.pid)))

    def test_late_embedding_host_gets_the_icon(self):
        tray = self.start_tray()
        self.start_part(*XEMBED_HOST)
        EmbeddedIcon(tray.pid)

    def test_restarted_host_gets_the_icon_again(self):
        panel = self.start_part(*STATUS_NOTIFIER_HOST)
        tray = self.start_tray()
        TrayItem(tray.pid)
        panel.stop()
        self.start_part(*STATUS_NOTIFIER_HOST)
        TrayItem(tray.pid).click()
        self.wait_for_window(tray)

    def test_restarted_embedding_host_gets_the_icon_again(self):
        host = self.start_part(*XEMBED_HOST)
        tray = self.start_tray()
        EmbeddedIcon(tray.pid)
        host.stop()
        self.start_part(*XEMBED_HOST)
        EmbeddedIcon(tray.pid).click()
        self.wait_for_window(tray)

    def test_desktop_without_a_tray_is_told_so_once(self):
        tray = self.start_tray()
        self.wait_for_text(tray, NO_TRAY)
        self.keep("root", "no-tray")
        self.publish_and_see_toast("timesheet:approved", APPROVED)
        tray.stop()
        tray = self.start_tray()
        self.wait_for_window(tray)  # appears when it has found no tray
        self.assertNotIn(NO_TRAY, str(texts_of(tray.pid)))
        self.close_window(tray)  # there is no other way to come back to it
        self.assertEqual(tray.process.wait(), 0)

    def test_host_that_comes_after_all_gets_the_icon(self):
        tray = self.start_tray()
        self.wait_for_text(tray, NO_TRAY)
        self.start_part(*STATUS_NOTIFIER_HOST)
        item = TrayItem(tray.pid)
        for window in windows_of(tray.pid):
            subprocess.run(["wmctrl", "-ic", window], check=True)
        wait_until(lambda: not windows_of(tray.pid), "no window")
        self.assertTrue(item.is_registered())
        item.click()
        self.wait_for_window(tray)


if __name__ == "__main__":
    main()
