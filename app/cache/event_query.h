#pragma once

#include "cache/list_position.h"
#include "domain/event.h"

namespace timesheet {

/// Which events a list shows.
struct EventQuery {
    EventFilter filter = EventFilter::All;
    QString search;   ///< as typed; see matchExpression()
    QString typeName; ///< as on the wire; empty: every type

    friend bool operator==(const EventQuery &, const EventQuery &) = default;
};

/// A stored event and where it stands.
struct ListedEvent {
    ListPosition position = lowestPosition;
    StoredEvent stored;

    friend bool operator==(const ListedEvent &, const ListedEvent &) = default;
};

} // namespace timesheet
