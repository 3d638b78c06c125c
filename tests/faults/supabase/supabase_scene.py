"""The client, a project on Supabase in the gateway's place, and a service that writes SQL."""

import json
import os
import shutil
import subprocess
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

from depths import SCHEMA, TABLES, Schema, Tables, as_user, quoted
from engines import PROGRAMS, find_programs
from programs import DATABASE_PATIENCE, SECRET, TENANT, USER, SupabaseProject, Talker
from publisher import Publisher, timesheet_news
from rows import NEEDS, Row, row
from scene import PATIENCE, Client, Scene

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "tests" / "support" / "supabase" / "main.mjs"
LIBRARIES = Path(os.environ.get("TIMESHEET_NODE_MODULES", ROOT / "build" / "node" / "node_modules"))


def missing_supabase():
    """What is not there that the stand-in for a project takes."""
    if not any(PROGRAMS.glob("*/lib/wal2json.so")):
        return "PostgreSQL with wal2json"
    if not shutil.which("node"):
        return "Node"
    return "" if (LIBRARIES / "pg").is_dir() else "the tests' npm libraries"


NEEDS["supabase"] = missing_supabase


class Session(Talker):
    """A session of the database."""

    def __init__(self, database, log):
        super().__init__([find_programs() / "psql", "--no-psqlrc", "--quiet", "--tuples-only",
                          "--set", "ON_ERROR_STOP=1", database], log, stdin=subprocess.PIPE)
        self._done = 0

    def run(self, sql):
        """Runs it and commits. Raises AssertionError where it fails."""
        self._done += 1
        done = f"done {self._done}"
        self.process.stdin.write(f"{sql};\n\\echo {done}\n")
        self.process.stdin.flush()
        self.wait_for(lambda lines: lines and lines[-1] == done, "a commit", DATABASE_PATIENCE)


class SqlPublisher(Publisher):
    """Writes to the project's database what the client makes events of."""

    def __init__(self, scene, tenant):
        super().__init__(None, scene.ledger, tenant)
        self._scene = scene

    def _ask(self, events):
        """201 once they are committed."""
        try:
            self._scene.depth.write(self._scene.session, self._tenant, events)
        except (AssertionError, OSError):
            return 500
        return 201

    def _next_event(self):
        return self._scene.depth.prepared(super()._next_event())


class RewritingPublisher(SqlPublisher):
    """Writes other texts to a few annotations, in turns: each text is an event of its own."""

    ROWS = 3

    def __init__(self, scene, tenant):
        super().__init__(scene, tenant)
        self._rows = [str(uuid.UUID(int=scene.random.getrandbits(128))) for _ in range(self.ROWS)]
        self._states = {row: [] for row in self._rows}  # in their order, by the ledger's ids
        self.content = lambda number: ("timesheet:annotated", timesheet_news(number)[1])

    def written_over(self):
        """All states but the last of each row."""
        return {state for states in self._states.values() for state in states[:-1]}

    def _next_event(self):
        event = super()._next_event()
        row = self._rows[0]
        self._rows.append(self._rows.pop(0))
        event["id"] = f"{event['id'].split('/')[0]}/{row}"
        self._states[row].append(event["id"])
        return event


class SupabaseClient(Client):
    """The same program, which is told the project's key."""

    def __init__(self, scene, folder):
        self.claims = {"sub": USER, "tenant_id": scene.tenant, "role": "authenticated"}
        super().__init__(scene, folder)

    def start(self, connects=True):
        settings = self.data / "settings.ini"
        if not settings.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            settings.write_text(f"[connection]\nanon_key={self._scene.project.key}\n")
        super().start(connects)

    def told(self):
        ids, gaps = super().told()
        return [self._scene.depth.named(one) for one in ids], gaps

    def cached(self):
        ids, gaps = super().cached()
        return [self._scene.depth.named(one) for one in ids], gaps

    def renew(self, expires_in):
        """Gives the running client another token."""
        self.set_token(expires_in)
        self.command("sign-in", "--token-file", self.token_file, "--server", self._scene.url)


