#!/usr/bin/env python3
"""The real tray against the stand-in for a Supabase project: what it shows after each fault.

    test_tray.py --binaries FOLDER --folder FOLDER --project SCRIPT

Each event must come once, in the order of their commits, whatever becomes of a socket or a channel.
Ends with 77 where there is no PostgreSQL with wal2json.
"""

import os
import re

from project import TENANT, AgainstSupabase, main, options

from programs import SECRET, Gateway, Headless, token


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

    def test_a_token_as_gotrue_makes_it_sees_what_its_role_may(self):
        self.begin()
        claims = {"sub": "dana", "app_metadata": {"tenant_id": TENANT, "user_role": "manager"}}
        tray = self.run_tray(self.project.tell("token", claims=claims)["token"])
        tray.wait_for_state("connected")
        self.project.publish(1, recipient="bo")
        self.project.publish(1, tenant="evil")
        self.project.publish(1)
        self.assert_came(tray, [f"{TENANT} bo 0", f"{TENANT} None 0"])

    def test_dead_replication_is_found(self):
        self.begin()
        tray = self.run_tray()
        tray.wait_for_state("connected")
        self.project.tell("replication", alive=False)
        ids = self.project.publish()
        tray.wait_for(lambda _: len(tray.said("event")) >= len(ids), "they come without a push",
                      patience=60)
        self.assert_came(tray, ids)

    def publish_title(self, name, title):
        """Commits an event whose title is this expression of SQL."""
        self.project.tell("sql", user="supabase_admin", text=f"""
            SELECT FROM public.timesheet_append(json_build_array(json_build_object(
                'tenant', '{TENANT}', 'entries', json_build_array(json_build_object(
                    'id', '{name}', 'type', 'notification:new',
                    'timestamp', '2026-11-23T08:15:30.123Z',
                    'payload', json_build_object('title', {title})::text)))))""")

    def test_a_row_of_more_than_1_mb_comes_with_the_page(self):
        self.begin()
        tray = self.run_tray()
        tray.wait_for_state("connected")
        # As text of JSON the quotes take twice their room, which is within what a client reads; as
        # the column of a change that text is quoted once more.
        self.publish_title("long", "repeat('\"', 300000)")
        self.assert_came(tray, ["long"])
        self.assertEqual(len(tray.said("event")[0]["payload"]["title"]), 300000)
        tray.wait_for(lambda _: "changes come without their content" in tray.log.read_text(),
                      "a change that is told as too large")
        self.assertEqual(tray.said("gap"), [])

    def test_an_event_too_large_for_a_client_is_a_gap_and_the_next_one_comes(self):
        self.begin()
        tray = self.run_tray()
        tray.wait_for_state("connected")
        self.assert_came(tray, self.project.publish(1))
        self.publish_title("too long", "repeat('x', 1100000)")
        ids = self.project.publish(1)
        tray.wait_for(lambda _: tray.said("gap"), "a gap", patience=60)
        self.assert_came(tray, ids)

    def test_others_events_do_not_come(self):
        self.begin()
        tray = self.run_tray()
        tray.wait_for_state("connected")
        self.project.publish(tenant="evil")
        self.project.publish(recipient="bo")
        self.assert_came(tray, self.project.publish())

    def test_an_account_moves_between_gateway_and_project(self):
        self.begin("--secret", SECRET)
        self.project.tell("sql", text="CREATE ROLE gateway LOGIN PASSWORD 'gateway'"
                                      " IN ROLE timesheet_gateway")
        gateway = Gateway(options.binaries, self.folder / "gateway",
                          database=re.sub("//[^@]*@", "//gateway@", self.project.database),
                          env={**os.environ, "PGPASSWORD": "gateway"})
        self.addCleanup(gateway.stop)
        project = self.project.url.replace("http", "ws", 1)
        seen = []
        for url, key in [(gateway.url, ""), (project, self.project.key)] * 2:
            with self.subTest(url):
                tray = self.run_moving_tray(url, key)
                tray.wait_for_state("connected")
                self.project.publish()
                self.assert_came(tray, (all_ids := self.project.publish())[len(seen):])
                seen = all_ids
                tray.stop()
                self.assertFalse(tray.said("gap"))
                self.project.publish()
        self.assertEqual(len(list((self.folder / "tray/data/accounts").iterdir())), 1)

    def run_moving_tray(self, url, key):
        """One whose own settings stay from run to run: an administrator says whose key it has."""
        administrator = self.folder / "etc/timesheet-tray/administrator.ini"
        administrator.parent.mkdir(parents=True, exist_ok=True)
        administrator.write_text(f"[connection]\nanon_key={key}\n")
        file = self.folder / "token"
        file.write_text(self.bearer())
        tray = Headless(options.binaries, self.folder / "tray", url, file,
                        env={**os.environ, "XDG_CONFIG_DIRS": str(self.folder / "etc")})
        self.addCleanup(tray.stop)
        return tray

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
