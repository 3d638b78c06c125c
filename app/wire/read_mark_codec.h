#pragma once

#include "wire/messages.h"

#include <QJsonObject>

#include <tl/expected.hpp>

namespace timesheet::wire {

/// `{"ids":[…]}` or `{"through":"…"}`, in a `read` message or as the body of `POST /v1/read`.
/// Errors: BadMember where it has neither or one of a wrong type.
tl::expected<ReadMark, DropReason> readMarkFromJson(const QJsonObject &object);

QJsonObject readMarkToJson(const ReadMark &mark);

} // namespace timesheet::wire
