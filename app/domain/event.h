#pragma once

#include "domain/event_type.h"
#include "domain/ids.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>

#include <optional>

namespace timesheet {

/// One piece of timesheet news, as a server published it.
struct Event {
    EventId id;
    QString typeName; ///< as on the wire; kept also where this version does not know it
    QJsonObject payload;
    QDateTime timestamp; ///< UTC, milliseconds
    TenantId tenant;
    std::optional<Cursor> cursor; ///< absent on servers of the deployed contract

    /// An entry that was made here. Only such a one is a gap: nothing that a server sends.
    bool isOurs = false;

    EventType type() const
    {
        const EventType named = eventTypeFromName(typeName);
        return named == EventType::Gap && !isOurs ? EventType::Unknown : named;
    }

    friend bool operator==(const Event &, const Event &) = default;
};

/// The way by which an event came. An event is the same event whichever way it came.
enum class Via {
    Live,
    Replay,
    Poll,
    Local, ///< it was made here: a gap
};

/// "live", "replay", "poll" or "local".
QString viaName(Via via);

/// An event on its way into the cache.
struct ReceivedEvent {
    Event event;
    Via via = Via::Live;

    friend bool operator==(const ReceivedEvent &, const ReceivedEvent &) = default;
};

/// An event as the cache holds it.
struct StoredEvent {
    Event event;
    Via via = Via::Live; ///< the way by which it came first
    bool read = false;
    QDateTime receivedAt; ///< UTC

    friend bool operator==(const StoredEvent &, const StoredEvent &) = default;
};

} // namespace timesheet