class SupabaseScene(Scene):
    """A row's world without a gateway: one tenant of a project."""

    def __init__(self, binaries, folder, scale, seed, depth, tenant=TENANT):
        self.depth = depth
        self.tenant = tenant
        self.project = None
        self.session = None
        self._shares_project = False
        self.project_options = []
        super().__init__(binaries, folder, scale, seed)

    def make_client(self, folder):
        return SupabaseClient(self, folder)

    def make_publisher(self):
        return SqlPublisher(self, self.tenant)

    def __exit__(self, *details):
        super().__exit__(*details)
        if self.session:
            self.session.kill()
        if self.project and not self._shares_project and self.project.process.poll() is None:
            self.project.stop()  # a killed one would leave its PostgreSQL's folder behind

    def start_server(self):
        if not self._shares_project:
            self.project = SupabaseProject(SCRIPT, self.folder / "project",
                                           "--port", str(self.port), "--secret", SECRET,
                                           *self.depth.options, *self.project_options)
            self.depth.prepare(self.project)
        self.session = Session(as_user(self.project.database, self.depth.user),
                               self.folder / "psql.log")
        self.depth.begin(self.session, self.tenant)

    def stop_server(self):
        if not self._shares_project:
            self.expect_end("the project", self.project.stop(), 0)

    def beside(self, tenant):
        """Another tenant of this project, with a client and a ledger of its own. To be entered."""
        other = SupabaseScene(self.binaries, self.folder / tenant, self.scale,
                              self.random.random(), self.depth, tenant)
        other.project, other.url, other._shares_project = self.project, self.url, True
        return other

    def tell(self, name, **members):
        """Makes something go wrong in the project, or right again: its README says what."""
        return self.project.tell(name, **members)

    def prune(self):
        """Drops all events so far, as a gateway's retention does."""
        claims = quoted({"prune_before": datetime.now(timezone.utc).isoformat()})
        self.session.run(f"BEGIN; SELECT set_config('request.jwt.claims', {claims}, true); "
                         "DELETE FROM public.events WHERE accepted_at < "
                         "public.timesheet_claim('prune_before')::timestamptz; COMMIT")

    def channel(self):
        """What the project knows of the tenant's channel; nothing where it has none."""
        channels = self.tell("state")["channels"]
        return next((one for one in channels
                     if one["tenant"] == self.tenant and one["subscriptions"]), None)

    def wait_for_channel(self):
        """Until changes are subscribed to: what ends a channel needs one."""
        self.wait_until(self.channel, "a channel", 2 * PATIENCE)

    def double_joins(self):
        """How often somebody joined a topic that they had joined already, on the same socket."""
        return self.tell("state")["doubleJoins"]

    def requests(self):
        """How many pages were asked for, by all."""
        return self.tell("state")["requests"].get(self.depth.page, 0)

    def check_counts(self):
        """As many are unread as were accepted, and no event of others.

        What was committed before the marker may be told after it: the tables are read one by one.
        """
        def is_right():
            unread = json.loads(self.client.command("status", "--json"))["unread"]
            return unread == self.ledger.accepted_count
        self.wait_until(is_right, "as many unread as were accepted", 2 * PATIENCE)


@dataclass(frozen=True)
class SupabaseRow(Row):
    """A fault that happens to the same client where it has a project instead of a gateway."""

    depth: Schema | Tables

    def open(self, binaries, folder, scale, seed):
        return SupabaseScene(binaries, folder, scale, seed, self.depth)


def supabase_row(name, rounds, needs=(), depths=(SCHEMA, TABLES), **more):
    """A row for each of these depths."""
    def register(play):
        for depth in depths:
            add = row(f"{depth.rows}-{name}", rounds, needs=("supabase", *needs),
                      kind=partial(SupabaseRow, depth=depth), title=depth.title, **more)
            add(play)
        return play
    return register
