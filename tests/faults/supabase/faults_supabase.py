"""The same promise where the client has a project on Supabase, and no gateway."""

import signal

from depths import SCHEMA, TABLES
from faults_crash import kill_client
from faults_proxy import proxy_cuts
from faults_time import WallClock, jump, refuse_and_renew
from publisher import instant
from scene import GAP, PATIENCE
from supabase_scene import RewritingPublisher, supabase_row

RATE = 50  # events a second
JOIN_ANSWER = 10  # seconds of the client's that it waits for the answer to a join
LATE = 12 * JOIN_ANSWER
LIFETIME = 5  # seconds of a token; a second less where they are cut off


@supabase_row("cuts", rounds=(10, 60))
def cuts(scene):
    """a proxy that cuts anywhere"""
    scene.hasten()
    return proxy_cuts(scene)


@supabase_row("kill-client", rounds=(8, 60))
def killed(scene):
    """kill -9 of the client"""
    return kill_client(scene)


@supabase_row("clock-client", rounds=(3, 30), needs=("faketime",))
def clock(scene):
    """the client's clock jumps by an hour"""
    wall = WallClock(scene.folder / "clock")
    scene.client.environment = wall.environment
    jump(scene, wall, lambda: (scene.client.kill(), scene.client.start()))
    return scene.settle(2 * PATIENCE)


@supabase_row("restart", rounds=(3, 20), is_patient=True)
def restart(scene):
    """the project restarts"""
    return again_and_again(scene, lambda _: scene.tell("restart"))


@supabase_row("channel-ends", rounds=(6, 30), is_patient=True)
def channel_ends(scene):
    """the channel closes or crashes"""
    return again_and_again(scene, lambda number: scene.tell(("close", "crash")[number % 2]))


def again_and_again(scene, fault):
    """Each time to a client that had its channel."""
    scene.hasten()
    scene.begin(RATE)
    for number in scene.rounds():
        scene.moment(0.5)
        scene.wait_for_channel()
        fault(number)
    scene.finish_publishing()
    return scene.settle(2 * PATIENCE)


@supabase_row("double-join", rounds=(2, 10), is_patient=True)
def double_join(scene):
    """a join is answered too late"""
    scene.hasten()
    scene.begin(RATE)
    for number in scene.rounds():
        while scene.double_joins() <= number:
            scene.wait_for_channel()
            scene.tell("late-join", milliseconds=1000 * scene.real_seconds(LATE))
            scene.tell("close")
            # The client joins again, and the server closes the join that it had kept waiting; or
            # it has lost its patience with the channel, and comes with another socket.
            scene.wait_until(lambda: scene.double_joins() > number or scene.channel(),
                             "another join", 2 * PATIENCE)
    scene.wait_for_channel()
    scene.finish_publishing()
    return scene.settle()


@supabase_row("dead-replication", rounds=(2, 10), is_patient=True)
def dead_replication(scene):
    """replication silently dead"""
    scene.hasten()
    scene.begin(RATE)
    for _ in scene.rounds():
        scene.wait_for_channel()
        scene.tell("replication", alive=False)
        pushes = scene.channel()["pushes"]
        scene.deliver_marker()
        channel = scene.channel()
        if not channel or channel["pushes"] != pushes:
            scene.ledger.complain("replication was not dead, or the channel was")
        scene.tell("replication", alive=True)
    scene.finish_publishing()
    return scene.settle()


@supabase_row("spoilt-changes", rounds=(4, 30))
def spoilt_changes(scene):
    """changes come with errors"""
    scene.begin(RATE)
    for number in scene.rounds():
        scene.tell("spoil", error=("413", "401")[number % 2])
        scene.moment(0.5)
        scene.deliver_marker()
    scene.tell("spoil")
    scene.finish_publishing()
    return scene.settle()


@supabase_row("token-renewed", rounds=(3, 20), is_patient=True)
def token_renewed(scene):
    """tokens expire, each renewed before"""
    scene.begin(RATE)
    for _ in scene.rounds():
        scene.client.renew(expires_in=LIFETIME)
        scene.moment(LIFETIME - 3)
        scene.client.renew(expires_in=LIFETIME + 1)
        scene.moment(LIFETIME - 2)
    scene.client.renew(expires_in=24 * 3600)
    scene.finish_publishing()
    return scene.settle()


@supabase_row("token-expires", rounds=(2, 20), is_patient=True)
def token_expires(scene):
    """the token expires on the channel"""
    scene.begin(RATE)
    for _ in scene.rounds():
        scene.client.renew(expires_in=LIFETIME)
        refuse_and_renew(scene)
    scene.finish_publishing()
    return scene.settle()


@supabase_row("rest-slow", rounds=(2, 10), is_patient=True)
def rest_slow(scene):
    """PostgREST is slow, even too slow"""
    scene.hasten()
    # Within what a client waits for an answer, and beyond it.
    return while_rest(scene, lambda number: {"mode": "slow", "milliseconds":
                                             1000 * scene.real_seconds((5, 30)[number % 2])})


