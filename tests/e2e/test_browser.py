#!/usr/bin/env python3
"""The deployed contract with what most of its clients are: a browser. The page knows
resources/protocol, section 1, and nothing else.

    test_browser.py --binaries FOLDER --folder FOLDER

Ends with 77 where there is no browser.
"""

import argparse
import functools
import http.server
import json
import shutil
import sys
import threading
import time
import unittest
from pathlib import Path

import browser
from programs import TENANT, USER, Gateway, token

options = argparse.Namespace()


class Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class WebServer(http.server.ThreadingHTTPServer):
    """Serves the page, from another origin than the gateway's."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0),
                         functools.partial(Handler, directory=Path(__file__).parent))
        self._thread = threading.Thread(target=self.serve_forever)
        self._thread.start()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.server_port}"

    def stop(self):
        self.shutdown()
        self._thread.join()
        self.server_close()


class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(options.folder, ignore_errors=True)
        options.folder.mkdir(parents=True)
        cls.web = WebServer()
        cls.addClassCleanup(cls.web.stop)
        cls.browser = browser.Browser(options.folder / "browser.log")
        cls.addClassCleanup(cls.browser.stop)

    def run_gateway(self, *more):
        folder = options.folder / self.id().rpartition(".")[2]
        gateway = Gateway(options.binaries, folder, more=more)
        self.addCleanup(gateway.stop)
        return gateway

    def connect(self, gateway, bearer=None):
        """The page, which has begun to connect."""
        bearer = bearer or token({"sub": USER, "tenant_id": TENANT, "exp": time.time() + 3600})
        page = self.browser.open(f"{self.web.origin}/web_client.html")
        page.run(f"connect({json.dumps(gateway.url)}, {json.dumps(bearer)})")
        return page

    def messages(self, page, count):
        """The first so many messages, and nothing before them but that it opened."""
        said = page.run(f"until('message', {count})")
        self.assertEqual(said[0], {"kind": "open", "protocol": ""})
        self.assertEqual({what["kind"] for what in said[1:]}, {"message"}, said)
        return [what["message"] for what in said[1:]]

    def assert_refused(self, page, *expected):
        """It is over, and this is all that happened."""
        said = page.run("until('close')")
        self.assertEqual(said, list(expected))

    def test_signed_in_page_receives_what_is_published_meanwhile(self):
        gateway = self.run_gateway()
        page = self.connect(gateway)
        self.assertEqual(page.run("until('open')"), [{"kind": "open", "protocol": ""}])
        payload = {"id": "sheet-1", "employee_id": USER, "employee_name": "Zoë €"}
        gateway.publish("timesheet:approved", payload)
        [event] = self.messages(page, 1)
        self.assertEqual(event["type"], "timesheet:approved")
        self.assertEqual(event["payload"], payload)
        self.assertEqual(event["tenant_id"], TENANT)
        self.assertRegex(event["timestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")

    def test_ping_is_answered_with_pong_and_events_go_on(self):
        gateway = self.run_gateway()
        page = self.connect(gateway)
        page.run("until('open')")
        page.run("""socket.send('{"type":"ping"}')""")
        self.assertEqual(self.messages(page, 1), [{"type": "pong"}])
        gateway.publish("deadline:reminder", {"due_at": "2026-11-27T17:00:00Z"})
        self.assertEqual(self.messages(page, 2)[1]["type"], "deadline:reminder")

    def test_bad_token_is_told_so_with_1008(self):
        gateway = self.run_gateway()
        bad = {
            "another secret": token({"sub": USER, "tenant_id": TENANT}, "another secret"),
            "expired": token({"sub": USER, "tenant_id": TENANT, "exp": time.time() - 3600}),
            "no tenant": token({"sub": USER}),
            "no token": "",
        }
        for name, bearer in bad.items():
            with self.subTest(name):
                page = self.browser.open(f"{self.web.origin}/web_client.html")
                page.run(f"connect({json.dumps(gateway.url)}, {json.dumps(bearer)})")
                # Opened first: a browser tells a page nothing of an upgrade that is refused.
                self.assert_refused(page, {"kind": "open", "protocol": ""},
                                    {"kind": "close", "code": 1008, "reason": "Unauthorized"})

    def test_page_of_another_origin_is_kept_out(self):
        gateway = self.run_gateway("--allowed-origins", "https://app.example.com")
        self.assert_refused(self.connect(gateway), {"kind": "error"},
                            {"kind": "close", "code": 1006, "reason": ""})

    def test_page_of_an_allowed_origin_is_let_in(self):
        gateway = self.run_gateway("--allowed-origins",
                                   f"https://app.example.com,{self.web.origin}")
        page = self.connect(gateway)
        self.assertEqual(page.run("until('open')"), [{"kind": "open", "protocol": ""}])

    def test_gateway_that_stops_says_goodbye(self):
        gateway = self.run_gateway()
        page = self.connect(gateway)
        page.run("until('open')")
        self.assertEqual(gateway.stop(), 0)
        closed = page.run("until('close')")[-1]
        self.assertIn(closed["code"], (1001, 1012))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binaries", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    _, rest = parser.parse_known_args(namespace=options)
    if browser.program() is None:
        print(f"There is no browser: none of {', '.join(browser.NAMES)}.")
        sys.exit(77)
    unittest.main(argv=["test_browser.py", *rest], verbosity=2)


if __name__ == "__main__":
    main()
