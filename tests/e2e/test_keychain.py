#!/usr/bin/env python3
"""Where the token lies: in a real Secret Service, in the program's memory, and nowhere else.

    test_keychain.py --binaries FOLDER --folder FOLDER --gallery FOLDER

Runs inside packaging/private_desktop.sh --with accessibility; ctest calls it so.
"""

import base64
import os
from pathlib import Path

import dbus

from cases import DesktopTest, main
from programs import TENANT, USER, token
from session import wait_until

SECRETS = "org.freedesktop.secrets"


def stored_tokens():
    """What the Secret Service keeps; QtKeychain writes bytes as base64."""
    service = dbus.Interface(dbus.SessionBus().get_object(SECRETS, "/org/freedesktop/secrets"),
                             "org.freedesktop.Secret.Service")
    _, session = service.OpenSession("plain", "")
    unlocked, locked = service.SearchItems({"xdg:schema": "org.qt.keychain"})
    assert not locked, "the keychain is locked"
    secrets = service.GetSecrets(unlocked, session).values()
    return [base64.b64decode(bytes(value)).decode() for _, _, value, _ in secrets]


class KeychainTest(DesktopTest):
    def setUp(self):
        super().setUp()
        self.token_file = self.gateway.token_file()
        self.token = self.token_file.read_text().strip()

    def run_signed_out(self):
        tray = self.run_tray()
        wait_until(lambda: tray.status()["running"], "the tray runs")
        return tray

    def sign_in(self, tray, token_file=None):
        done = tray.command("sign-in", "--server", self.gateway.url,
                            "--token-file", token_file or self.token_file)
        self.assertEqual(done.returncode, 0, done.stderr)

    def assert_token_is_in_no_file(self):
        """Neither it nor its signature, as it is or in base64; also not in the log."""
        parts = [part.encode() for part in (self.token, self.token.rpartition(".")[2])]
        parts += [base64.b64encode(part)[:32] for part in parts]
        folders = [self.folder / "tray", Path(os.environ["HOME"])]
        files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
        self.assertIn("events.sqlite", [file.name for file in files])
        holders = [file for file in files if any(part in file.read_bytes() for part in parts)]
        self.assertEqual(holders, [])


class WithSecretService(KeychainTest):
    def setUp(self):
        super().setUp()
        password = self.folder / "password"
        password.write_text("a keychain's password")
        with password.open() as file:
            self.start_part("gnome-keyring-daemon", "--foreground", "--unlock",
                            "--components=secrets", stdin=file)
        wait_until(lambda: dbus.SessionBus().name_has_owner(SECRETS), "the Secret Service")

    def test_accepted_token_is_kept_and_used_at_the_next_start_until_signed_out(self):
        tray = self.run_signed_out()
        self.assertEqual(stored_tokens(), [])
        self.sign_in(tray)
        self.wait_for_state(tray, "connected")
        wait_until(lambda: stored_tokens() == [self.token], "the token in the keychain")
        tray.stop()
        tray = self.run_tray()
        self.wait_for_state(tray, "connected")
        self.assert_token_is_in_no_file()
        self.assertEqual(tray.command("sign-out").returncode, 0)
        self.wait_for_state(tray, "signed-out")
        wait_until(lambda: stored_tokens() == [], "an empty keychain")
        tray.stop()
        tray = self.run_tray(minimized=False)
        self.wait_for_text(tray, "The token is kept in this computer's keychain.")
        self.assertEqual(tray.status()["state"], "signed-out")

    def test_token_given_and_taken_while_the_program_does_not_run(self):
        tray = self.run_signed_out()
        tray.stop()
        self.sign_in(tray)
        self.assertEqual(stored_tokens(), [self.token])
        tray = self.run_tray()
        self.wait_for_state(tray, "connected")
        tray.stop()
        self.assertEqual(tray.command("sign-out").returncode, 0)
        self.assertEqual(stored_tokens(), [])
        self.assert_token_is_in_no_file()

    def test_refused_token_is_not_kept(self):
        stranger = self.folder / "stranger"
        stranger.write_text(token({"sub": USER, "tenant_id": TENANT}, "another secret"))
        tray = self.run_signed_out()
        self.sign_in(tray, stranger)
        self.wait_for_state(tray, "unauthorized")
        self.assertEqual(stored_tokens(), [])


class WithoutSecretService(KeychainTest):
    def test_sign_in_lasts_as_long_as_the_program(self):
        tray = self.run_signed_out()
        self.sign_in(tray)
        self.wait_for_state(tray, "connected")
        self.assert_token_is_in_no_file()
        tray.stop()
        self.assert_token_is_in_no_file()
        tray = self.run_tray(minimized=False)
        self.wait_for_text(tray, "This computer has no keychain: you stay signed in until the "
                                 "program ends.")
        self.assertEqual(tray.status()["state"], "signed-out")

    def test_sign_in_while_the_program_does_not_run_is_refused(self):
        tray = self.run_signed_out()
        tray.stop()
        done = tray.command("sign-in", "--server", self.gateway.url,
                            "--token-file", self.token_file)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no keychain", done.stderr)


if __name__ == "__main__":
    main()
