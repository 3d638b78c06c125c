#!/usr/bin/env python3
"""The real client against real servers, without a desktop: our gateway, and the deployed
contract's server on npm's ws, which knows nothing of what we added to the contract.

    test_headless.py --binaries FOLDER --folder FOLDER --deployed-server SCRIPT
"""

import argparse
import contextlib
import json
import shutil
import sqlite3
import unittest
from pathlib import Path

from programs import TENANT, USER, DeployedServer, Gateway, Headless, objects, token

EVENT = {
    "type": "timesheet:approved",
    "payload": {"id": "sheet-1", "employee_id": USER, "hours": 38.5, "unknown": [1, {"a": None}]},
    "timestamp": "2026-11-23T08:15:30.123Z",
    "tenant_id": TENANT,
}

options = argparse.Namespace()


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.folder = options.folder / self.id().rpartition(".")[2]
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def run_client(self, url, bearer=None):
        file = self.folder / "token"
        file.write_text(bearer or token({"sub": USER, "tenant_id": TENANT}))
        client = Headless(options.binaries, self.folder / "client", url, file)
        self.addCleanup(client.stop)
        return client


class AgainstDeployedServer(ClientTest):
    def setUp(self):
        super().setUp()
        self.server = DeployedServer(options.deployed_server, self.folder / "server")
        self.addCleanup(self.server.stop)

    def publish(self, event=None, receivers=1):
        self.server.tell(f"publish {json.dumps(event or EVENT)}", f"published {receivers}")

    def test_event_is_received_once_and_whole(self):
        client = self.run_client(self.server.url)
        client.wait_for_state("connected")
        self.publish()
        self.publish()  # the same once more: without ids on the wire it still is the same
        self.publish(EVENT | {"timestamp": "2026-11-23T08:15:31.000Z"})
        first, second = client.wait_for_events(2)
        self.assertEqual({name: first[name] for name in EVENT}, EVENT)
        self.assertEqual(first["via"], "live")
        self.assertNotEqual(first["id"], second["id"])
        self.assertEqual(second["timestamp"], "2026-11-23T08:15:31.000Z")

    def test_nothing_but_the_contract_is_said_to_it(self):
        client = self.run_client(self.server.url)
        client.wait_for_state("connected")
        self.server.wait_for(lambda lines: f"ping {TENANT}" in lines, "a ping")
        self.assertEqual(client.stop(), 0)
        self.assertEqual([line for line in self.server.lines if line.startswith("ignored")], [])

    def test_what_is_no_good_costs_itself_only(self):
        client = self.run_client(self.server.url)
        client.wait_for_state("connected")
        bad = {
            "{]": "not-json",
            "[]": "not-an-object",
            "{}": "no-type",
            '{"type":"timesheet:approved"}': "no-payload",
            json.dumps(EVENT | {"timestamp": "yesterday"}): "bad-timestamp",
            json.dumps(EVENT | {"tenant_id": "another"}): "wrong-tenant",
        }
        for text in bad:
            self.server.tell(f"send {TENANT} {text}", "sent 1")
        self.publish()
        client.wait_for_events(1)
        self.assertEqual([o["reason"] for o in client.said("dropped")], list(bad.values()))

    def test_other_tenants_events_do_not_come(self):
        client = self.run_client(self.server.url)
        client.wait_for_state("connected")
        self.publish(EVENT | {"tenant_id": "another"}, receivers=0)
        self.publish()
        self.assertEqual(len(client.wait_for_events(1)), 1)

    def test_refused_token_ends_it_with_3(self):
        client = self.run_client(
            self.server.url, token({"sub": USER, "tenant_id": TENANT}, "another secret"))
        client.wait_for_state("unauthorized")
        self.assertEqual(client.process.wait(10), 3)
        self.assertNotIn("connected", [o["state"] for o in client.said("state")])
        self.assertEqual([line for line in self.server.lines if line == "refused"], ["refused"])

    def test_goodbye_and_cut_are_come_back_from(self):
        client = self.run_client(self.server.url)
        client.wait_for_state("connected")
        self.server.tell("close 1012 service restart", "closing 1")
        client.wait_for_state("connected", times=2)
        self.server.tell("drop", "dropped 1")
        client.wait_for_state("connected", times=3)
        self.publish()
        client.wait_for_events(1)

    def test_cut_leaves_a_gap_where_the_server_keeps_no_events(self):
        client = self.run_client(self.server.url)
        client.wait_for_state("connected")
        self.assertEqual(client.said("gap"), [])
        # Nothing is missed before the client has once asked for what there is, which it has by the
        # time that an event comes, or a little later.
        times = 1
        while not client.said("gap"):
            self.publish(EVENT | {"timestamp": f"2026-11-23T08:15:{times:02}.000Z"})
            client.wait_for_events(times)
            self.server.tell("drop", "dropped 1")
            times += 1
            client.wait_for_state("connected", times)
        [gap] = client.said("gap")
        self.assertLessEqual(gap["from"], gap["to"])

    def test_sigterm_says_goodbye_and_ends_with_0(self):
        client = self.run_client(self.server.url)
        client.wait_for_state("connected")
        self.assertEqual(client.stop(), 0)
        self.server.wait_for(lambda lines: f"disconnected {TENANT} 1000" in lines
                             or f"disconnected {TENANT} 1001" in lines, "a goodbye")


