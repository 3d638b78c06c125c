#pragma once

#include "domain/ids.h"

#include <optional>

namespace timesheet::gateway {

/// What a cursor says of an event of one tenant: its sequence, and which event that was.
struct CursorParts {
    qint64 sequence = 0;
    quint32 check = 0; ///< of that event's id; 0 where there was no event to check

    friend bool operator==(const CursorParts &, const CursorParts &) = default;
};

/// 32 bits of an id, never 0. They tell a log from its own restored copy, in which other events
/// got the same sequences; they protect against no attacker.
quint32 checkOf(const EventId &id);

/// "1f0c9a3e-00000000002a-5b1d09f7": the log's epoch, the sequence, and the check, of fixed widths,
/// so that cursors of one log sort as texts do. Clients do not look into it.
Cursor makeCursor(const QString &epoch, const CursorParts &parts);

/// What a cursor says; nothing where it is none of this epoch's. A cursor without a check, as
/// earlier versions made them, has the check 0.
std::optional<CursorParts> partsOf(const Cursor &cursor, const QString &epoch);

} // namespace timesheet::gateway
