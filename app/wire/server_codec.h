#pragma once

#include "wire/messages.h"

#include <QByteArrayView>

#include <tl/expected.hpp>

/// Messages that a server sends.
namespace timesheet::wire {

/// Reads one text frame from a server, as untrusted input. `tenant` is the signed-in user's.
/// More than `most` bytes are TooLarge: other servers than ours may say more than our protocol has.
/// What is not a message of the protocol is an event, of a known or an unknown type.
/// Errors: any DropReason but NotText.
tl::expected<ServerMessage, DropReason> decodeServerMessage(QByteArrayView text,
                                                            const TenantId &tenant, qsizetype most);

/// Whether a type names one of the protocol's own server messages, which no event may be called.
bool isProtocolMessage(const QString &typeName);

/// The message as one text frame, UTF-8.
QByteArray encode(const ServerMessage &message);

} // namespace timesheet::wire
