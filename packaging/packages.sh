# shellcheck shell=bash
# The packages of Debian 12 and Ubuntu 24.04 that this project needs, and what installs them.
# Sourced, not run. The only place where package names are written down.
#
#   need_packages build private-desktop      installs what these lists need and is missing

# shellcheck disable=SC2034  # read by name, in missing_of
# One package a line: its name, or names of which one will do, divided by "|"; then what for.
packages_build='
cmake                       builds
ninja-build                 builds
g++                         compiles
git                         fetched this repository
qt6-base-dev                Qt: core, network, widgets, SQL, D-Bus
qt6-websockets-dev          Qt: the client side of the socket
libqt6svg6-dev|qt6-svg-dev  Qt: the icons
qt6-tools-dev               Qt: finds the translators
qt6-l10n-tools              Qt: lrelease, for the translations
qt6-translations-l10n       Qt: its own dialogs in other languages
libqt6sql6-sqlite           Qt: the driver for the caches
libqt6sql6-psql             Qt: the driver for PostgreSQL
qtkeychain-qt6-dev          the system keychain
libsecret-1-0               which QtKeychain loads when it runs
libxcb1-dev                 notices tray hosts of X11
pkg-config                  finds it
libboost-dev                Asio and Beast, for the gateway
libssl-dev                  TLS and signatures
prometheus-cpp-dev          metrics
libexpected-dev             tl::expected
nlohmann-json3-dev          strict JSON
'

packages_private_desktop='
xvfb                        a display without a screen
dbus                        a session bus
openbox                     a window manager
lxqt-panel                  a tray host
dunst                       a notification service
wmctrl                      finds windows
imagemagick                 takes the screenshots
x11-utils                   asks the display
fonts-noto-core             letters
'

packages_tests='
ccache                      compiles again what changed, nothing else
python3                     test scripts
postgresql-15|postgresql    a database server for tests of the gateway
postgresql-15-wal2json|postgresql-16-wal2json|postgresql-17-wal2json   its changes as JSON, as Supabase has them
python3-dbus                watches the session bus
python3-gi                  its event loop
at-spi2-core                tells tests what a window says, as it tells screen readers
gir1.2-atspi-2.0            asks it
python3-websockets          an independent WebSocket client
xdotool                     presses keys and buttons
trayer                      a tray host of the other kind, XEmbed
xfce4-notifyd               a notification service that draws buttons
gnome-keyring               a keychain
haproxy                     balances between gateways
systemd                     judges the unit of the gateway
'

packages_faults='
iproute2                    lays a cable between two network namespaces
nftables                    cuts it
libfaketime                 sets clocks, and makes them run faster
'

# Debian only: Ubuntu has browsers as snaps.
packages_browser='
chromium                    a real browser, for the deployed contract
'

# Debian has them too, but whoever has a newer Node keeps it.
packages_node='
nodejs                      runs the independent server
npm                         fetches its libraries
'

packages_lint='
clang-format                checks the formatting
clang-tidy                  checks the code
clazy                       checks how it uses Qt
cppcheck                    checks the code in another way
shellcheck                  checks the scripts
'

# libFuzzer comes with the sanitizers' run-time library, which clang only recommends.
packages_fuzz='
clang                       compiles the fuzzers
libclang-rt-18-dev|libclang-rt-14-dev   their run-time library
'

# say TEXT...: a message for people.
say()
{
    printf '%s\n' "$*" >&2
}

# die TEXT...: why we cannot go on.
die()
{
    say "error: $*"
    exit 1
}

# Whether a package is installed.
is_installed()
{
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Whether apt could install a package.
is_available()
{
    apt-cache show --no-all-versions "$1" >/dev/null 2>&1
}

# The lines of one list that no installed package answers.
missing_of()
{
    local list="packages_${1//-/_}" names purpose name found
    while read -r names purpose; do
        [ -n "$names" ] || continue
        found=
        for name in ${names//|/ }; do
            if is_installed "$name"; then
                found=yes
            fi
        done
        [ -n "$found" ] || printf '%s %s\n' "$names" "$purpose"
    done <<<"${!list}"
}

# The first name of "a|b" that apt knows, or the first at all.
choose_name()
{
    local name
    for name in ${1//|/ }; do
        if is_available "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    printf '%s\n' "${1%%|*}"
}

# run_as_root COMMAND...: with sudo only where we are not root.
run_as_root()
{
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        return 127
    fi
}

# need_packages LIST...: says what is missing and what for, then installs it.
need_packages()
{
    local list missing line plain='' names=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This system has no apt: what is needed is listed in packaging/packages.sh."
        return 0
    fi
    missing=$(for list in "$@"; do missing_of "$list"; done)
    [ -n "$missing" ] || return 0

    say "To be installed from this system's own package sources:"
    while read -r line; do
        printf '  %-28s%s\n' "${line%% *}" "${line#* }" >&2
        plain+=" ${line%%[| ]*}"
    done <<<"$missing"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        die "installing needs root, and there is no sudo. As root: apt-get install$plain"
    fi
    [ "$(id -u)" = 0 ] || say "This needs root: sudo may ask for your password."

    # Old lists lead to packages that are no longer there. A foreign source that fails is not fatal.
    run_as_root apt-get update -q >&2 || say "Some package sources did not answer; going on without."
    while read -r line; do
        names+=("$(choose_name "${line%% *}")")
    done <<<"$missing"
    run_as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${names[@]}" >&2 </dev/null \
        || die "apt-get could not install: ${names[*]}"
}

# Node 18 (Debian 12's) or newer counts wherever it comes from.
need_node()
{
    local version
    version=$(node --version 2>/dev/null) || version=v0
    version=${version#v}
    if [ "${version%%.*}" -lt 18 ] || ! command -v npm >/dev/null; then
        need_packages node
    fi
}
