#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace timesheet {

/// Reads an ISO 8601 instant in RFC 3339's profile: date, 'T', time with seconds, an optional
/// fraction of 1 to 9 digits (cut to milliseconds) and 'Z' or an offset. A leap second
/// (:60) counts as the first instant after it. Nothing where the text is anything else:
/// an instant without an offset is not an instant, and one whose year is not 1 to 9999 in UTC could
/// not be written again.
std::optional<QDateTime> parseInstant(QStringView text);

/// "2026-11-23T08:15:30.123Z": UTC with milliseconds, RFC 3339. Empty where there is no instant, or
/// its year is not 1 to 9999.
QString formatInstant(const QDateTime &instant);

} // namespace timesheet
