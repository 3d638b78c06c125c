#pragma once

#include "gateway/protocol/http_answer.h"

#include <QDateTime>

namespace timesheet::gateway {

/// What becomes of a connection behind an answer.
enum class Persistence { KeepAlive, Close };

/// The head of an answer given `now`, as it goes out, with the fields that all answers have. The
/// body follows it as it is.
QByteArray headOf(const HttpAnswer &answer, const QDateTime &now, Persistence persistence);

} // namespace timesheet::gateway
