"""What a program's windows say to a screen reader, and what can be done through one."""

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402


class Control:
    """One thing in a window, as it was when we looked."""

    def __init__(self, node):
        self.node = node
        self.name = node.get_name() or ""
        self.description = node.get_description() or ""
        self.role = node.get_role_name()
        self.states = {state.value_nick for state in node.get_state_set().get_states()}

    def __repr__(self):
        return f"{self.role} “{self.name}”"

    def press(self):
        assert self.node.do_action(0), f"{self} cannot be pressed"


def controls_of(pid):
    """All in a process's windows, as a screen reader walks through it; nothing while it changes."""
    Atspi.init()
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    try:
        return [Control(node) for application in _children(desktop)
                if application.get_process_id() == pid for node in _tree(application)]
    except GLib.Error:
        return []  # the next look will tell


def texts_of(pid):
    """Every name and description in a process's windows."""
    controls = controls_of(pid)
    return [text for control in controls for text in (control.name, control.description) if text]


def _tree(node):
    yield node
    for child in _children(node):
        yield from _tree(child)


def _children(node):
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield child
