#!/bin/bash
# Measures the way of an event from its commit in PostgreSQL to the toast, through a project on
# Supabase and, in turns, through the gateway on the same database, in an optimised build on a private
# desktop. In Supabase's place is the stand-in of tests/support/supabase: its times are less than
# anybody has from a real project, whose Realtime looks for changes every 100 ms by default, and which
# is far away.
#
#   tests/bench/supabase_path.sh [--toasts 200]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=packaging/packages.sh
source packaging/packages.sh
# shellcheck source=tests/support/prepare.sh
source tests/support/prepare.sh

need_packages build tests private-desktop
need_node
fetch_node_libraries
use_compiler_cache
cmake --preset bench >/dev/null
cmake --build --preset bench --target bench_supabase_path >&2
export TIMESHEET_NODE_MODULES=$PWD/build/node/node_modules
exec packaging/private_desktop.sh --without notifications -- build/bench/bin/bench_supabase_path "$@"
