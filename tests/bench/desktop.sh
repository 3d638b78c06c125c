#!/bin/bash
# Measures what the desktop client costs beside a floor program that has a tray icon, a WebSocket
# and an SQLite file and does nothing else: start, memory, wakeups, a burst of events; and how fast
# the window is with many cached events. In an optimised build on a private desktop.
#
#   tests/bench/desktop.sh [--starts 15] [--idle 120] [--events 1000,100000,1000000] [--burst 5000]
#   tests/bench/desktop.sh soak [--count 10000]
#
# soak prints how many bytes the client grows by with each event that comes, with its window never
# opened, opened once, and left open.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=packaging/packages.sh
source packaging/packages.sh
# shellcheck source=tests/support/prepare.sh
source tests/support/prepare.sh

need_packages build tests private-desktop
use_compiler_cache
cmake --preset bench >/dev/null
cmake --build --preset bench --target bench_desktop >&2
exec packaging/private_desktop.sh -- /usr/bin/python3 -B tests/bench/desktop.py \
    --binaries build/bench/bin "$@"