@supabase_row("rest-500", rounds=(2, 10), is_patient=True)
def rest_500(scene):
    """PostgREST answers with 500"""
    scene.hasten()
    return while_rest(scene, lambda _: {"mode": "500"})


@supabase_row("rest-key", rounds=(2, 10), is_patient=True)
def rest_key(scene):
    """PostgREST's gate refuses the key"""
    scene.hasten()
    return while_rest(scene, lambda _: {"mode": "key"})


def while_rest(scene, mode):
    """A few requests that fare so, then good ones: events have to come again after each time."""
    scene.begin(RATE)
    for number in scene.rounds():
        asked = scene.requests()
        scene.tell("rest", **mode(number))
        scene.wait_until(lambda: scene.requests() >= asked + 3, "three requests", 2 * PATIENCE)
        scene.tell("rest", mode="ok")
        scene.deliver_marker(2 * PATIENCE)
    scene.finish_publishing()
    return scene.settle(2 * PATIENCE)


@supabase_row("pruned", rounds=(4, 20), events=(100, 1000), depths=(SCHEMA,))
def pruned(scene):
    """what was missed is pruned"""
    scene.begin()
    scene.gaps_due = scene.scale.rounds
    each = scene.scale.events // scene.scale.rounds
    for number in scene.rounds():
        is_away = number % 2 == 0  # or it stands still, and hears of all that on its channel
        scene.client.stop()  # one that runs on would make one gap of all
        if not is_away:
            scene.client.start()
            scene.client.signal(signal.SIGSTOP)
        missed = instant()
        scene.ledger.forget(scene.publisher.publish(each, batch=10))
        scene.prune()
        scene.publisher.publish(each, batch=10)
        if is_away:
            scene.client.start()
        else:
            scene.client.signal(signal.SIGCONT)
        scene.client.wait_for(GAP)
        scene.deliver_marker()
        # What a client believed of the time in which it only stood still is its own affair.
        if not any((since <= missed or not is_away) and missed <= until
                   for since, until in scene.client.gaps()):
            scene.ledger.complain(f"no gap was shown for {missed}")
    return scene.settle()


@supabase_row("tenants", rounds=(4, 20), events=(100, 1000))
def tenants(scene):
    """two tenants on one project"""
    scene.begin()
    with scene.beside("tenant-other") as other:
        other.begin()
        check_pushes(scene, other)
        for one in (scene, other):
            one.publisher.start(RATE)
        for number in scene.rounds():
            one = (scene, other)[number % 2]
            one.client.stop()
            scene.moment(0.5)
            one.client.start()
        for one in (scene, other):
            one.finish_publishing()
            one.deliver_marker()
            one.check_counts()
        theirs = other.settle()
        if not theirs.is_good:
            scene.ledger.complain(f"of the other tenant's events {theirs.lost} are lost, "
                                  f"{theirs.doubled} doubled; {theirs.unexplained}")
        scene.notes.append(f"{theirs.sent} events of the other tenant")
    return scene.settle()


def check_pushes(scene, other):
    """Nothing is pushed to one tenant while only the other one publishes."""
    scene.wait_for_channel()
    pushes = scene.channel()["pushes"]
    other.publisher.publish(10)
    other.deliver_marker()
    if scene.channel()["pushes"] != pushes:
        scene.ledger.complain("changes of the other tenant were pushed")


@supabase_row("few-rows", rounds=(3, 10), events=(240, 1000), depths=(TABLES,))
def few_rows(scene):
    """few rows in one answer"""
    # Less than a client asks for, and than a minute changes.
    scene.project_options = ["--most-rows", "20"]
    scene.begin()
    each = scene.scale.events // scene.scale.rounds
    for _ in scene.rounds():
        scene.client.stop()
        scene.publisher.publish(each // 2, batch=each // 4)
        scene.client.start()
        scene.publisher.publish(each // 2, batch=each // 4)
        scene.deliver_marker()
    return scene.settle()


@supabase_row("rewritten", rounds=(6, 30), depths=(TABLES,))
def rewritten(scene):
    """the same few rows, again and again"""
    # What nobody looked at before it was written over cannot be told, and so is not promised. The
    # last state of each row is, and none twice.
    scene.publisher = rewriting = RewritingPublisher(scene, scene.tenant)
    scene.begin(RATE)
    for number in scene.rounds():
        scene.moment(0.5)
        scene.tell(("cut", "close")[number % 2])
    scene.finish_publishing()
    scene.deliver_marker()
    came = set(scene.client.cached()[0])
    unseen = rewriting.written_over() - came
    scene.ledger.forget(unseen)
    scene.notes.append(f"{len(unseen)} written over before anybody looked")
    return scene.settle()
