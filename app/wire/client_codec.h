#pragma once

#include "wire/messages.h"

#include <QByteArrayView>

#include <tl/expected.hpp>

/// Messages that a client sends.
namespace timesheet::wire {

/// Why a client's message was refused, and its type where that could be read.
struct Refusal {
    DropReason reason = DropReason::NotJson;
    QString ref;

    friend bool operator==(const Refusal &, const Refusal &) = default;
};

/// Reads one text frame from a client, as untrusted input.
/// Errors: TooLarge, NotJson, NotAnObject, NoType (also for a type that no client sends),
/// BadMember.
tl::expected<ClientMessage, Refusal> decodeClientMessage(QByteArrayView text);

/// The message as one text frame, UTF-8.
QByteArray encode(const ClientMessage &message);

} // namespace timesheet::wire
