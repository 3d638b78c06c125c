#!/bin/bash
# Whether systemd understands the gateway's unit, and how much of the system the service could
# reach: `systemd-analyze security` adds that up, from 0 (nothing) to 10.
#
#   check_unit.sh UNIT PROGRAM      PROGRAM is what was built, since nothing is installed yet
#
# Ends with 77 where there is no systemd-analyze.
set -euo pipefail

unit=$1 program=$2
most=2.0

if ! command -v systemd-analyze >/dev/null; then
    echo "There is no systemd-analyze."
    exit 77
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed "s|^ExecStart=[^ ]*|ExecStart=$program|" "$unit" >"$folder/timesheet-gateway.service"

echo "--- verify"
systemd-analyze verify --man=no "$folder/timesheet-gateway.service" 2>&1 | tee "$folder/verify"
# About other units of this machine it may say what it likes.
if grep -q timesheet-gateway "$folder/verify"; then
    echo "systemd does not understand the unit" >&2
    exit 1
fi

echo "--- security"
systemd-analyze security --offline=true --no-pager "$folder/timesheet-gateway.service" \
    | tee "$folder/security"
level=$(sed -n 's/.*Overall exposure level for [^:]*: \([0-9.]*\).*/\1/p' "$folder/security")
if [ -z "$level" ]; then
    echo "systemd-analyze says no level" >&2
    exit 1
fi
echo "--- exposure level $level, of $most at most"
awk -v level="$level" -v most="$most" 'BEGIN { exit !(level <= most) }'
