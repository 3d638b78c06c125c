"""More at once than the client's cache takes."""

from rows import row
from scene import PATIENCE, lines_with, state

BATCH = 500  # the most of one POST


@row("flood", rounds=(1, 2), events=(21000, 60000))
def flood(scene):
    """more missed events than may wait for the cache"""
    scene.begin()
    for _ in scene.rounds():
        scene.client.stop()
        scene.publisher.publish(scene.scale.events, BATCH)
        scene.client.start()
        scene.deliver_marker(3 * PATIENCE)
        if lines_with(state("connected"), 2)(scene.client.run.lines):
            scene.ledger.complain("it took more than one connection")
    return scene.settle()
