#pragma once

#include "domain/ids.h"

#include <optional>

namespace timesheet::gateway {

/// "1f0c9a3e-00000000002a": the log's epoch and a place in it, of a fixed width, so that cursors
/// of one log sort as texts do. Clients take it as opaque.
Cursor makeCursor(const QString &epoch, qint64 sequence);

/// The place that a cursor stands for; nothing where it is none of this epoch's.
std::optional<qint64> sequenceOf(const Cursor &cursor, const QString &epoch);

} // namespace timesheet::gateway
