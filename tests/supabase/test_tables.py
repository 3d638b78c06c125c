#!/usr/bin/env python3
"""The real tray against a Supabase project without our schema: it reads the Manager's own tables.

    test_tables.py --binaries FOLDER --folder FOLDER --project SCRIPT

Each change must be one event, in the order of the commits, whatever becomes of a socket, a channel or
the tray. Ends with 77 where there is no PostgreSQL with wal2json.
"""

import json
import subprocess
from pathlib import Path

from project import TENANT, AgainstSupabase, main, options

TABLES = Path(__file__).resolve().parent / "tables.sql"
PATIENCE = 60  # seconds: what no push tells is looked for twice a minute


class WithTables(AgainstSupabase):
    def begin(self, *more):
        super().begin("--without-schema", "--before", TABLES, *more)
        self.expected = []  # what is to come: type and row, in the order of the commits
        self.before = None  # some rows of the changes before

    def sql(self, text):
        """Commits it as the tables' owner. Returns the rows of the last statement."""
        return self.project.tell("sql", text=text)["rows"]

    def sheet(self, status="draft", tenant=TENANT, employee="alex"):
        """Adds a timesheet. Returns its id."""
        return self.sql("INSERT INTO public.timesheets (tenant_id, employee_id, status) VALUES "
                        f"('{tenant}', '{employee}', '{status}') RETURNING id")[0]["id"]

    def decide(self, sheet, verdict):
        self.sql(f"UPDATE public.timesheets SET status = '{verdict}' WHERE id = '{sheet}'")
        self.expected.append((f"timesheet:{verdict}", sheet))

    def annotate(self, sheet, text="Friday?"):
        """Notes something on a timesheet. Returns the note's id."""
        note = self.sql("INSERT INTO public.annotations (tenant_id, timesheet_id, author_id, text) "
                        f"VALUES ('{TENANT}', '{sheet}', 'dana', '{text}') RETURNING id")[0]["id"]
        self.expected.append(("timesheet:annotated", sheet))
        return note

    def notify(self, recipient="alex"):
        row = self.sql("INSERT INTO public.notifications (tenant_id, recipient_id, title) VALUES "
                       f"('{TENANT}', '{recipient}', 'news') RETURNING id")[0]["id"]
        if recipient == "alex":
            self.expected.append(("notification:new", str(row)))

    def change_some(self):
        """A change of each kind, and some that are none, of different rows: two changes of one row
        between two looks are one."""
        first, second, third = self.sheet(), self.sheet("submitted"), self.sheet("submitted")
        self.decide(first, "approved")
        note = self.annotate(second)
        self.notify()
        self.decide(third, "rejected")
        if self.before:
            sheet, about, earlier = self.before
            self.sql(f"UPDATE public.timesheets SET hours = 38.5 WHERE id = '{sheet}'")
            self.sql(f"UPDATE public.annotations SET text = text || '!' WHERE id = '{earlier}'")
            self.expected.append(("timesheet:annotated", about))
            self.sql("UPDATE public.notifications SET title = 'other news' "
                     "WHERE id < (SELECT max(id) FROM public.notifications)")
        self.before = first, second, note

    def came(self, trays):
        """What these trays, one after the other, have said."""
        return [(event["type"], event["payload"]["id"])
                for tray in trays for event in tray.said("event")]

    def stored(self):
        """What the tray's cache has, in order."""
        said = subprocess.run(
            [options.binaries / "timesheet-tray", "events", "--json",
             "--data-dir", self.folder / "tray/data"], check=True, capture_output=True, text=True)
        events = [json.loads(line) for line in said.stdout.splitlines()]
        return [(event["type"], event["payload"]["id"]) for event in reversed(events)]

    def server_name(self):
        """What `status` says of the server."""
        said = subprocess.run(
            [options.binaries / "timesheet-tray", "status", "--json",
             "--data-dir", self.folder / "tray/data"], check=True, capture_output=True, text=True)
        return json.loads(said.stdout)["server_name"]

    def assert_all_came(self, *trays, patience=PATIENCE):
        trays[-1].wait_for(lambda _: len(self.came(trays)) >= len(self.expected), "all events",
                           patience=patience)
        self.assertEqual(self.came(trays), self.expected)

    def connect(self):
        tray = self.run_tray()
        tray.wait_for_state("connected")
        return tray

    def test_each_change_comes_once_whatever_happens(self):
        self.begin()
        self.sheet("approved")  # before anybody has signed in: no news
        self.sheet()
        tray = self.connect()
        self.change_some()
        self.assert_all_came(tray)
        for fault in ("cut", "close", "crash", "restart"):
            with self.subTest(fault):
                self.project.tell(fault)
                self.change_some()
                self.assert_all_came(tray)

    def test_what_was_missed_comes_when_it_is_back(self):
        self.begin()
        sheet = self.sheet()
        tray = self.connect()
        self.notify()
        self.assert_all_came(tray)
        tray.kill()
        self.decide(sheet, "rejected")
        self.change_some()
        again = self.run_tray()
        self.assert_all_came(tray, again)

    def test_a_tray_that_is_killed_loses_nothing(self):
        self.begin()
        sheets = [self.sheet() for _ in range(40)]
        trays = [self.connect()]
        self.notify()
        self.assert_all_came(*trays)
        for sheet in sheets:
            self.decide(sheet, "approved")
            if len(self.expected) % 10 == 0:  # in the midst of it: what came of it is not waited for
                trays[-1].kill()
                trays.append(self.run_tray())
        trays[-1].wait_for(lambda _: sheets[-1] in [row for _, row in self.came(trays)],
                           "the last event", patience=PATIENCE)
        # A tray that is killed between storing and saying has told all the same.
        self.assertEqual(self.stored(), self.expected)

    def test_more_rows_of_one_time_than_a_page_come_once(self):
        self.begin()
        tray = self.connect()
        rows = self.sql("INSERT INTO public.notifications (tenant_id, recipient_id, title) "
                        f"SELECT '{TENANT}', 'alex', 'news' FROM generate_series(1, 450) RETURNING id")
        self.expected += [("notification:new", str(row["id"])) for row in rows]
        self.assert_all_came(tray)

    def test_a_transaction_that_ends_late_is_not_missed(self):
        self.begin()
        tray = self.connect()
        self.notify()
        self.assert_all_came(tray)
        late = self.sql("INSERT INTO public.notifications (tenant_id, recipient_id, title, updated_at) "
                        f"VALUES ('{TENANT}', 'alex', 'late', now() - interval '50 seconds') "
                        "RETURNING id")[0]["id"]
        self.expected.append(("notification:new", str(late)))
        self.assert_all_came(tray)

    def test_dead_replication_is_found(self):
        self.begin()
        tray = self.connect()
        self.project.tell("replication", alive=False)
        self.change_some()
        self.assert_all_came(tray)

    def test_others_rows_do_not_come(self):
        self.begin()
        theirs = [self.sheet(tenant="evil"), self.sheet(employee="bo")]
        tray = self.connect()
        for sheet in theirs:
            self.sql(f"UPDATE public.timesheets SET status = 'approved' WHERE id = '{sheet}'")
        self.notify(recipient="bo")
        self.change_some()
        self.assert_all_came(tray)

    def test_the_depth_is_said(self):
        self.begin()
        self.connect()
        self.assertEqual(self.server_name(), "Supabase, tables of the Timesheet Manager")

    def test_what_is_missing_is_named_and_the_rest_goes_on(self):
        self.begin()
        self.sql("DROP TABLE public.annotations")
        tray = self.connect()
        self.assertIn("has no table public.annotations", tray.log.read_text())
        self.notify()
        self.assert_all_came(tray)

    def test_a_table_without_a_time_of_change_is_named_and_the_rest_goes_on(self):
        self.begin()
        self.sql("ALTER TABLE public.notifications DROP COLUMN updated_at; "
                 "DROP TRIGGER note_change ON public.notifications")
        tray = self.connect()
        self.assertIn("public.notifications lacks a column: "
                      "it needs id, tenant_id, updated_at (or created_at)", tray.log.read_text())
        self.assertEqual(self.server_name(),
                         "Supabase, tables of the Timesheet Manager, without notifications")
        self.decide(self.sheet("submitted"), "approved")
        self.assert_all_came(tray)

    def test_without_realtime_the_events_come_all_the_same(self):
        self.begin()
        self.sql("ALTER PUBLICATION supabase_realtime DROP TABLE public.notifications")
        tray = self.run_tray()
        words = "Realtime must be switched on for public.timesheets"
        tray.wait_for(lambda lines: any(words in line for line in lines), words)
        tray.wait_for(lambda _: tray.said("state")[-1]["state"] == "polling", "polling",
                      patience=PATIENCE)
        self.assertEqual(self.server_name(), "Supabase, tables of the Timesheet Manager")
        self.notify()
        self.assert_all_came(tray)


if __name__ == "__main__":
    main(__doc__.splitlines()[0])
