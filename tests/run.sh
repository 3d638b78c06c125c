#!/bin/bash
# Every test: installs what the tests need, builds, runs unit, integration and desktop end to end,
# and ends with ctest's summary. From any folder, in a fresh clone, with or without a terminal.
#
#   tests/run.sh [ctest's own arguments]        for example: tests/run.sh -R wire --verbose
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=packaging/packages.sh
source packaging/packages.sh
# shellcheck source=tests/support/prepare.sh
source tests/support/prepare.sh

need_packages build tests private-desktop faults
if is_available chromium; then
    need_packages browser
fi
need_node
fetch_node_libraries
use_compiler_cache

cmake --preset dev
cmake --build --preset dev
exec ctest --preset dev "$@"
