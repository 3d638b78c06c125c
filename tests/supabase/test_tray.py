#!/usr/bin/env python3
"""The real tray against the stand-in for a Supabase project: what it shows after each fault.

    test_tray.py --binaries FOLDER --folder FOLDER --project SCRIPT

Each event must come once, in the order of their commits, whatever becomes of a socket or a channel.
Ends with 77 where there is no PostgreSQL with wal2json.
"""

from project import TENANT, AgainstSupabase, main

from programs import token


class WithOurSchema(AgainstSupabase):
    def test_each_event_comes_once_whatever_happens(self):
        self.begin()
        tray = self.run_tray()
        tray.wait_for_state("connected")
        self.assert_came(tray, self.project.publish())
        for fault in ("cut", "close", "crash", "restart"):
            with self.subTest(fault):
                self.project.tell(fault)
                self.assert_came(tray, self.project.publish())

    def test_what_was_missed_comes_when_it_is_back(self):
        self.begin()
        tray = self.run_tray()
        tray.wait_for_state("connected")
        seen = self.project.publish()
        self.assert_came(tray, seen)
        tray.kill()
        all_ids = self.project.publish()
        tray = self.run_tray()
        self.assert_came(tray, all_ids[len(seen):])

    def test_dead_replication_is_found(self):
        self.begin()
        tray = self.run_tray()
        tray.wait_for_state("connected")
        self.project.tell("replication", alive=False)
        ids = self.project.publish()
        tray.wait_for(lambda _: len(tray.said("event")) >= len(ids), "they come without a push",
                      patience=60)
        self.assert_came(tray, ids)

    def test_others_events_do_not_come(self):
        self.begin()
        tray = self.run_tray()
        tray.wait_for_state("connected")
        self.project.publish(tenant="evil")
        self.project.publish(recipient="bo")
        self.assert_came(tray, self.project.publish())

    def test_what_is_missing_is_named(self):
        self.begin("--without-schema")
        for key, words in ((None, "does not have our schema"), ("another-key", "does not take its key")):
            with self.subTest(words):
                tray = self.run_tray(key=key)
                tray.wait_for(lambda lines, words=words: any(words in line for line in lines), words)
                tray.stop()

    def test_a_refused_token_ends_it(self):
        self.begin()
        strange = token({"sub": "alex", "tenant_id": TENANT, "exp": 9999999999,
                         "role": "authenticated"}, "another secret")
        tray = self.run_tray(strange)
        tray.wait_for_state("unauthorized")
        self.assertEqual(tray.wait_for_end(), 3)


if __name__ == "__main__":
    main(__doc__.splitlines()[0])
