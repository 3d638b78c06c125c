"""An independent client of the gateway: Debian's python3-websockets.

Usage: websockets_client.py WS_URL HTTP_URL USER_TOKEN SERVICE_TOKEN
"""

import asyncio
import json
import sys
import urllib.request

import websockets

WS_URL, HTTP_URL, USER_TOKEN, SERVICE_TOKEN = sys.argv[1:5]


def publish(event):
    request = urllib.request.Request(
        f"{HTTP_URL}/v1/events",
        data=json.dumps(event).encode(),
        headers={"Authorization": f"Bearer {SERVICE_TOKEN}"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 201
        return json.load(answer)


async def hear(connection, wanted):
    """The next message of this type; others are passed over."""
    while True:
        message = json.loads(await connection.recv())
        if message["type"] == wanted:
            return message


async def speaks_the_deployed_contract():
    async with websockets.connect(f"{WS_URL}?token={USER_TOKEN}") as connection:
        assert connection.subprotocol is None
        await connection.send('{"type":"ping"}')
        assert json.loads(await connection.recv()) == {"type": "pong"}
        publish({"type": "timesheet:rejected", "payload": {"id": "ts-2", "reason": "hours"}})
        event = await hear(connection, "timesheet:rejected")
        assert set(event) == {"type", "payload", "timestamp", "tenant_id"}
        await (await connection.ping())


async def resumes_without_hole_or_double():
    start = publish({"type": "notification:new", "payload": {}})
    ids = [publish({"type": "notification:new", "payload": {}})["id"] for _ in range(5)]
    async with websockets.connect(
        f"{WS_URL}?after={start['cursor']}",
        subprotocols=["timesheet.v1"],
        extra_headers={"Authorization": f"Bearer {USER_TOKEN}"},
    ) as connection:
        assert connection.subprotocol == "timesheet.v1"
        assert json.loads(await connection.recv())["type"] == "hello"
        replayed = [json.loads(await connection.recv()) for _ in ids]
        assert [event["id"] for event in replayed] == ids
        resumed = json.loads(await connection.recv())
        assert resumed["type"] == "resumed" and resumed["replayed"] == 5 and resumed["complete"]


async def is_refused_with_a_bad_token():
    async with websockets.connect(f"{WS_URL}?token=nonsense") as connection:
        try:
            await connection.recv()
            raise AssertionError("a message came")
        except websockets.ConnectionClosed as closed:
            assert (closed.rcvd.code, closed.rcvd.reason) == (1008, "Unauthorized")


async def sends_fragments():
    async def parts():
        yield '{"type"'
        yield ':"ping"}'

    async with websockets.connect(
        f"{WS_URL}?token={USER_TOKEN}", subprotocols=["timesheet.v1"]
    ) as connection:
        await connection.send(parts())
        await hear(connection, "pong")


async def main():
    await speaks_the_deployed_contract()
    await resumes_without_hole_or_double()
    await is_refused_with_a_bad_token()
    await sends_fragments()
    print("ok")


asyncio.run(asyncio.wait_for(main(), timeout=60))
