#pragma once

#include "domain/event.h"
#include "wire/messages.h"

#include <QByteArrayView>

#include <tl/expected.hpp>

/// The JSON bodies of the HTTP interface.
namespace timesheet::wire {

/// The answer to `GET /v1/events`, oldest first.
struct EventPage {
    QList<Event> events;
    Cursor cursor; ///< where to go on; empty while the log is empty
    bool complete = true;

    friend bool operator==(const EventPage &, const EventPage &) = default;
};

/// A page as a client reads it. An event that is no good is left out, and said in `dropped`.
struct DecodedPage {
    EventPage page;
    QList<DropReason> dropped;

    friend bool operator==(const DecodedPage &, const DecodedPage &) = default;
};

/// An event of more than `most` bytes is TooLarge, as it would be as a message.
/// Errors: NotJson, NotAnObject, BadMember (no `events` array, more than maxPageSize events).
tl::expected<DecodedPage, DropReason> decodeEventPage(QByteArrayView body, const TenantId &tenant,
                                                      qsizetype most);

/// The answer to `GET /v1/presence`.
QByteArray encode(const QList<UserPresence> &users);

/// An event that a service asks a server to publish. What is absent the server fills in.
struct NewEvent {
    std::optional<EventId> id; ///< makes publishing idempotent
    QString typeName;
    QByteArray payload; ///< a JSON object, UTF-8, without blanks
    std::optional<QDateTime> timestamp;
    std::optional<UserId> recipient; ///< absent: the whole tenant

    friend bool operator==(const NewEvent &, const NewEvent &) = default;
};

/// Why a body of `POST /v1/events` was refused: which of its events, and what was wrong with it.
struct NewEventError {
    qsizetype index = 0;
    DropReason reason = DropReason::NotJson;

    friend bool operator==(const NewEventError &, const NewEventError &) = default;
};

/// One event or an array of at least one and at most maxPageSize. All or nothing.
/// Errors: NotJson, NotAnObject, NoType (also a name of the protocol's own messages), NoPayload,
/// BadTimestamp, WrongTenant, BadMember (`id` or `recipient_id` is no text of 1 to 128
/// characters, or one of them or `type` has U+0000), TooLarge (too many events, or one that would
/// not fit into a message).
tl::expected<QList<NewEvent>, NewEventError> decodeNewEvents(QByteArrayView body,
                                                             const TenantId &tenant);

/// The body of `POST /v1/events` for one event.
QByteArray encode(const NewEvent &event);

/// The body of `POST /v1/read`.
QByteArray encodeReadMark(const ReadMark &mark);

/// The same, read. Errors: NotJson, NotAnObject, TooLarge, BadMember.
tl::expected<ReadMark, DropReason> decodeReadMark(QByteArrayView body);

} // namespace timesheet::wire
