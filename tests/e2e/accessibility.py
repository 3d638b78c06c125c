"""What a program's windows say to a screen reader, and what can be done through one."""

import fnmatch

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

    def is_(self, *states):
        return self.states.issuperset(states)

    def is_called(self, pattern):
        """Whether that is its name; "*" stands for anything."""
        return fnmatch.fnmatchcase(self.name, pattern)

    @property
    def label(self):
        """What stands beside it. A combo box is named after its value; its label says what for."""
        of_it = (relation.get_target(0).get_name() for relation in self.node.get_relation_set()
                 if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY)
        return next(of_it, "")

    @property
    def is_usable(self):
        """Whether it is on the screen, and takes the focus or can be pressed."""
        can_be_pressed = "Action" in self.node.get_interfaces() and self.node.get_n_actions() > 0
        return "showing" in self.states and ("focusable" in self.states or can_be_pressed)

    def press(self):
        assert self.node.do_action(0), f"{self} cannot be pressed"

    def write(self, text):
        assert Atspi.EditableText.set_text_contents(self.node, text), f"{self} cannot be written"


class Focus:
    """Where the keyboard is, as a screen reader hears it: also in menus and popups, which are in no
    list of windows."""

    def __init__(self):
        Atspi.init()
        self.control = None
        self._listener = Atspi.EventListener.new(self._hear)
        self._listener.register("object:state-changed:focused")

    def close(self):
        self._listener.deregister("object:state-changed:focused")

    def window(self):
        """All in the window that has the focus."""
        node = self.control.node
        while node.get_parent().get_role() != Atspi.Role.APPLICATION:
            node = node.get_parent()
        return _controls(node)

    def is_in(self, name):
        """Whether it is in the window of this name."""
        try:
            return self.window()[0].name == name
        except (AttributeError, GLib.Error):
            return False  # where it was is gone

    def _hear(self, event):
        if event.detail1:
            try:
                self.control = Control(event.source)
            except GLib.Error:
                pass  # it was there for a moment only


def spoken_windows(pid):
    """For each window that a process shows all that is in it, in the order in which it is read."""
    Atspi.init()
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    try:
        return [_controls(window) for application in _children(desktop)
                if application.get_process_id() == pid for window in _children(application)
                if window.get_state_set().contains(Atspi.StateType.SHOWING)]
    except GLib.Error:
        return []  # it changed while we looked: the next look will tell


def controls_of(pid):
    return [control for window in spoken_windows(pid) for control in window]


def texts_of(pid):
    """Every name and description in a process's windows."""
    controls = controls_of(pid)
    return [text for control in controls for text in (control.name, control.description) if text]


def _controls(node):
    return [Control(node)] + [control for child in _children(node) for control in _controls(child)]


def _children(node):
    children = (node.get_child_at_index(index) for index in range(node.get_child_count()))
    return [child for child in children if child is not None]
