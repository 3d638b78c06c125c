#!/bin/bash
# Measures the gateway beside the deployed contract's server on Node, the same one tuned, and a
# floor program that does nothing but the protocol's least: connections, deliveries, memory, and
# what a bad neighbour costs. In an optimised build, the same load on each in turn.
#
#   tests/bench/gateway.sh [--rounds 3]         everything; half an hour
#   tests/bench/gateway.sh short                under a minute; only that nothing goes missing
#   tests/bench/gateway.sh nodes                one to eight gateways on one PostgreSQL
#   tests/bench/gateway.sh hold                 50,000 connections, of several gateways if need be
#   tests/bench/gateway.sh soak [--minutes 10]  10,000 connections and a day's pings in less
#   tests/bench/gateway.sh --scenarios deliver,fan-out --servers node,ours
#
# TIMESHEET_BENCH_POSTGRES=postgresql://… also measures the gateway with that database.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=packaging/packages.sh
source packaging/packages.sh
# shellcheck source=tests/support/prepare.sh
source tests/support/prepare.sh

need_packages build tests
need_node
fetch_node_libraries
use_compiler_cache
cmake --preset bench >/dev/null
cmake --build --preset bench --target bench_gateway >&2
exec /usr/bin/python3 -B tests/bench/gateway.py --binaries build/bench/bin "$@"
