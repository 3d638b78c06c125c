"""A real browser: Debian's Chromium without a window, told what to do over DevTools."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

from programs import PATIENCE

NAMES = ("chromium", "chromium-browser", "google-chrome-stable")


def program():
    """Where a browser is, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """Chromium with a profile of its own, which reaches this machine only."""

    def __init__(self, log: Path):
        self._profile = tempfile.TemporaryDirectory(prefix="timesheet-browser-")
        self._output = log.open("ab")
        # DevTools over two pipes: commands on 3, answers on 4. No port, so nobody else gets in.
        their_commands, self._commands = os.pipe()
        answers, their_answers = os.pipe()
        self._answers = os.fdopen(answers, "rb")
        arguments = [
            program(), "--headless=new", "--remote-debugging-pipe", "--no-first-run",
            "--disable-gpu", "--disable-dev-shm-usage", "--disable-sync", "--no-proxy-server",
            "--disable-component-update", "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            f"--user-data-dir={self._profile.name}", "about:blank",
        ]
        if os.geteuid() == 0:
            arguments.insert(1, "--no-sandbox")  # which root cannot have; the pages are ours
        # Not sh, which takes no number of two digits; theirs have some where much is open here.
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{their_commands} 4>&{their_answers}', "bash", *arguments],
            pass_fds=(their_commands, their_answers), stdin=subprocess.DEVNULL,
            stdout=self._output, stderr=self._output,
        )
        os.close(their_commands)
        os.close(their_answers)
        self._last_id = 0

    def open(self, url):
        """A tab that has loaded the page."""
        return Page(self, url)

    def stop(self):
        """Ends it, and what it started ends with it."""
        if self.process.poll() is None:
            try:
                self.call("Browser.close")
            except (OSError, AssertionError):
                self.process.kill()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self._commands)
        self._answers.close()
        self._output.close()
        self._profile.cleanup()

    def call(self, method, session=None, until=None, **parameters):
        """One command. Returns its result, or with `until` the event of that name after it."""
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        result, event = None, None
        while result is None or (until and event is None):
            said = self._read(method)
            if said.get("id") == self._last_id:
                if "error" in said:
                    raise AssertionError(f"{method}: {said['error']}")
                result = said["result"]
            elif until and said.get("method") == until:
                event = said["params"]
        return event if until else result

    def _read(self, what):
        """The next message. A browser that says nothing for too long is ended, and that shows."""
        watch = threading.Timer(2 * PATIENCE, self.process.kill)
        watch.start()
        try:
            text = bytearray()
            while (byte := self._answers.read(1)) != b"\0":
                if not byte:
                    raise AssertionError(f"{what}: the browser has ended")
                text += byte
            return json.loads(text)
        finally:
            watch.cancel()


class Page:
    """One tab."""

    def __init__(self, browser, url):
        self._browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = browser.call(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.enable")
        self._call("Page.navigate", until="Page.loadEventFired", url=url)

    def run(self, script):
        """What the script, an expression, comes to: once its promise is kept, if it is one."""
        result = self._call("Runtime.evaluate", expression=script, awaitPromise=True,
                            returnByValue=True)
        if "exceptionDetails" in result:
            raise AssertionError(f"{script}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def _call(self, method, **how):
        return self._browser.call(method, session=self._session, **how)
