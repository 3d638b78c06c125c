"""The real gateway and the real tray as child processes, each with a folder of its own."""

import base64
import hashlib
import hmac
import json
import os
import re
import select
import signal
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

SECRET = "a secret of the desktop tests, 32+"
TENANT = "tenant-e2e"
USER = "employee-7"
PATIENCE = 15  # seconds
DATABASE_PATIENCE = 60  # where a PostgreSQL begins, or has much to do


def token(claims, secret=SECRET):
    """A JWT of these claims, signed with HS256."""
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    signed = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    mac = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + part(mac)).decode()


class Child:
    """A process that ends with its test."""

    def __init__(self, arguments, log: Path, **options):
        self.log = log
        self._output = log.open("ab")
        self.process = subprocess.Popen(
            [str(argument) for argument in arguments],
            **{"stdin": subprocess.DEVNULL, "stderr": self._output, **options},
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

    def kill(self):
        """Ends it without a warning. Returns its exit status."""
        self.process.kill()
        self._output.close()
        return self.process.wait()


class Talker(Child):
    """A process whose lines of output tell what happens."""

    def __init__(self, arguments, log: Path, **options):
        super().__init__(arguments, log, stdout=subprocess.PIPE, text=True, **options)
        self._lines = []
        self._has_ended = False
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @property
    def lines(self):
        with self._changed:
            return list(self._lines)

    def wait_for(self, condition, what, patience=PATIENCE):
        """Until the condition holds for the lines so far. Returns its value."""
        deadline = time.monotonic() + patience
        with self._changed:
            while True:
                value = condition(self._lines)
                if value:
                    return value
                if self._has_ended or not self._changed.wait(deadline - time.monotonic()):
                    said = "\n".join([*self._lines[-10:], f"and in {self.log}:",
                                      *self.log.read_text(errors="replace").splitlines()[-10:]])
                    why = "it has ended" if self._has_ended else f"not within {patience} s"
                    raise AssertionError(f"{what}: {why}; it said\n{said}")

    def wait_for_end(self, patience=PATIENCE):
        """Until it has ended by itself. Returns its exit status."""
        return self._finish(lambda: self.process.wait(patience))

    def stop(self):
        return self._finish(super().stop)

    def kill(self):
        return self._finish(super().kill)

    def _finish(self, end):
        try:
            return end()
        finally:
            if self.process.poll() is not None:
                self._reader.join()
                for pipe in (self.process.stdout, self.process.stdin):
                    if pipe:
                        pipe.close()

    def _read(self):
        for line in self.process.stdout:
            with self._changed:
                self._lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._has_ended = True
            self._changed.notify_all()


class DeployedServer(Talker):
    """The deployed contract's server: see tests/support/node/deployed_server.mjs."""

    def __init__(self, script: Path, folder: Path):
        folder.mkdir(parents=True)
        super().__init__(["node", script], folder / "server.log", stdin=subprocess.PIPE,
                         env={**os.environ, "JWT_SECRET": SECRET})
        first = self.wait_for(lambda lines: lines and lines[0], "the server listens")
        self.url = f"ws://127.0.0.1:{first.split()[1]}"

    def tell(self, command, answer):
        """Gives a command, and waits for its answer."""
        known = len(self.lines)
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        self.wait_for(lambda lines: answer in lines[known:], f"{command.split()[0]}: {answer}")


class SupabaseProject(Talker):
    """The stand-in for a project on Supabase: see tests/support/supabase."""

    def __init__(self, script: Path, folder: Path, *more):
        folder.mkdir(parents=True, exist_ok=True)
        # The durations of the real server are cut to a fiftieth.
        super().__init__(["node", script, "--pace", "0.02", *more], folder / "project.log",
                         stdin=subprocess.PIPE)
        said = json.loads(self.wait_for(lambda lines: lines and lines[0], "the project is there",
                                        DATABASE_PATIENCE))
        self.url, self.key, self.database = said["url"], said["anon_key"], said["database"]
        self._control = said["control"]

    def tell(self, name, **members):
        """Asks its control door for something. Returns the answer."""
        request = urllib.request.Request(f"{self._control}/{name}", json.dumps(members).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=DATABASE_PATIENCE) as answer:
            return json.loads(answer.read() or "null")


class Headless(Talker):
    """timesheet-tray --headless."""

    def __init__(self, binaries: Path, folder: Path, url, token_file, prefix=(), **options):
        """The prefix is a command that runs the rest of its arguments, nsenter for one."""
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(
            [*prefix, binaries / "timesheet-tray", "--headless", "--server", url,
             "--token-file", token_file, "--data-dir", folder / "data"],
            folder / "tray.log",
            **options,
        )

    def said(self, kind):
        """The objects of one kind so far."""
        return objects(self.lines, kind)

    def wait_for_state(self, state, times=1):
        self.wait_for(
            lambda lines: [o["state"] for o in objects(lines, "state")].count(state) >= times,
            f"{state}, {times} times",
        )

    def wait_for_events(self, count):
        return self.wait_for(
            lambda lines: len(objects(lines, "event")) >= count and objects(lines, "event"),
            f"{count} events",
        )


def objects(lines, kind):
    """The JSON Lines of one kind."""
    return [o for o in map(json.loads, lines) if o["kind"] == kind]


class Gateway(Child):
    """timesheet-gateway with its embedded database, by default on a free port."""

    def __init__(self, binaries: Path, folder: Path, port=0, address="127.0.0.1", database=None,
                 retention="30d", more=(), **options):
        self._program = binaries / "timesheet-gateway"
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._secret = folder / "secret"
        self._secret.write_text(SECRET)
        log = folder / "gateway.log"
        said_before = log.stat().st_size if log.exists() else 0  # by those who ran here earlier
        super().__init__(
            [self._program, "serve", "--listen", f"{address}:{port}",
             "--database", database or folder / "events.db", "--jwt-secret-file", self._secret,
             "--retention", retention, *more],
            log,
            **options,
        )
        self.port = self._wait_for_port(said_before)

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
            [self._program, "publish", "--server", self.url,
             "--token-file", self._service_token_file(),
             "--type", event_type, "--payload", json.dumps(payload)],
            check=True, capture_output=True, text=True,
        ).stdout
        return answer.split()[0]

    def _service_token_file(self):
        file = self._folder / "token-of-payroll"
        return file if file.exists() else self.token_file("payroll", "service")

    def _wait_for_port(self, said_before):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            match = re.search(rb"listening.*?:(\d+)", self.log.read_bytes()[said_before:])
            if match:
                return int(match.group(1))
            select.select([], [], [], 0.02)
        raise AssertionError(f"the gateway did not start: {self.log.read_text()}")


class Tray(Child):
    """timesheet-tray, by default with its window hidden; without a token file it asks the keychain."""

    def __init__(self, binaries: Path, folder: Path, url, token_file=None, minimized=True,
                 environment=None):
        self._program = binaries / "timesheet-tray"
        self.data = folder / "data"
        folder.mkdir(parents=True, exist_ok=True)
        arguments = [self._program, "--server", url, "--data-dir", self.data]
        arguments += ["--token-file", token_file] if token_file else []
        arguments += ["--minimized"] if minimized else []
        super().__init__(arguments, folder / "tray.log",
                         env={**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
                              "LC_ALL": "C.UTF-8", "LANGUAGE": "",  # the tests read English
                              **(environment or {})})

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
