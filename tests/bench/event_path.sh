#!/bin/bash
# Measures the way of an event from its POST at the gateway to the toast, and the client under
# load, in an optimised build on a private desktop: real programs, sockets, files and bus.
#
#   tests/bench/event_path.sh [--toasts 200] [--rate 1000] [--seconds 30]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=packaging/packages.sh
source packaging/packages.sh
# shellcheck source=tests/support/prepare.sh
source tests/support/prepare.sh

need_packages build tests private-desktop
use_compiler_cache
cmake --preset bench >/dev/null
cmake --build --preset bench --target bench_event_path >&2
exec packaging/private_desktop.sh --without notifications -- build/bench/bin/bench_event_path "$@"
