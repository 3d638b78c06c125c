#!/bin/bash
# Rehearses bad days: installs what it needs, builds, and prints a table of what became of the
# events. See README.md.
#
#   tests/faults/run.sh [--long] [--row NAME]... [--list] [--seed N]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=packaging/packages.sh
source packaging/packages.sh
# shellcheck source=tests/support/prepare.sh
source tests/support/prepare.sh

need_packages build tests private-desktop faults
need_node
fetch_node_libraries
use_compiler_cache
cmake --preset dev >/dev/null
cmake --build --preset dev --target timesheet-tray timesheet-gateway >&2
exec /usr/bin/python3 -B tests/faults/run.py --binaries build/dev/bin --folder build/dev/faults "$@"
