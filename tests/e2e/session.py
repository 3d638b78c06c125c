"""What a desktop session sees of a program: toasts on the bus, its tray item, its windows."""

import os
import subprocess
import time
from pathlib import Path

import dbus
import dbus.bus
import dbus.lowlevel
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

from programs import PATIENCE

NOTIFICATIONS = "org.freedesktop.Notifications"
TRAY_WATCHER = "org.kde.StatusNotifierWatcher"
MENU = "com.canonical.dbusmenu"
TRAY_ITEM = "org.kde.StatusNotifierItem"
PROPERTIES = "org.freedesktop.DBus.Properties"

DBusGMainLoop(set_as_default=True)


def wait_until(condition, what):
    """Serves the bus until the condition holds. Returns its value."""
    context = GLib.MainContext.default()
    tick = GLib.timeout_add(50, lambda: True)  # conditions outside the bus are asked this often
    deadline = time.monotonic() + PATIENCE
    try:
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"{what}: not within {PATIENCE} s")
            context.iteration(True)
    finally:
        GLib.source_remove(tick)


class Toast:
    """The arguments of one Notify call."""

    def __init__(self, arguments):
        (self.application, self.replaces, self.icon, self.summary, self.body, actions, self.hints,
         self.timeout) = arguments
        self.actions = dict(zip(actions[0::2], actions[1::2]))


class ToastWatch:
    """Hears every call to the notification service, as dbus-monitor does."""

    def __init__(self):
        self.toasts = []
        self.closed = []  # ids that CloseNotification named
        self._bus = dbus.bus.BusConnection(os.environ["DBUS_SESSION_BUS_ADDRESS"])
        self._bus.add_message_filter(self._hear)
        rules = [f"type='method_call',interface='{NOTIFICATIONS}'"]
        self._bus.call_blocking(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Monitoring",
            "BecomeMonitor", "asu", (rules, 0),
        )

    @staticmethod
    def service_is_there():
        return dbus.SessionBus().name_has_owner(NOTIFICATIONS)

    def close(self):
        self._bus.close()

    def _hear(self, _connection, message):
        if message.get_member() == "Notify":
            self.toasts.append(Toast(message.get_args_list()))
        elif message.get_member() == "CloseNotification":
            self.closed.append(int(message.get_args_list()[0]))
        return dbus.lowlevel.HANDLER_RESULT_HANDLED


class TrayItem:
    """The StatusNotifierItem of one process."""

    def __init__(self, pid):
        self._bus = dbus.SessionBus()
        self._pid = pid
        self._name = wait_until(self._find, "the tray item is registered")

    @property
    def tooltip(self):
        _icon, _pixmaps, title, text = self._property("ToolTip")
        return f"{title} {text}".strip()

    @property
    def pictures(self):
        """The icon's pixels, one entry a size."""
        return [bytes(pixels) for _width, _height, pixels in self._property("IconPixmap")]

    @property
    def sizes(self):
        """The icon's widths in pixels."""
        return [int(width) for width, _height, _pixels in self._property("IconPixmap")]

    def is_registered(self):
        return self._find() is not None

    def middle_click(self):
        self._object().SecondaryActivate(0, 0, dbus_interface=TRAY_ITEM)

    def click(self):
        self._object().Activate(0, 0, dbus_interface=TRAY_ITEM)

    def menu(self):
        """The menu's entries that are seen, from the top, without their mnemonics."""
        return [label for label, _number in self._entries()]

    def choose(self, entry):
        """Clicks the menu's entry."""
        number = dict(self._entries())[entry]
        self._menu_object().Event(
            number, "clicked", dbus.Int32(0, variant_level=1), dbus.UInt32(0),
            dbus_interface=MENU)

    def _menu_object(self):
        return self._bus.get_object(self._name, self._property("Menu"), introspect=False)

    def _entries(self):
        _revision, (_root, _properties, entries) = self._menu_object().GetLayout(
            0, -1, dbus.Array([], signature="s"), dbus_interface=MENU)
        return [(str(properties["label"]).replace("_", ""), number)
                for number, properties, _children in entries
                if properties.get("visible", True) and properties.get("label")]

    def _find(self):
        if not self._bus.name_has_owner(TRAY_WATCHER):
            return None
        watcher = self._bus.get_object(TRAY_WATCHER, "/StatusNotifierWatcher", introspect=False)
        items = watcher.Get(
            TRAY_WATCHER, "RegisteredStatusNotifierItems", dbus_interface=PROPERTIES)
        names = (item.split("/")[0] for item in items)
        return next((name for name in names if self._owner(name) == self._pid), None)

    def _owner(self, name):
        daemon = self._bus.get_object("org.freedesktop.DBus", "/org/freedesktop/DBus")
        try:
            return daemon.GetConnectionUnixProcessID(name)
        except dbus.DBusException:
            return None  # it went meanwhile

    def _object(self):
        return self._bus.get_object(self._name, "/StatusNotifierItem", introspect=False)

    def _property(self, name):
        return self._object().Get(TRAY_ITEM, name, dbus_interface=PROPERTIES)


class EmbeddedIcon:
    """The icon of one process in an XEmbed tray: a window that no window manager manages."""

    def __init__(self, pid):
        self._pid = pid
        self.window = wait_until(self._find, "the icon is in the tray")

    def click(self, button=1):
        subprocess.run(["xdotool", "mousemove", "--window", self.window, "8", "8",
                        "click", str(button)], check=True)

    def look(self):
        """Its pixels."""
        return pixels(self.window)

    def _find(self):
        search = ["xdotool", "search", "--onlyvisible", "--pid", str(self._pid)]
        visible = subprocess.run(search, capture_output=True, text=True).stdout.split()
        managed = {int(window, 16) for window in windows_of(self._pid)}
        return next((window for window in visible if int(window) not in managed), None)


def close_toasts():
    subprocess.run(["dunstctl", "close-all"], check=True)
    wait_until(lambda: displayed_toasts() == 0, "a screen without toasts")


def displayed_toasts():
    done = subprocess.run(["dunstctl", "count", "displayed"], capture_output=True, text=True)
    return int(done.stdout or 0)


def visible_window(window_class):
    """The id of a window of this class that is on the screen, or None."""
    search = ["xdotool", "search", "--onlyvisible", "--class", window_class]
    return next(iter(subprocess.run(search, capture_output=True, text=True).stdout.split()), None)


def windows_of(pid):
    """The ids of the windows that a process shows."""
    listing = subprocess.run(["wmctrl", "-lp"], capture_output=True, text=True).stdout
    return [line.split()[0] for line in listing.splitlines() if int(line.split()[2]) == pid]


def pixels(window):
    return subprocess.run(
        ["import", "-silent", "-window", window, "rgb:-"], capture_output=True, check=True
    ).stdout


def picture(window, file: Path):
    """Saves how a window, or "root", looks once it has stopped changing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    seen = []

    def has_settled():
        seen.append(pixels(window))
        return len(seen) > 1 and seen[-1] == seen[-2]

    wait_until(has_settled, f"{window} has stopped changing")
    subprocess.run(["import", "-silent", "-window", window, str(file)], check=True)
