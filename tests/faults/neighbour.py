"""Another tenant, which does nothing unusual: a service publishes, and a client listens."""

import asyncio
import contextlib
import http.client
import json
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass

import websockets
from programs import token

TENANT = "neighbour"
PATIENCE = 60  # seconds, for an answer and for what is on its way
PAUSE = 0.005  # seconds between an answer and the next POST


@dataclass
class Times:
    """What a phase took, in milliseconds: each POST, to its answer and to the client."""

    answers: list
    deliveries: list


def percentile(times, part):
    times = sorted(times)
    return times[min(len(times) - 1, int(len(times) * part))] if times else 0.0


class Listener:
    """A WebSocket. Notes when each event came."""

    def __init__(self, port):
        self._url = (f"ws://127.0.0.1:{port}?token="
                     + token({"sub": "client", "tenant_id": TENANT}))
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._came = []  # ids with their times; only added to
        self.fault = ""
        self._task = None
        self._thread = threading.Thread(target=self._run)

    def start(self):
        self._thread.start()
        if not self._ready.wait(PATIENCE) or self.fault:
            raise AssertionError(f"the neighbour's client is not connected: {self.fault}")

    def stop(self):
        if self._task:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join()

    @property
    def came(self):
        return list(self._came)

    def _run(self):
        self._task = self._loop.create_task(self._listen())
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        except Exception as error:  # whatever it is, the row must hear of it
            self.fault = f"{type(error).__name__}: {error}"
        self._ready.set()
        self._loop.close()

    async def _listen(self):
        async with websockets.connect(self._url, subprotocols=["timesheet.v1"],
                                      open_timeout=PATIENCE, ping_timeout=None) as connection:
            hello = json.loads(await connection.recv())
            assert hello["type"] == "hello", hello
            await connection.send('{"type":"ping"}')  # from here on events come at once
            self._ready.set()
            async for message in connection:
                said = json.loads(message)
                if "payload" in said:
                    self._came.append((said["id"], time.monotonic()))
        raise AssertionError("the gateway has closed it")


class Neighbour:
    def __init__(self, port):
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Authorization": "Bearer " + token(
            {"sub": "service", "tenant_id": TENANT, "role": "service"})}
        self._listener = Listener(port)
        self._begun = {}  # when the POST of each event that was accepted began
        self.refused = Counter()  # by what was answered instead of 201

    def __enter__(self):
        self._listener.start()
        return self

    def __exit__(self, *_):
        self._listener.stop()
        self._http.close()

    def publish_for(self, seconds):
        """One POST after the other. Returns what they took."""
        answers, ids = [], []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            event_id = str(uuid.uuid4())
            begun = time.monotonic()
            said = self._post(event_id)
            answers.append(1000 * (time.monotonic() - begun))
            if said == 201:
                self._begun[event_id] = begun
                ids.append(event_id)
            else:
                self.refused[said] += 1
            time.sleep(PAUSE)
        self._wait_for(ids)
        came = dict(self._listener.came)
        return Times(answers, [1000 * (came[one] - self._begun[one]) for one in ids if one in came])

    def settle(self):
        """How many events were lost, how many came twice, and what else there is to complain of."""
        came = Counter(event_id for event_id, _ in self._listener.came)
        lost = sum(event_id not in came for event_id in self._begun)
        doubled = sum(times > 1 for times in came.values())
        faults = [f"the neighbour's client: {self._listener.fault}"] if self._listener.fault else []
        return lost, doubled, faults

    def _post(self, event_id):
        """The answer's status, or why there is none."""
        event = {"id": event_id, "type": "notification:new", "payload": {"title": "news"}}
        try:
            self._http.request("POST", "/v1/events", json.dumps(event), self._headers)
            answer = self._http.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException) as error:
            self._http.close()
            return type(error).__name__

    def _wait_for(self, ids):
        """Until the client has all these, or nothing comes any more."""
        due = set(ids)
        deadline = time.monotonic() + PATIENCE
        while due and time.monotonic() < deadline and not self._listener.fault:
            due -= {event_id for event_id, _ in self._listener.came}
            time.sleep(0.02)  # between looks
