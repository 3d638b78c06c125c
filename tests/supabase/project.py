"""What the tests of the real tray against the stand-in for a Supabase project have in common."""

import argparse
import json
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from programs import Headless, SupabaseProject  # noqa: E402

SKIPPED = 77
TENANT = "acme"
BATCH = 20  # events between two faults

options = argparse.Namespace()


class Project(SupabaseProject):
    """A project, and what was published in it."""

    def __init__(self, folder, *more):
        super().__init__(options.project, folder, *more)
        self._published = []

    def publish(self, count=BATCH, tenant=TENANT, recipient=None):
        """Commits so many events, one after the other. Returns the ids of all so far."""
        first = len(self._published)
        ids = [f"{tenant} {recipient} {number}" for number in range(first, first + count)]
        for one in ids:
            entry = {"id": one, "type": "notification:new", "payload": '{"title":"news"}',
                     "timestamp": "2026-11-23T08:15:30.123Z", "recipient": recipient}
            batch = json.dumps([{"tenant": tenant, "entries": [entry]}])
            self.tell("sql", user="supabase_admin",
                      text=f"SELECT FROM public.timesheet_append('{batch}'::json)")
        if tenant == TENANT and recipient is None:
            self._published += ids
        return list(self._published)


class AgainstSupabase(unittest.TestCase):
    """A project and a tray for each test."""

    def begin(self, *more):
        self.folder = options.folder / self.id().rpartition(".")[2]
        shutil.rmtree(self.folder, ignore_errors=True)
        self.project = Project(self.folder / "project", *more)
        self.addCleanup(self.project.stop)

    def bearer(self):
        return self.project.tell("token", claims={"sub": "alex", "tenant_id": TENANT})["token"]

    def run_tray(self, bearer=None, key=None):
        folder = self.folder / "tray"
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "data/settings.ini").write_text(
            f"[connection]\nanon_key={key or self.project.key}\n")
        file = self.folder / "token"
        file.write_text(bearer or self.bearer())
        tray = Headless(options.binaries, folder, self.project.url.replace("http", "ws", 1), file)
        self.addCleanup(tray.stop)
        return tray

    def assert_came(self, tray, ids):
        tray.wait_for_events(len(ids))
        self.assertEqual([event["id"] for event in tray.said("event")], ids)


def is_missing():
    """Whether there is no PostgreSQL as it needs one."""
    look = (f"import {{ findPrograms }} from '{options.project.resolve().parent}/postgres.mjs';"
            "const { missing } = findPrograms();"
            "if (missing) console.log(`skipped: ${missing} is not installed`);"
            "process.exit(missing ? 77 : 0);")
    return subprocess.run(["node", "--input-type=module", "-e", look]).returncode == SKIPPED


def main(description):
    """Runs the tests of the program that was started. Ends with 77 where it cannot."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--binaries", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--project", type=Path, required=True)
    _, rest = parser.parse_known_args(namespace=options)
    if is_missing():
        sys.exit(SKIPPED)
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
