#pragma once

#include "cache/event_store.h"

#include <QJsonObject>

namespace timesheet {

/// Answers the request for some cached events, newest first: `limit`, and of the optional `type`,
/// `unread`, `search` what they must be. `{"events":[…],"below":…}`: the objects that
/// `timesheet-tray events --json` prints, and, where there may be more, what to ask for next as
/// `below`. `error` where the cache cannot be read.
QJsonObject eventsPage(EventStore &store, const QJsonObject &request);

/// The same where there is no cache.
QJsonObject eventsPage();

} // namespace timesheet
