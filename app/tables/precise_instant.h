#pragma once

#include "tables/row_state.h"

#include <QDateTime>
#include <QStringView>

#include <optional>

namespace timesheet {

/// Reads a timestamp as PostgREST writes one: ISO 8601 with up to six digits of a second. One
/// without an offset (`timestamp without time zone`) is UTC, as the clock of a project is. Nothing
/// where it is anything else, `infinity` too.
std::optional<PreciseInstant> parsePreciseInstant(QStringView text);

/// As PostgreSQL reads it: "2026-11-23T04:27:51.692443+00:00".
QString formatPreciseInstant(PreciseInstant instant);

/// Cut to milliseconds, UTC.
QDateTime toMilliseconds(PreciseInstant instant);

} // namespace timesheet
