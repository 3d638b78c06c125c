#!/usr/bin/env python3
"""Writes index.html beside the pictures that the tests keep, and fails where one of those that
must be there is missing.

    gallery_index.py FOLDER
"""

import html
import sys
from pathlib import Path

REQUIRED = {
    "Tray": ["tray-icons", "badge", "menu", "sign-in-needed", "tray-xembed", "no-tray"],
    "Toasts": ["toast-approved", "toast-rejected", "toast-annotated", "toast-deadline",
               "toast-notification", "toast-burst", "toast-digest", "toast-buttons",
               "toast-balloon"],
    "Window": ["window-light", "window-dark", "window-empty", "window-searching",
               "window-nothing-found", "window-gap", "window-mirrored", "languages/window-e4-ar"],
    "Sign-in": ["sign-in-empty", "sign-in-good", "sign-in-refused", "sign-in-plain-dark",
                "languages/sign-in-link-en", "account"],
    "Settings": ["settings-notifications", "settings-locked", "settings-general-dark",
                 "settings-of-an-administrator"],
    "Connection, About": ["connection-details", "about"],
    "Twice the resolution": ["2x/tray-icons", "2x/tray-in-a-panel", "2x/window-light",
                             "2x/window-of-the-program", "2x/settings-locked"],
}
STYLE = """body { font: 15px/1.5 sans-serif; margin: 2em; background: #8a8f94; color: #111 }
figure { display: inline-block; margin: 0 1em 1em 0; vertical-align: top }
img { max-width: 46em; display: block } h2 { margin-top: 2em }"""


def figure(name):
    return (f'<figure><a href="{name}.png"><img src="{name}.png" alt=""></a>'
            f"<figcaption>{html.escape(name)}</figcaption></figure>")


def main():
    folder = Path(sys.argv[1])
    there = {str(file.relative_to(folder).with_suffix("")) for file in folder.rglob("*.png")}
    required = {name for names in REQUIRED.values() for name in names}
    rest = sorted(there - required)
    sections = dict(REQUIRED)
    sections["More"] = [name for name in rest if "/" not in name]
    sections["Every window in every language"] = [n for n in rest if n.startswith("languages/")]
    sections["More at twice the resolution"] = [n for n in rest if n.startswith("2x/")]
    body = "".join(
        f"<h2>{html.escape(title)}</h2>" + "".join(figure(name) for name in names if name in there)
        for title, names in sections.items())
    (folder / "index.html").write_text(
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Timesheet Tray</title>'
        f"<style>{STYLE}</style><h1>Timesheet Tray, as it looked in the last test</h1>{body}</html>")
    print(f"{len(there)} pictures: {(folder / 'index.html').resolve()}")
    if missing := sorted(required - there):
        sys.exit(f"missing: {', '.join(missing)}")


if __name__ == "__main__":
    main()
