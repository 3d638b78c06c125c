#!/bin/bash
# From a fresh clone to timesheet news in the tray, with one command and nothing to configure:
# installs what is missing, builds, starts the gateway with a demo organisation, signs the tray in
# to it and publishes news. Ctrl+C ends what it started.
#
#   packaging/quickstart.sh [--once] [--port N] [--private-desktop]
#
#   --once             publishes one event of each type, says what arrived, and ends
#   --port N           the gateway's port on 127.0.0.1 [3001]
#   --private-desktop  on a virtual screen, with screenshots, even where there is a display
#
# Without a display it takes a virtual one and ends by itself. Everything it makes lies in
# build/release and build/quickstart.
set -euo pipefail

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/packages.sh
source "$root/packaging/packages.sh"
# shellcheck source=packaging/demo_events.sh
source "$root/packaging/demo_events.sh"

readonly demo=$root/build/quickstart
readonly tray_data=$demo/tray
readonly patience=20       # seconds for each program to answer
readonly pause=1.5         # seconds between the first events: news one by one, not a digest
readonly now_and_then=20   # seconds between the later ones

once=
port=3001
stage=prepare # then: demo, on the desktop where the news are shown
private=
gateway_pid=
tray_pid=
timer=

wrong_use()
{
    say "quickstart: $1; see the first lines of packaging/quickstart.sh"
    exit 2
}

read_arguments()
{
    while [ $# -gt 0 ]; do
        case $1 in
            --once) once=yes ;;
            --private-desktop) private=yes ;;
            --port)
                [[ ${2:-} =~ ^[0-9]{1,5}$ ]] || wrong_use "--port needs a number"
                port=$2
                shift
                ;;
            --demo) stage=demo ;; # for itself: prepared, and on the desktop meant for it
            -h | --help)
                sed -n '2,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
                exit 0
                ;;
            *) wrong_use "\"$1\" is no option" ;;
        esac
        shift
    done
}

gateway()
{
    "$root/build/release/bin/timesheet-gateway" "$@"
}

tray()
{
    "$root/build/release/bin/timesheet-tray" "$@"
}

# start NAME COMMAND...: a program that ends with us and hears no Ctrl+C of its own.
start()
{
    local name=$1
    shift
    setsid setpriv --pdeathsig TERM -- "$@" >"$demo/$name.log" 2>&1 </dev/null &
}

# What was started here, each by its id, and each waited for.
stop_all()
{
    local pid
    trap '' INT TERM HUP
    for pid in $timer $tray_pid $gateway_pid; do
        kill -TERM "$pid" 2>/dev/null || continue
        timeout 5 tail --pid="$pid" -s 0.05 -f /dev/null || kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
}

# wait_for WHAT LOG COMMAND...: until the command succeeds.
wait_for()
{
    local what=$1 log=$2 deadline=$((SECONDS + patience))
    shift 2
    until "$@" >/dev/null 2>&1; do
        if [ $SECONDS -ge $deadline ]; then
            tail -n 5 "$log" >&2 || true
            die "$what took longer than $patience s; see $log"
        fi
        sleep 0.1
    done
}

