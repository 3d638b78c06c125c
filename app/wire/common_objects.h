#pragma once

#include "wire/messages.h"

#include <QJsonObject>

#include <tl/expected.hpp>

// What several messages and HTTP bodies say in the same words.

namespace timesheet::wire {

/// `{"ids":[…]}` or `{"through":"…"}`, in a `read` message or as the body of `POST /v1/read`.
/// Errors: BadMember where it has neither or one of a wrong type.
tl::expected<ReadMark, DropReason> readMarkFromJson(const QJsonObject &object);

QJsonObject readMarkToJson(const ReadMark &mark);
/// A read mark that a client says. Errors also: TooLarge (more than maxMarkedIds).
tl::expected<ReadMark, DropReason> ownReadMarkFromJson(const QJsonObject &object);

/// Errors: BadMember, where `state` is neither "online" nor "away".
tl::expected<OwnPresence, DropReason> ownPresenceFromJson(const QJsonObject &object);

/// The members `user_id`, `state` and `since`, as the message and the HTTP body have them.
QJsonObject userPresenceToJson(const UserPresence &presence);

/// Errors: BadMember, where one of these is missing or is not what it must be.
tl::expected<UserPresence, DropReason> userPresenceFromJson(const QJsonObject &object);

} // namespace timesheet::wire
