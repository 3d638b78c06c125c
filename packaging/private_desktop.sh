#!/bin/bash
# Runs a command on a desktop of its own, where there is no display or none that should be used:
# a virtual screen, a session bus, a window manager, a tray host and a notification service, in a
# home of its own. The command starts when all of them answer. Its exit code is ours.
#
#   private_desktop.sh [--size WxH] [--logs FOLDER] [--without tray,notifications]
#                      [--with accessibility] -- COMMAND...
#
# Ends exactly what it started, also when it is killed itself. Needs the packages of
# "private-desktop" in packages.sh.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=packaging/packages.sh
source "$here/packages.sh"

readonly patience=20 # seconds for each part to answer

size=1280x800
logs=
without=
with=
started=() # process ids, in the order of their start

usage()
{
    die "usage: private_desktop.sh [--size WxH] [--logs FOLDER] [--without tray,notifications] [--with accessibility] -- COMMAND..."
}

# start NAME COMMAND...: a part of the desktop, that dies with us and hears no Ctrl+C.
start()
{
    local name=$1
    shift
    setsid setpriv --pdeathsig KILL -- "$@" >"$logs/$name.log" 2>&1 </dev/null &
    started+=($!)
}

# wait_for NAME COMMAND...: until the command succeeds.
wait_for()
{
    local name=$1 deadline=$((SECONDS + patience))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ $SECONDS -ge $deadline ]; then
            tail -n 5 "$logs"/*.log >&2 || true
            die "the private desktop's $name did not answer within $patience s; logs are in $logs"
        fi
        sleep 0.05
    done
}

# The latest first, each waited for, so that nobody complains about a lost display.
stop_all()
{
    local i pid
    trap '' INT TERM HUP
    for ((i = ${#started[@]} - 1; i >= 0; i--)); do
        pid=${started[i]}
        kill -TERM "$pid" 2>/dev/null || continue
        # A process that does not go within two seconds is made to.
        timeout 2 tail --pid="$pid" -s 0.05 -f /dev/null || kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$world"
}

start_display()
{
    mkfifo "$world/display-number"
    setsid setpriv --pdeathsig KILL -- Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp \
        -noreset 3<>"$world/display-number" >"$logs/xvfb.log" 2>&1 </dev/null &
    started+=($!)
    local number
    read -r -t $patience number <>"$world/display-number" || die "Xvfb did not start: see $logs/xvfb.log"
    export DISPLAY=:$number
}

# A bus without service files: nothing comes to life that was not started here.
start_bus()
{
    cat >"$world/bus.conf" <<BUS
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$XDG_RUNTIME_DIR/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
BUS
    start dbus dbus-daemon --config-file="$world/bus.conf" --nofork --nopidfile --nosyslog
    wait_for "session bus" dbus-send --session --print-reply --dest=org.freedesktop.DBus \
        / org.freedesktop.DBus.GetId
}

start_window_manager()
{
    mkdir -p "$XDG_CONFIG_HOME/openbox"
    cat >"$XDG_CONFIG_HOME/openbox/rc.xml" <<'OPENBOX'
<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <theme>
    <name>Clearlooks</name>
    <titleLayout>NLIMC</titleLayout>
    <font place="ActiveWindow"><name>Noto Sans</name><size>10</size><weight>Bold</weight></font>
    <font place="InactiveWindow"><name>Noto Sans</name><size>10</size></font>
  </theme>
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <mouse>
    <context name="Client">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
  </mouse>
</openbox_config>
OPENBOX
    start openbox openbox --sm-disable
    wait_for "window manager" wmctrl -m
}

# A wallpaper is drawn once; the root window keeps it.
paint_background()
{
    # It says 1 even where it has painted; and nobody needs a wallpaper.
    display -size "$size" -window root 'gradient:#3f6286-#1f3347' >"$logs/background.log" 2>&1 \
        </dev/null || true
}

tray_host_is_ready()
{
    dbus-send --session --print-reply=literal --dest=org.kde.StatusNotifierWatcher \
        /StatusNotifierWatcher org.freedesktop.DBus.Properties.Get \
        string:org.kde.StatusNotifierWatcher string:IsStatusNotifierHostRegistered \
        | grep -q 'boolean true'
}

configure_tray_host()
{
    mkdir -p "$XDG_CONFIG_HOME/lxqt"
    cat >"$XDG_CONFIG_HOME/lxqt/panel.conf" <<'PANEL'
[General]
__userfile__=true
iconTheme=Adwaita
panels=panel1

[panel1]
alignment=-1
animation-duration=0
background-color=@Variant(\0\0\0\x43\x1\xff\xff\xf4\xf4\xf5\xf5\xf7\xf7\0\0)
desktop=0
font-color=@Variant(\0\0\0\x43\x1\xff\xff\x22\x22\x26\x26\x2d\x2d\0\0)
hidable=false
iconSize=22
lineCount=1
opacity=100
panelSize=34
plugins=taskbar, statusnotifier, worldclock, spacer
position=Top
width=100
width-percent=true

[taskbar]
alignment=Left
buttonWidth=260
type=taskbar

[statusnotifier]
alignment=Right
type=statusnotifier

[worldclock]
alignment=Right
type=worldclock

[spacer]
alignment=Right
size=10
type=spacer
PANEL
}

start_tray_host()
{
    QT_QPA_PLATFORMTHEME='' start panel lxqt-panel
    wait_for "tray host" tray_host_is_ready
}

configure_notification_service()
{
    mkdir -p "$XDG_CONFIG_HOME/dunst"
    cat >"$XDG_CONFIG_HOME/dunst/dunstrc" <<'DUNST'
[global]
    origin = top-right
    offset = 14x48
    width = (320, 400)
    height = 240
    notification_limit = 8
    gap_size = 0
    separator_height = 1
    separator_color = "#a9b4bf"
    frame_width = 1
    corner_radius = 8
    padding = 12
    horizontal_padding = 14
    text_icon_padding = 12
    icon_position = left
    min_icon_size = 32
    max_icon_size = 40
    font = Noto Sans 10
    line_height = 2
    markup = full
    format = "<b>%s</b>\n%b"
    ellipsize = end
    word_wrap = yes
    show_indicators = no
    show_age_threshold = -1
    sort = no
    idle_threshold = 0
    stack_duplicates = false
    always_run_script = false
    browser = /bin/true
    dmenu = /bin/true
[urgency_low]
    background = "#f8fafb"
    foreground = "#22262d"
    frame_color = "#a9b4bf"
    timeout = 30
[urgency_normal]
    background = "#f8fafb"
    foreground = "#22262d"
    frame_color = "#5a86b4"
    timeout = 30
[urgency_critical]
    background = "#fff6f4"
    foreground = "#22262d"
    frame_color = "#c0442e"
    timeout = 0
DUNST
}

start_notification_service()
{
    start dunst dunst
    wait_for "notification service" dunstctl count
}

# What screen readers ask; tests ask it too.
start_accessibility()
{
    start accessibility /usr/libexec/at-spi-bus-launcher --launch-immediately
    wait_for "accessibility bus" dbus-send --session --print-reply --dest=org.a11y.Bus \
        /org/a11y/bus org.a11y.Bus.GetAddress
}

while [ $# -gt 0 ]; do
    case $1 in
        --size) size=${2:?}; shift 2 ;;
        --logs) logs=${2:?}; shift 2 ;;
        --without) without=,${2:?},; shift 2 ;;
        --with) with=,${2:?},; shift 2 ;;
        --) shift; break ;;
        *) usage ;;
    esac
done
[ $# -gt 0 ] || usage

world=$(mktemp -d "${TMPDIR:-/tmp}/desktop.XXXXXX")
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
logs=${logs:-$world/logs}
mkdir -p "$logs"
logs=$(cd "$logs" && pwd)

# Nothing of the user's is read or written, no other bus is spoken to.
mkdir -m 0700 "$world/home" "$world/runtime"
export HOME=$world/home XDG_RUNTIME_DIR=$world/runtime
export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share
export XDG_CACHE_HOME=$HOME/.cache XDG_STATE_HOME=$HOME/.local/state
export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/no-system-bus
export QT_QPA_PLATFORM=xcb GSETTINGS_BACKEND=memory NO_AT_BRIDGE=1 XDG_SESSION_TYPE=x11
export XDG_CURRENT_DESKTOP=LXQt LANG=${LANG:-C.UTF-8}
unset WAYLAND_DISPLAY XAUTHORITY SESSION_MANAGER DESKTOP_SESSION
mkdir -p "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME" "$XDG_STATE_HOME"

start_display
start_bus
start_window_manager
paint_background
# Also what is not started: a command may start it later.
configure_tray_host
configure_notification_service
case $without in *,tray,*) ;; *) start_tray_host ;; esac
case $without in *,notifications,*) ;; *) start_notification_service ;; esac
case $with in *,accessibility,*) start_accessibility ;; esac

# In the background, so that a signal is answered at once and not after the command.
setpriv --pdeathsig TERM -- "$@" <&0 &
command=$!
started+=("$command")
result=0
wait "$command" || result=$?
unset 'started[-1]'
exit "$result"
