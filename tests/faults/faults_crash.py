"""Processes that die or stand still."""

import signal
import time

from rows import row
from scene import EVENT, PATIENCE, lines_with, state

RATE = 50  # events a second while processes die


@row("kill-client", rounds=(12, 100))
def kill_client(scene):
    """kill -9 of the client"""
    scene.begin(RATE)
    for _ in scene.rounds():
        scene.moment(0.5)
        scene.client.kill()
        scene.client.start(connects=False)
    scene.finish_publishing()
    scene.client.wait_for(state("connected"))
    return scene.settle()


@row("end-client", rounds=(12, 100))
def end_client(scene):
    """SIGTERM of the client"""
    scene.begin(RATE)
    for _ in scene.rounds():
        scene.moment(0.5)
        scene.client.stop()
        scene.client.start()
    scene.finish_publishing()
    return scene.settle()


@row("end-gateway", rounds=(12, 100))
def end_gateway(scene):
    """SIGTERM of the gateway"""
    scene.publisher.may_fail_with = {503}
    scene.begin(RATE)
    for _ in scene.rounds():
        scene.moment(0.5)
        scene.expect_end("the gateway", scene.gateway.stop(), 0)
        scene.start_gateway()
    scene.finish_publishing()
    return scene.settle()


@row("kill-gateway", rounds=(12, 100))
def kill_gateway(scene):
    """kill -9 of the gateway"""
    scene.begin(RATE)
    for _ in scene.rounds():
        scene.moment(0.5)
        scene.kill_gateway()
        scene.start_gateway()
    scene.finish_publishing()
    return scene.settle()


@row("kill-both", rounds=(12, 100))
def kill_both(scene):
    """kill -9 of either, at random"""
    scene.begin(RATE)
    for _ in scene.rounds():
        scene.moment(0.5)
        if scene.random.random() < 0.6:
            scene.client.kill()
            scene.client.start(connects=False)
        if scene.random.random() < 0.6:
            scene.kill_gateway()
            scene.start_gateway()
    scene.finish_publishing()
    return scene.settle()


@row("kill-in-replay", rounds=(5, 30), events=(1500, 5000))
def kill_in_replay(scene):
    """the gateway restarts during a replay"""
    scene.begin()
    scene.client.stop()
    scene.publisher.publish(scene.scale.events, batch=100)
    scene.client.start(connects=False)
    for _ in scene.rounds():
        count = scene.random.randrange(1, 2 * scene.scale.events // scene.scale.rounds)
        run = scene.client.run
        done = sum(EVENT in line for line in run.lines)
        run.wait_for(lines_with(EVENT, min(done + count, scene.scale.events)), "more of the replay")
        scene.kill_gateway()
        scene.start_gateway()
    return scene.settle()


@row("stop-client", rounds=(1, 2), is_patient=True)
def stop_client(scene):
    """SIGSTOP of the client"""
    return stand_still(scene, lambda: scene.client.run.process)


@row("stop-gateway", rounds=(1, 2), is_patient=True)
def stop_gateway(scene):
    """SIGSTOP of the gateway"""
    return stand_still(scene, lambda: scene.gateway.process)


def stand_still(scene, process):
    """A minute is longer than the client waits for a pong; twelve seconds are not."""
    duration = 60 if scene.scale.is_long else 12
    scene.notes.append(f"{duration} s")
    scene.begin(rate=20)
    for _ in scene.rounds():
        scene.moment(1)
        process().send_signal(signal.SIGSTOP)
        time.sleep(duration)
        process().send_signal(signal.SIGCONT)
    scene.finish_publishing()
    return scene.settle(2 * PATIENCE)


@row("exchanged-database", rounds=(3, 20))
def exchanged_database(scene):
    """the gateway comes back with another database"""
    scene.begin()
    # From the other one's first event on the client gets all; what the first one may have held
    # beyond that is for nobody to know. The gaps touch, so that they are shown as one.
    scene.gaps_due = 1
    each = scene.scale.events // scene.scale.rounds
    for number in scene.rounds():
        scene.publisher.publish(each)
        scene.deliver_marker()
        scene.kill_gateway()
        scene.gateway_options["database"] = scene.folder / f"events-{number}.db"
        scene.start_gateway()
        scene.publisher.publish(each // 2)
        scene.client.wait_for_times(state("connected"), number + 2)
        scene.deliver_marker()
    return scene.settle()
