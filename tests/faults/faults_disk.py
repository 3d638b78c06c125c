"""Disks that are full."""

import subprocess

from rows import row
from scene import PATIENCE

REFUSALS = {500, 503, 507}  # what a gateway without space may answer
FULL_CACHE = "timesheet.feed: the cache cannot be written"


class SmallDisk:
    """A file system of 1 MiB in the row's own mount namespace; it fills by itself."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._mebibytes = 1
        self._mount("size=1m")

    def close(self):
        subprocess.run(["umount", "--lazy", self._folder], check=True)

    def grow(self, mebibytes):
        self._mebibytes += mebibytes
        self._mount(f"remount,size={self._mebibytes}m")

    def _mount(self, options):
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", self._folder], check=True)


@row("disk-client", rounds=(1, 3), events=(600, 6000), needs=("namespace",))
def disk_client(scene):
    """disk full on the client"""
    disk = SmallDisk(scene.client.data)
    scene.closing(disk.close)
    scene.begin(rate=100)
    for number in scene.rounds():
        scene.wait_for_log(scene.client.log, FULL_CACHE, number + 1)
        disk.grow(1)
    disk.grow(100)
    scene.finish_publishing()
    return scene.settle()


@row("disk-client-kill", rounds=(1, 3), events=(600, 6000), needs=("namespace",))
def disk_client_kill(scene):
    """disk full on the client, which is killed"""
    disk = SmallDisk(scene.client.data)
    scene.closing(disk.close)
    scene.begin(rate=100)
    for number in scene.rounds():
        scene.wait_for_log(scene.client.log, FULL_CACHE, number + 1)
        scene.client.kill()
        disk.grow(1)
        scene.client.start()
    disk.grow(100)
    scene.finish_publishing()
    return scene.settle()


@row("disk-gateway", rounds=(1, 3), events=(600, 6000), needs=("namespace",))
def disk_gateway(scene):
    """disk full on the gateway"""
    folder = scene.folder / "gateway-disk"
    disk = SmallDisk(folder)
    scene.closing(disk.close)
    scene.gateway_options["database"] = folder / "events.db"
    scene.publisher.may_fail_with = REFUSALS
    scene.begin(rate=200)
    for _ in scene.rounds():
        refused = scene.publisher.refusals()
        scene.wait_until(lambda: scene.publisher.refusals() >= refused + 20, "refused POSTs",
                         2 * PATIENCE)
        disk.grow(1)
    disk.grow(100)
    scene.finish_publishing()
    scene.notes.append(f"{scene.publisher.refusals()} POSTs refused")
    return scene.settle()
