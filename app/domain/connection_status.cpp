#include "domain/connection_status.h"

using namespace Qt::StringLiterals;

namespace timesheet {

QString connectionStateName(ConnectionState state)
{
    switch (state) {
    case ConnectionState::SignedOut:
        return u"signed-out"_s;
    case ConnectionState::Connecting:
        return u"connecting"_s;
    case ConnectionState::Connected:
        return u"connected"_s;
    case ConnectionState::Reconnecting:
        return u"reconnecting"_s;
    case ConnectionState::Polling:
        return u"polling"_s;
    case ConnectionState::Offline:
        return u"offline"_s;
    case ConnectionState::Unauthorized:
        return u"unauthorized"_s;
    }
    return {};
}

TrayState trayStateOf(ConnectionState state)
{
    switch (state) {
    case ConnectionState::Connected:
        return TrayState::Live;
    case ConnectionState::Connecting:
    case ConnectionState::Reconnecting:
        return TrayState::Connecting;
    case ConnectionState::Polling:
        return TrayState::Polling;
    case ConnectionState::Offline:
        return TrayState::Offline;
    case ConnectionState::SignedOut:
    case ConnectionState::Unauthorized:
        break;
    }
    return TrayState::SignInNeeded;
}

} // namespace timesheet
