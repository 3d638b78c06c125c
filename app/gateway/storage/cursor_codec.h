#pragma once

#include "domain/ids.h"

#include <optional>

namespace timesheet::gateway {

/// What a cursor says: a place in the log of one tenant, and which event was there.
struct CursorPlace {
    qint64 sequence = 0;
    quint32 check = 0; ///< of that event's id; 0 where nothing was there to check

    friend bool operator==(const CursorPlace &, const CursorPlace &) = default;
};

/// 32 bits of an id, never 0. They tell a log from its own restored copy, in which other events
/// took the same places; they protect against no attacker.
quint32 checkOf(const EventId &id);

/// "1f0c9a3e-00000000002a-5b1d09f7": the log's epoch, the place, and the check, of fixed widths,
/// so that cursors of one log sort as texts do. Clients take it as opaque.
Cursor makeCursor(const QString &epoch, const CursorPlace &place);

/// The place that a cursor stands for; nothing where it is none of this epoch's. A cursor without
/// a check, as earlier versions made them, has the check 0.
std::optional<CursorPlace> placeOf(const Cursor &cursor, const QString &epoch);

} // namespace timesheet::gateway
