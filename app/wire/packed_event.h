#pragma once

#include "domain/ids.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

#include <optional>

namespace timesheet::wire {

/// An event whose payload stays text: a server passes payloads on and never looks into them, so
/// that what is expensive about JSON happens once, when an event is accepted.
struct PackedEvent {
    EventId id;
    QString typeName;
    QByteArray payload;  ///< a JSON object, UTF-8
    QDateTime timestamp; ///< UTC, milliseconds
    TenantId tenant;
    std::optional<Cursor> cursor;

    friend bool operator==(const PackedEvent &, const PackedEvent &) = default;
};

/// The event as both sides write it, with `id`, and with `cursor` where it has one.
QByteArray encode(const PackedEvent &event);

/// The event as servers of the deployed contract write it: without `id` and `cursor`.
QByteArray encodeDeployed(const PackedEvent &event);

/// The answer to `GET /v1/events`, oldest first; `cursor` is where to go on.
QByteArray encodePage(const QList<PackedEvent> &events, const Cursor &cursor, bool complete);

} // namespace timesheet::wire
