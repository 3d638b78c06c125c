"""The real gateway and the real tray as child processes, each with a folder of its own."""

import json
import os
import re
import select
import signal
import subprocess
import time
from pathlib import Path

SECRET = "a secret of the desktop tests, 32+"
TENANT = "tenant-e2e"
USER = "employee-7"
PATIENCE = 15  # seconds


class Child:
    """A process that ends with its test."""

    def __init__(self, arguments, log: Path, **options):
        self.log = log
        self._output = log.open("wb")
        self.process = subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stderr=self._output,
            **options,
        )

    def stop(self):
        """Asks it to end. Returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"{self.log.stem} ignored SIGTERM for {PATIENCE} s") from None
        finally:
            self._output.close()
            if self.process.stdout:
                self.process.stdout.close()


class Gateway(Child):
    """timesheet-gateway on a free port, with its embedded database."""

    def __init__(self, binaries: Path, folder: Path):
        self._program = binaries / "timesheet-gateway"
        self._folder = folder
        folder.mkdir(parents=True)
        self._secret = folder / "secret"
        self._secret.write_text(SECRET)
        super().__init__(
            [self._program, "serve", "--listen", "127.0.0.1:0",
             "--database", folder / "events.db", "--jwt-secret-file", self._secret],
            folder / "gateway.log",
        )
        self.port = self._wait_for_port()
        self._service = self.token_file("payroll", "service")

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}"

    def token_file(self, user=USER, role="employee"):
        token = subprocess.run(
            [self._program, "token", "--tenant", TENANT, "--subject", user, "--role", role,
             "--jwt-secret-file", self._secret],
            check=True, capture_output=True,
        ).stdout
        file = self._folder / f"token-of-{user}"
        file.write_bytes(token)
        return file

    def publish(self, event_type, payload):
        """Publishes one event. Returns its id."""
        answer = subprocess.run(
            [self._program, "publish", "--server", self.url, "--token-file", self._service,
             "--type", event_type, "--payload", json.dumps(payload)],
            check=True, capture_output=True, text=True,
        ).stdout
        return answer.split()[0]

    def _wait_for_port(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            match = re.search(r"listening.*?:(\d+)", self.log.read_text())
            if match:
                return int(match.group(1))
            select.select([], [], [], 0.02)
        raise AssertionError(f"the gateway did not start: {self.log.read_text()}")


class Tray(Child):
    """timesheet-tray with its window hidden."""

    def __init__(self, binaries: Path, folder: Path, url, token_file, minimized=True):
        self._program = binaries / "timesheet-tray"
        self.data = folder / "data"
        folder.mkdir(parents=True, exist_ok=True)
        arguments = [self._program, "--server", url, "--token-file", token_file,
                     "--data-dir", self.data]
        super().__init__(
            arguments + (["--minimized"] if minimized else []),
            folder / "tray.log",
            env={**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"},
        )

    @property
    def pid(self):
        return self.process.pid

    def start_again(self):
        """A second start in the same folder. Returns its exit status."""
        return self.command().returncode

    def status(self):
        done = self.command("status", "--json")
        return json.loads(done.stdout) if done.returncode == 0 else {}

    def events(self, *options):
        lines = self.command("events", "--json", *options).stdout.splitlines()
        return [json.loads(line) for line in lines]

    def command(self, *arguments):
        return subprocess.run(
            [self._program, *arguments, "--data-dir", self.data],
            capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        )
