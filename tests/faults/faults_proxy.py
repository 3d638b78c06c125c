"""What stands between: cuts, delays, silence, half a frame."""

import time

from proxy import HONEST, Manners, Proxy
from rows import row
from scene import EVENT, PATIENCE, free_port, lines_with, state


def behind_proxy(scene):
    """The client speaks to a proxy before the gateway."""
    proxy = Proxy(free_port(), scene.port)
    scene.closing(proxy.close)
    scene.url = f"ws://127.0.0.1:{proxy.port}"
    return proxy


@row("proxy-cuts", rounds=(15, 100))
def proxy_cuts(scene):
    """a proxy that cuts anywhere"""
    proxy = behind_proxy(scene)
    scene.begin()

    def somewhere():
        """Often within the handshake or a frame of it, mostly later."""
        return scene.random.choice((scene.random.randint(1, 800), scene.random.randint(1, 20000),
                                    scene.random.randint(1, 20000)))

    proxy.manners = Manners(largest_piece=300, delay_down=0.004, cut_after=somewhere)
    proxy.cut_all()
    scene.publisher.start(rate=50)
    proxy.wait_for(lambda: proxy.cuts >= scene.scale.rounds, "all cuts",
                   patience=20 * scene.scale.rounds)
    proxy.manners = HONEST
    scene.finish_publishing()
    return scene.settle(2 * PATIENCE)


@row("late-resume", rounds=(4, 30), events=(400, 3000))
def late_resume(scene):
    """a slow way to the server, cut in the replay"""
    proxy = behind_proxy(scene)
    scene.begin()
    # Slower than the gateway waits for "resume" before it lets new events go: they overtake.
    proxy.manners = Manners(delay_up=0.35, bytes_per_second=60_000)
    scene.publisher.start(rate=100)
    for _ in scene.rounds():
        known = sum(EVENT in line for line in scene.client.run.lines)
        proxy.cut_all()
        scene.client.run.wait_for(lines_with(EVENT, known + scene.random.randint(1, 60)),
                                  "events after the cut", PATIENCE)
    proxy.manners = HONEST
    proxy.cut_all()
    scene.finish_publishing()
    return scene.settle()


@row("silent-server", rounds=(1, 3), is_patient=True)
def silent_server(scene):
    """a server that accepts and says nothing"""
    proxy = behind_proxy(scene)
    scene.hasten()
    scene.begin(rate=10)
    for number in scene.rounds():
        proxy.manners = Manners(accepts_only=True)
        proxy.cut_all()
        known = proxy.accepted
        proxy.wait_for(lambda: proxy.accepted >= known + 2, "two attempts", PATIENCE)
        proxy.manners = HONEST
        proxy.cut_all()
        scene.client.wait_for_times(state("connected"), number + 2, 2 * PATIENCE)
    scene.finish_publishing()
    return scene.settle(2 * PATIENCE)


@row("half-frame", rounds=(3, 10), is_patient=True)
def half_frame(scene):
    """half a frame, then nothing"""
    proxy = behind_proxy(scene)
    scene.hasten()
    scene.begin(rate=10)
    slowest = 0
    for number in scene.rounds():
        proxy.stalled_at = None
        # From within the server's hello, or even the answer to the handshake, to later events.
        proxy.manners = Manners(stall_after=scene.random.choice((100, 350, 1000, 3000)))
        proxy.cut_all()
        proxy.wait_for(lambda: proxy.stalled_at, "half a frame", PATIENCE)
        proxy.manners = HONEST
        before = proxy.accepted
        proxy.wait_for(lambda: proxy.accepted > before, "another attempt", PATIENCE)
        slowest = max(slowest, scene.client_seconds(time.monotonic() - proxy.stalled_at))
        scene.client.wait_for_times(state("connected"), number + 2, PATIENCE)
    scene.finish_publishing()
    scene.note_half_open(slowest)
    return scene.settle(2 * PATIENCE)