class AgainstGateway(ClientTest):
    def setUp(self):
        super().setUp()
        self.gateway = self.run_gateway()

    def run_gateway(self, port=0, **how):
        gateway = Gateway(options.binaries, self.folder / "gateway", port, **how)
        self.addCleanup(gateway.stop)
        return gateway

    def test_events_are_received_in_order(self):
        client = self.run_client(self.gateway.url)
        client.wait_for_state("connected")
        ids = [self.gateway.publish("timesheet:approved", {"id": str(n)}) for n in range(20)]
        self.assertEqual([event["id"] for event in client.wait_for_events(20)], ids)

    def test_what_came_while_the_client_was_off_comes_after_its_start(self):
        client = self.run_client(self.gateway.url)
        client.wait_for_state("connected")
        first = self.gateway.publish("timesheet:approved", {"id": "1"})
        client.wait_for_events(1)
        client.stop()
        missed = [self.gateway.publish("timesheet:rejected", {"id": str(n)}) for n in range(2, 8)]
        client = self.run_client(self.gateway.url)
        events = client.wait_for_events(6)
        self.assertEqual([event["id"] for event in events], missed)
        self.assertNotIn(first, [event["id"] for event in events])
        self.assertEqual({event["via"] for event in events}, {"replay"})

    def test_killed_gateway_loses_and_doubles_nothing(self):
        client = self.run_client(self.gateway.url)
        client.wait_for_state("connected")
        ids = [self.gateway.publish("timesheet:approved", {"id": "1"})]
        client.wait_for_events(1)
        port = self.gateway.port
        self.gateway.process.kill()
        self.gateway.process.wait()
        client.wait_for_state("reconnecting")
        self.gateway = self.run_gateway(port)
        ids.append(self.gateway.publish("timesheet:approved", {"id": "2"}))
        client.wait_for_state("connected", times=2)
        ids.append(self.gateway.publish("timesheet:approved", {"id": "3"}))
        self.assertEqual([event["id"] for event in client.wait_for_events(3)], ids)

    def test_what_retention_has_taken_is_a_gap(self):
        client = self.run_client(self.gateway.url)
        client.wait_for_state("connected")
        self.gateway.publish("timesheet:approved", {"id": "1"})
        client.wait_for_events(1)
        client.stop()
        for number in range(3):
            self.gateway.publish("timesheet:approved", {"id": f"missed-{number}"})
        self.gateway.stop()
        with contextlib.closing(sqlite3.connect(self.folder / "gateway" / "events.db")) as log:
            with log:
                log.execute("UPDATE events SET accepted_at = accepted_at - 7200000")
        self.gateway = self.run_gateway(self.gateway.port, retention="1h")
        kept = self.gateway.publish("timesheet:approved", {"id": "kept"})

        client = self.run_client(self.gateway.url)
        [event] = client.wait_for_events(1)
        self.assertEqual(event["id"], kept)
        client.wait_for(lambda lines: objects(lines, "gap"), "the gap")
        client.stop()
        client = self.run_client(self.gateway.url)
        client.wait_for_state("connected")
        self.gateway.publish("timesheet:approved", {"id": "later"})
        client.wait_for_events(1)
        self.assertEqual(client.said("gap"), [])  # told once


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binaries", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--deployed-server", type=Path, required=True)
    _, rest = parser.parse_known_args(namespace=options)
    unittest.main(argv=["test_headless.py", *rest], verbosity=2)


if __name__ == "__main__":
    main()
