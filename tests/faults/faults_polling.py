"""The WebSocket does not get through, and the polls fare badly, too."""

from proxy import HttpFront, Trap
from rows import row
from scene import PATIENCE, free_port, state

RETRY_AFTER = 20  # seconds; longer than any pause that the client makes of its own accord


def poll_through(scene, bad_answer, refusal="502 Bad Gateway"):
    """Polls that get a bad answer every now and then; at the end the WebSocket again."""
    front = HttpFront(free_port(), scene.port)
    scene.closing(front.close)
    scene.url = f"ws://127.0.0.1:{front.port}"
    scene.hasten()
    scene.begin(rate=20)
    front.answer_next_poll(bad_answer)
    front.refusal = refusal
    front.refuses_websocket = True
    front.cut_all()
    pauses = []
    for number in scene.rounds():
        if number > 0:
            front.answer_next_poll(bad_answer)
        front.wait_for(lambda: len(front.bad_polls) > number, "a bad answer", 2 * PATIENCE)
        bad = front.bad_polls[number]
        front.wait_for(lambda: len(front.polls) > bad + 1, "the next poll", PATIENCE)
        pauses.append(scene.client_seconds(front.polls[bad + 1] - front.polls[bad]))
        # A poll must have gone well in between, or the client would rightly wait longer and longer.
        scene.client.wait_for_times(state("polling"), number + 1)
    scene.finish_publishing()
    scene.deliver_marker()
    front.refuses_websocket = False
    scene.client.wait_for_times(state("connected"), 2, 2 * PATIENCE)
    return pauses


@row("web-filter", rounds=(1, 4), is_patient=True)
def web_filter(scene):
    """a web filter: 403 for the WebSocket and polls"""
    poll_through(scene, "403 Forbidden", refusal="403 Forbidden")
    return scene.settle()


@row("poll-500", rounds=(1, 4), is_patient=True)
def poll_500(scene):
    """polling: 500"""
    poll_through(scene, "500 Internal Server Error")
    return scene.settle()


@row("poll-502", rounds=(1, 4), is_patient=True)
def poll_502(scene):
    """polling: 502"""
    poll_through(scene, "502 Bad Gateway")
    return scene.settle()


@row("poll-429", rounds=(1, 4), is_patient=True)
def poll_429(scene):
    """polling: 429 with Retry-After"""
    pauses = poll_through(scene, f"429 Too Many Requests\r\nRetry-After: {RETRY_AFTER}")
    if min(pauses) < RETRY_AFTER:
        scene.ledger.complain(f"polled after {min(pauses):.1f} s, Retry-After was {RETRY_AFTER}")
    return scene.settle()


@row("poll-redirect", rounds=(1, 4), is_patient=True)
def poll_redirect(scene):
    """polling: redirected elsewhere"""
    trap = Trap(free_port())
    scene.closing(trap.close)
    poll_through(scene, f"302 Found\r\nLocation: http://127.0.0.1:{trap.port}/v1/events")
    if trap.visits:
        scene.ledger.complain("the client followed a redirect with its token")
    return scene.settle()
