#pragma once

#include "wire/limits.h"
#include "wire/messages.h"

#include <QByteArrayView>
#include <QJsonDocument>

#include <tl/expected.hpp>

namespace timesheet::wire {

/// What to do about an object that has a name twice.
enum class JsonNames {
    LastCounts, ///< as most readers do
    Unique,     ///< refused, where two readers must never disagree
};

/// Reads JSON text strictly as RFC 8259 has it: valid UTF-8, no raw control characters, no lone
/// surrogates, no numbers out of a double's range; and at most maxJsonDepth levels deep.
/// QJsonDocument alone accepts some of what this refuses. The size is the caller's to bound.
/// Errors: NotJson.
tl::expected<QJsonDocument, DropReason> parseJson(QByteArrayView text,
                                                  JsonNames names = JsonNames::LastCounts);

/// As parseJson, and it must be an object. Errors: NotJson, NotAnObject, TooLarge (more than `most`
/// bytes).
tl::expected<QJsonObject, DropReason> parseMessage(QByteArrayView text,
                                                   JsonNames names = JsonNames::LastCounts,
                                                   qsizetype most = maxMessageBytes);

/// One line, UTF-8.
QByteArray compactJson(const QJsonObject &object);

/// Appends a string with its quotes, UTF-8, escaped as RFC 8785, section 3.2.2.2, has it: only what
/// must be. U+FFFD stands in for lone surrogates.
void appendJsonString(QByteArray &out, QStringView text);

} // namespace timesheet::wire
