"""Clocks that jump, tokens that expire."""

from faults_proxy import behind_proxy
from proxy import HONEST, Manners
from publisher import timesheet_news
from rows import faketime_library, row
from scene import EVENT, PATIENCE, state

HOUR = 3600
UNAUTHORIZED = 3  # the client's exit status


class WallClock:
    """A wall clock that can be set while its process runs; the monotonic one goes on."""

    def __init__(self, file):
        self._file = file
        self.set(0)
        self.environment = {
            "LD_PRELOAD": faketime_library(), "DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1",
            "FAKETIME_TIMESTAMP_FILE": str(file),
        }

    def set(self, offset):
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{offset:+d}\n")
        fresh.replace(self._file)  # at once: nobody reads half a file


@row("clock-client", rounds=(3, 30), needs=("faketime",))
def clock_client(scene):
    """the client's clock jumps by an hour"""
    clock = WallClock(scene.folder / "clock")
    scene.client.environment = clock.environment
    jump(scene, clock, lambda: (scene.client.kill(), scene.client.start()))
    return scene.settle()


@row("clock-gateway", rounds=(3, 30), needs=("faketime",))
def clock_gateway(scene):
    """the gateway's clock jumps by an hour"""
    clock = WallClock(scene.folder / "clock")
    scene.gateway_options["env"] = scene.environment | clock.environment
    jump(scene, clock, lambda: (scene.kill_gateway(), scene.start_gateway()))
    return scene.settle()


def jump(scene, clock, restart):
    """Forth, back, and back to now; every third time the process dies at its odd hour, too."""
    scene.begin(rate=50)
    for number in scene.rounds():
        clock.set((HOUR, -HOUR, 0)[number % 3])
        scene.moment(0.5)
        if number % 3 == 1:
            restart()
        scene.moment(0.5)
    scene.finish_publishing()


@row("token-in-session", rounds=(2, 20), is_patient=True)
def token_in_session(scene):
    """the token expires in the session"""
    scene.begin(rate=50)
    for _ in scene.rounds():
        scene.client.stop()
        scene.client.set_token(expires_in=4)
        scene.client.start()
        refuse_and_renew(scene)
    scene.finish_publishing()
    return scene.settle()


@row("token-in-replay", rounds=(2, 10), events=(1000, 5000), is_patient=True)
def token_in_replay(scene):
    """the token expires in the replay"""
    proxy = behind_proxy(scene)
    scene.publisher.content = long_news
    scene.begin()
    scene.client.stop()
    events = scene.scale.events // scene.scale.rounds
    for _ in scene.rounds():
        scene.publisher.publish(events, batch=20)
        proxy.manners = Manners(bytes_per_second=1_200_000)
        scene.client.set_token(expires_in=3)
        scene.client.start(connects=False)
        scene.client.wait_for(EVENT)
        refuse_and_renew(scene, proxy)
        scene.client.stop()
    scene.client.start()
    return scene.settle()


def long_news(number):
    """So many bytes that a replay of some hundred is more than the kernel's buffers hold."""
    event_type, payload = timesheet_news(number)
    return event_type, payload | {"text": "words " * 3500}


def refuse_and_renew(scene, proxy=None):
    """Waits for the client's end, and starts it with a token that is good."""
    # Whoever comes with a token that has just expired is let in once more, for a minute.
    scene.client.wait_for(state("unauthorized"), patience=2 * PATIENCE)
    scene.client.wait_for_end(UNAUTHORIZED)
    if proxy:
        proxy.manners = HONEST
    scene.client.set_token()
    scene.client.start()
