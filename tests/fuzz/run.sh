#!/bin/bash
# Throws made-up bytes at everything that reads bytes of others, each target for so many seconds,
# as many targets at a time as there are cores. Needs clang. What is new to it is kept in
# build/fuzz/corpus, so that the next run goes on from there; what breaks a target is kept in
# build/fuzz/findings, and this fails.
#
#   tests/fuzz/run.sh [SECONDS]        20 by default; a night is 28800
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=packaging/packages.sh
source packaging/packages.sh
# shellcheck source=tests/support/prepare.sh
source tests/support/prepare.sh

readonly seconds=${1:-20}
readonly folder=$PWD/build/fuzz

[[ $seconds =~ ^[1-9][0-9]*$ ]] || die "tests/fuzz/run.sh [SECONDS]: \"$seconds\" is no number of seconds"

# fuzz TARGET: one target, and a line about how it went.
fuzz()
{
    local name=$1 kept=tests/fuzz/corpus/$1 log=$folder/$1.log options=()
    if [ -e "tests/fuzz/$name.dict" ]; then
        options+=("-dict=tests/fuzz/$name.dict")
    fi
    mkdir -p "$folder/corpus/$name" "$folder/findings"
    # 4 KiB say more in the same time than the 64 KiB that a message may have.
    if ! "$folder/bin/fuzz_$name" -max_total_time="$seconds" -max_len=4096 -timeout=5 "${options[@]}" \
        -print_final_stats=1 -artifact_prefix="$folder/findings/$name-" \
        "$folder/corpus/$name" "$kept" >"$log" 2>&1; then
        grep -E 'does not hold|runtime error|^==.*ERROR|Test unit written' "$log" || tail -n 20 "$log"
        echo "fuzz $name: FOUND SOMETHING, see $log"
        return 1
    fi
    echo "fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s," \
        "$(sed -n 's/^#.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1) edges reached"
}

need_packages build fuzz
use_compiler_cache
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz >&2

export -f fuzz
export seconds folder
# shellcheck disable=SC2016 # the inner shell expands it
find tests/fuzz/corpus -mindepth 1 -maxdepth 1 -printf '%f\n' | sort \
    | xargs -P "$(nproc)" -I {} bash -c 'fuzz "$1"' fuzz {}
