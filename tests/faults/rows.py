"""What a row is, and all of them in the table's order."""

import functools
import glob
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Callable

from ledger import Result


@dataclass(frozen=True)
class Scale:
    """How much of a row is played."""

    rounds: int
    events: int  # at least so many are published
    is_long: bool


@dataclass(frozen=True)
class Row:
    """One fault: play(scene) makes it happen and returns the scene's result."""

    name: str
    fault: str
    play: Callable
    rounds: tuple  # of the short and of the long form
    events: tuple
    needs: tuple  # names of NEEDS
    is_patient: bool  # mostly waits: begins first, so that others run meanwhile

    result = Result  # what play() returns

    def open(self, binaries, folder, scale, seed):
        """What it is played in, to be entered."""
        from scene import Scene  # which few need that look at rows
        return Scene(binaries, folder, scale, seed)

    def scale(self, is_long):
        return Scale(self.rounds[is_long], self.events[is_long], is_long)

    def missing(self):
        """What it needs and this system has not."""
        return ", ".join(dict.fromkeys(text for need in self.needs if (text := NEEDS[need]())))

    def wrapper(self, packaging, logs):
        """The command inside which it runs."""
        if "desktop" in self.needs:
            return [packaging / "private_desktop.sh", "--without", "notifications",
                    "--logs", logs, "--"]
        if "namespace" in self.needs:
            return [*NAMESPACE, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
        return []


ROWS = []
ATTACKS = []  # those of the second table: see who_pays.py

# Of network and mounts: all that is done inside ends with its last process.
NAMESPACE = ["unshare", "--net", "--mount", "--propagation", "private", "--"]


def row(name, rounds=(1, 1), events=(100, 1000), needs=(), is_patient=False, kind=Row, title=""):
    """Makes a function a row. Its docstring is the fault's name in the table, behind the title."""
    def register(play):
        fault = ": ".join(filter(None, (title, play.__doc__.strip())))
        ROWS.append(kind(name, fault, play, rounds, events, needs, is_patient))
        return play
    return register


def faketime_library():
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    return found[0] if found else None


def _no_program(*names):
    return ", ".join(name for name in names if not shutil.which(name))


def _works_inside(*command):
    return subprocess.run([*NAMESPACE, *command], capture_output=True).returncode == 0


@functools.cache
def _no_namespace():
    if os.geteuid() != 0:
        return "root"
    # A container or a chroot may refuse its root what root may do elsewhere.
    return "" if _works_inside("true") else "namespaces, which this system refuses"


@functools.cache
def _no_cable():
    if missing := _no_program("nft", "ip", "nsenter"):
        return missing
    cable = "ip link add cable type veth peer name other && nft add table inet faults"
    return "" if _no_namespace() or _works_inside("sh", "-c", cable) else "veth and nftables"


NEEDS = {
    "namespace": _no_namespace,
    "nft": _no_cable,
    "faketime": lambda: "" if faketime_library() else "libfaketime",
    "desktop": lambda: _no_program("Xvfb", "dbus-daemon", "lxqt-panel", "openbox"),
}
