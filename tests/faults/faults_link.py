"""A link that is cut without a word, or loses packets."""

import time

from namespace import GATEWAY_ADDRESS, Link
from rows import row
from scene import HALF_OPEN_WITHIN, PATIENCE, state

NEEDS = ("namespace", "nft")


def over_link(scene):
    """The client reaches the gateway over a cable."""
    link = Link()
    scene.closing(link.close)
    scene.gateway_options["address"] = "0.0.0.0"
    scene.url = f"ws://{GATEWAY_ADDRESS}:{scene.port}"
    scene.client.prefix = link.inside
    return link


@row("cut-3s", rounds=(2, 10), needs=NEEDS)
def cut_3s(scene):
    """the link cut for 3 s"""
    cut_for(scene, 3)
    return scene.settle()


@row("cut-40s", rounds=(1, 3), needs=NEEDS, is_patient=True)
def cut_40s(scene):
    """the link cut for 40 s"""
    scene.hasten()
    cut_for(scene, 40)
    return scene.settle(2 * PATIENCE)


@row("cut-5min", rounds=(1, 1), needs=NEEDS, is_patient=True)
def cut_5min(scene):
    """the link cut for 5 min"""
    scene.hasten()
    cut_for(scene, 300)
    return scene.settle(3 * PATIENCE)


def cut_for(scene, duration):
    """A duration of the client's time."""
    link = over_link(scene)
    scene.begin(rate=20)
    for _ in scene.rounds():
        scene.moment(1)
        known = len(scene.client.run.lines)
        began = time.monotonic()
        link.cut()
        if duration > HALF_OPEN_WITHIN:
            scene.client.wait_for_change(known, state("reconnecting"))
            scene.note_half_open(scene.client_seconds(time.monotonic() - began))
        left = began + scene.real_seconds(duration) - time.monotonic()
        time.sleep(max(0, left))
        link.mend()
        scene.deliver_marker(3 * PATIENCE)
    scene.finish_publishing()


@row("loss-10", events=(200, 1000), needs=NEEDS)
def loss_10(scene):
    """10 % of the packets lost"""
    return lose(scene, 10)


@row("loss-30", events=(100, 1000), needs=NEEDS, is_patient=True)
def loss_30(scene):
    """30 % of the packets lost"""
    return lose(scene, 30)


def lose(scene, percent):
    link = over_link(scene)
    scene.begin()
    link.lose(percent)
    scene.publisher.start(rate=20)
    scene.finish_publishing()
    return scene.settle(5 * PATIENCE)
