"""Where a gateway keeps its events: in a file, or in a PostgreSQL that nobody else uses."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql")  # Debian's, a folder for each version
SERVER_USER = "postgres"  # whom root is, as the server refuses to run as root
PATIENCE = 60  # seconds
ATTACKERS = Path(__file__).resolve().parent / "attackers.py"


def cpu_seconds(pid, with_ended_children=False):
    """Of all threads so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15 if with_ended_children else 13])) / os.sysconf("SC_CLK_TCK")


def children(pid):
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def missing_postgres():
    """What is not there that a PostgreSQL of our own takes."""
    return "" if find_programs() else "PostgreSQL"


def find_programs():
    """The folder of the newest server's."""
    found = [path for path in PROGRAMS.glob("*/bin") if (path / "initdb").exists()]
    return max(found, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0), default=None)


# For a fiftieth of a second, with as long a pause: a backup, or somebody with a shell.
HOLD_FILE = """
import sqlite3, time
database = sqlite3.connect({file!r}, timeout=60, isolation_level=None)
while True:
    database.execute("BEGIN IMMEDIATE")
    time.sleep(0.02)
    database.execute("COMMIT")
    time.sleep(0.02)
"""

# The server is to notice soon when the holder is gone.
HOLD_ROW = """
SET client_connection_check_interval = '200ms';
""" + """
BEGIN;
SELECT FROM event_heads WHERE tenant_id = '{tenant}' FOR UPDATE;
SELECT pg_sleep(8);
COMMIT;
""" * 20


class Sqlite:
    """The gateway's own file."""

    name = "SQLite"
    locks_tenants = False
    lock = "the file's only one, 20 ms in 40; who may write it holds up all"

    def __init__(self, folder, _binaries):
        folder.mkdir(parents=True)
        self._folder = folder
        self.database = folder / "events.db"

    def close(self):
        shutil.rmtree(self._folder)

    def cpu_seconds(self):
        return 0  # it is a part of the gateway

    def lock_holder(self, _tenant):
        """A command that holds it again and again, and what it is to read."""
        return [sys.executable, "-"], HOLD_FILE.format(file=str(self.database))


class Postgres:
    """A cluster in a folder that its user can reach, which the row's may not be."""

    name = "PostgreSQL"
    locks_tenants = True
    lock = "the tenant's row of event_heads, 8 s at a time"

    def __init__(self, folder, binaries):
        folder.mkdir(parents=True)
        self._log = (folder / "postgres.log").open("w")
        self._programs = find_programs()
        self._folder = Path(tempfile.mkdtemp(prefix="faults-postgres-"))
        self._server = None
        try:
            self._create(binaries)
        except BaseException:
            self.close()
            raise

    def _create(self, binaries):
        if os.geteuid() == 0:
            user = pwd.getpwnam(SERVER_USER)
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        data = self._folder / "data"
        self._run(*as_server_user(), self._programs / "initdb", "--pgdata", data,
                  "--username=admin", "--auth-local=trust", "--auth-host=scram-sha-256",
                  "--encoding=UTF8", "--locale=C", "--no-sync")
        self._port = free_port()
        # In our session, whose processes share the cores by their niceness, but not in our group:
        # where that is killed, it is to end in order, which the parent's death tells it to.
        self._server = subprocess.Popen(
            ["setpriv", "--pdeathsig", "INT", *as_server_user()[1:], self._programs / "postgres",
             "-D", data, "-k", self._folder, "-h", "127.0.0.1", "-p", str(self._port)],
            cwd=self._folder, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
            process_group=0)
        self._wait_until_ready()
        self._run(*self._psql("postgres"), "-c", "CREATE DATABASE timesheets")
        self._run(binaries / "timesheet-gateway", "migrate", "--database",
                  f"postgresql://admin@/timesheets?host={self._folder}&port={self._port}")
        self._run(*self._psql(), "-c",
                  "CREATE ROLE gateway LOGIN PASSWORD 'gateway' IN ROLE timesheet_gateway")
        self.database = f"postgresql://gateway:gateway@127.0.0.1:{self._port}/timesheets"

    def close(self):
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)  # a fast shutdown
            try:
                self._server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        self._log.close()
        shutil.rmtree(self._folder)

    def cpu_seconds(self):
        """Of the server and its sessions, those that have ended, too."""
        total = cpu_seconds(self._server.pid, with_ended_children=True)
        for pid in children(self._server.pid):
            try:
                total += cpu_seconds(pid)
            except FileNotFoundError:
                pass  # it has just ended
        return total

    def lock_holder(self, tenant):
        """A command that holds the tenant's row again and again, and what it is to read."""
        return self._psql(), HOLD_ROW.format(tenant=tenant)

    def _psql(self, database="timesheets"):
        return [self._programs / "psql", "--no-psqlrc", "--quiet", "-h", self._folder,
                "-p", str(self._port), "-U", "admin", "-d", database]

    def _run(self, *command):
        done = subprocess.run(command, cwd=self._folder, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE)
        if done.returncode != 0:
            raise AssertionError(f"{Path(command[0]).name}: {done.stdout.strip()}")

    def _wait_until_ready(self):
        deadline = time.monotonic() + PATIENCE
        while "ready to accept connections" not in Path(self._log.name).read_text():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"PostgreSQL did not start: see {self._log.name}")
            time.sleep(0.02)  # between looks


def as_server_user():
    """What a command of the server begins with: for root, the user that it may run as."""
    if os.geteuid() != 0:
        return ["setpriv"]
    return ["setpriv", "--reuid", SERVER_USER, "--regid", SERVER_USER, "--init-groups"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


ENGINES = {"sqlite": Sqlite, "postgresql": Postgres}