port_is_taken()
{
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

prepare()
{
    local lists=(build)
    if port_is_taken; then
        die "port $port on 127.0.0.1 is in use, perhaps by another quickstart or a Timesheet Manager
       server. End that program, or take another port: packaging/quickstart.sh --port $((port + 1))"
    fi
    if [ -n "$private" ]; then
        lists+=(private-desktop)
    fi
    need_packages "${lists[@]}"

    say "Building in build/release; the first time takes some minutes."
    cd "$root"
    if command -v ccache >/dev/null; then
        export CMAKE_CXX_COMPILER_LAUNCHER=ccache
    fi
    mkdir -p build
    cmake --preset release >build/release.log 2>&1 || {
        tail -n 20 build/release.log >&2
        die "cmake found something missing: see build/release.log"
    }
    cmake --build --preset release
}

gateway_is_ready()
{
    local status
    exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
    printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    IFS= read -r status <&3
    exec 3<&-
    [[ $status == *" 200 "* ]]
}

# The demo organisation: one employee, and the service that publishes.
start_gateway()
{
    local secret=$demo/jwt-secret
    (umask 077 && od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n' >"$secret")
    start gateway "$root/build/release/bin/timesheet-gateway" serve --listen "127.0.0.1:$port" \
        --database "$demo/gateway.sqlite" --jwt-secret-file "$secret"
    gateway_pid=$!
    wait_for "the gateway" "$demo/gateway.log" gateway_is_ready
    (
        umask 077
        gateway token --tenant "$demo_tenant" --subject "$demo_employee" --role employee \
            --name "$demo_employee_name" --jwt-secret-file "$secret" >"$demo/employee-token"
        gateway token --tenant "$demo_tenant" --subject payroll --role service \
            --jwt-secret-file "$secret" >"$demo/service-token"
    )
}

tray_is_live()
{
    tray status --json --data-dir "$tray_data" | grep -q '"state":"connected"'
}

start_tray()
{
    start tray "$root/build/release/bin/timesheet-tray" --server "ws://127.0.0.1:$port" \
        --token-file "$demo/employee-token" --data-dir "$tray_data" --minimized
    tray_pid=$!
    wait_for "the tray" "$demo/tray.log" tray_is_live
}

# publish TYPE PAYLOAD: one piece of news.
publish()
{
    gateway publish --server "ws://127.0.0.1:$port" --token-file "$demo/service-token" \
        --type "$1" --payload "$2" >/dev/null || die "the gateway took no event; see $demo/gateway.log"
    say "  published $1"
}

received()
{
    tray events --json --limit 100 --data-dir "$tray_data"
}

has_received()
{
    [ "$(received | wc -l)" -ge "$1" ]
}

publish_one_of_each()
{
    local type
    say "Publishing one event of each type."
    for type in "${demo_types[@]}"; do
        publish "$type" "$(demo_payload "$type" 1)"
        sleep "$pause"
    done
    wait_for "what was published" "$demo/tray.log" has_received "${#demo_types[@]}"
}

# Until Ctrl+C, or until somebody quits the tray from its menu.
publish_now_and_then()
{
    local round=2 type ended
    say "One more every $now_and_then s. Ctrl+C ends this; so does Quit in the tray's menu."
    while :; do
        sleep "$now_and_then" &
        timer=$!
        wait -n -p ended "$gateway_pid" "$tray_pid" "$timer" || true
        if [ "$ended" = "$tray_pid" ]; then
            say "The tray has ended."
            return
        elif [ "$ended" = "$gateway_pid" ]; then
            die "the gateway has ended; see $demo/gateway.log"
        fi
        type=${demo_types[round % ${#demo_types[@]}]}
        publish "$type" "$(demo_payload "$type" "$round")"
        round=$((round + 1))
    done
}

toasts_are_shown()
{
    [ "$(dunstctl count displayed)" -ge "${#demo_types[@]}" ]
}

no_toast_is_shown()
{
    [ "$(dunstctl count displayed)" = 0 ]
}

# The tray's window on the private desktop.
window_id()
{
    wmctrl -lp | awk -v pid="$tray_pid" '$3 == pid { print $1; exit }' | grep .
}

# take_picture WINDOW FILE: when nothing moves any more.
take_picture()
{
    local before now deadline=$((SECONDS + patience))
    now=$(import -silent -window "$1" rgb:- | cksum)
    until [ "$now" = "${before:-}" ] || [ $SECONDS -ge $deadline ]; do
        before=$now
        sleep 0.3
        now=$(import -silent -window "$1" rgb:- | cksum)
    done
    import -silent -window "$1" "$2"
}

take_pictures()
{
    local pictures=$demo/screenshots id
    mkdir -p "$pictures"
    wait_for "the toasts" "$demo/tray.log" toasts_are_shown
    take_picture root "$pictures/desktop.png"
    tray --data-dir "$tray_data" # a second start shows the first one's window
    wait_for "the events window" "$demo/tray.log" window_id
    dunstctl close-all # a toast over the window would be a hole in its picture
    wait_for "a screen without toasts" "$demo/tray.log" no_toast_is_shown
    id=$(window_id)
    take_picture "$id" "$pictures/events-window.png"
    say "Screenshots:"
    printf '%s\n' "$pictures/desktop.png" "$pictures/events-window.png"
}

run_demo()
{
    trap stop_all EXIT
    trap 'say "Stopping."; exit 130' INT
    trap 'exit 143' TERM HUP
    rm -rf "$demo"
    mkdir -p "$demo"
    chmod 0700 "$demo"
    start_gateway
    start_tray
    say "Signed in as $demo_employee_name at ws://127.0.0.1:$port. Logs are in $demo."
    publish_one_of_each
    if [ -n "$private" ]; then
        take_pictures
    fi
    say "Received, newest first:"
    received
    if [ -z "$once" ] && [ -z "$private" ]; then
        publish_now_and_then
    fi
}

read_arguments "$@"
if [ $stage = demo ]; then
    run_demo
    exit
fi
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "No display here: taking a private one."
    private=yes
fi
prepare
if [ -n "$private" ]; then
    exec "$root/packaging/private_desktop.sh" --logs "$root/build/desktop-logs" -- \
        "$root/packaging/quickstart.sh" --demo --private-desktop --port "$port"
fi
run_demo
