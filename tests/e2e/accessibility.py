"""What a program's windows say to a screen reader."""

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


def _children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child


def _texts(node, depth):
    yield node.get_name() or ""
    yield node.get_description() or ""
    if depth > 0:
        for child in _children(node):
            yield from _texts(child, depth - 1)


def texts_of(pid):
    """Every name and description in a process's windows."""
    Atspi.init()
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    try:
        for application in _children(desktop):
            if application.get_process_id() == pid:
                return [text for text in _texts(application, 12) if text]
    except GLib.Error:
        pass  # it changed while we read: the next look will tell
    return []
