#pragma once

#include "cache/event_store.h"
#include "client/process/local_command.h"

namespace timesheet {

/// Some cached events, newest first. `{"events":[…],"below":…}`: the objects that
/// `timesheet-tray events --json` prints, and, where there may be more, what to ask for next as
/// `below`. Errors: the cache cannot be read.
LocalAnswer eventsPage(EventStore &store, const local::Events &asked);

/// The same where there is no cache.
QJsonObject eventsPage();

} // namespace timesheet
