#pragma once

#include "domain/credentials.h"
#include "domain/event.h"
#include "domain/ids.h"

#include <QStringList>

#include <chrono>
#include <optional>
#include <variant>

/// What client and server say to each other besides events.
namespace timesheet::wire {

struct Ping {
    friend bool operator==(const Ping &, const Ping &) = default;
};

struct Pong {
    friend bool operator==(const Pong &, const Pong &) = default;
};

/// The server's first message to a client that offered the subprotocol.
struct Hello {
    int protocol = 0;
    QString server; ///< name/version
    Cursor cursor;  ///< the newest event's; empty while there is none
    std::chrono::seconds heartbeat{30};
    int messagesPerMinute = 0;
    qint64 maxMessageBytes = 0;
    QStringList features;

    friend bool operator==(const Hello &, const Hello &) = default;
};

/// "Send me what came after this."
struct Resume {
    Cursor after;

    friend bool operator==(const Resume &, const Resume &) = default;
};

/// Part of what is being replayed is gone, from here up to the next event. Said before that event,
/// whose cursor leads past the hole: who is cut off behind it would never hear of it.
struct Incomplete {
    friend bool operator==(const Incomplete &, const Incomplete &) = default;
};

/// The end of a replay.
struct Resumed {
    Cursor cursor;
    int replayed = 0;
    bool complete = true; ///< false where retention has dropped part of the gap

    friend bool operator==(const Resumed &, const Resumed &) = default;
};

/// A fresh token for the same user, without reconnecting.
struct Auth {
    Token token;

    friend bool operator==(const Auth &, const Auth &) = default;
};

struct AuthOk {
    std::optional<QDateTime> expiresAt; ///< UTC

    friend bool operator==(const AuthOk &, const AuthOk &) = default;
};

struct AuthError {
    QString reason;

    friend bool operator==(const AuthError &, const AuthError &) = default;
};

/// These events, or all up to a cursor, have been read by this user. Said by both sides.
struct ReadMark {
    QList<EventId> ids;
    std::optional<Cursor> through;

    friend bool operator==(const ReadMark &, const ReadMark &) = default;
};

/// How present a user is.
enum class PresenceState {
    Online,
    Away,
    Offline, ///< said by servers only
};

/// "online", "away", "offline".
QString presenceStateName(PresenceState state);

/// A client says that its user is Online or Away there. With the first of these it begins to take
/// part in presence.
struct OwnPresence {
    PresenceState state = PresenceState::Online;

    friend bool operator==(const OwnPresence &, const OwnPresence &) = default;
};

/// How present a user of the tenant is, on all devices together.
struct UserPresence {
    UserId user;
    PresenceState state = PresenceState::Offline;
    QDateTime since; ///< UTC

    friend bool operator==(const UserPresence &, const UserPresence &) = default;
};

struct RateLimited {
    std::chrono::milliseconds retryAfter{0};

    friend bool operator==(const RateLimited &, const RateLimited &) = default;
};

/// The server could not do what a message asked; the connection stays open.
struct ErrorNotice {
    QString code;
    QString message;
    QString ref; ///< the type of the message that was wrong

    friend bool operator==(const ErrorNotice &, const ErrorNotice &) = default;
};

/// A message of the protocol that this client has no use for, such as another user's typing.
struct Unused {
    QString typeName;

    friend bool operator==(const Unused &, const Unused &) = default;
};

using ServerMessage = std::variant<Event, Pong, Hello, Incomplete, Resumed, AuthOk, AuthError,
                                   ReadMark, UserPresence, RateLimited, ErrorNotice, Unused>;
using ClientMessage = std::variant<Ping, Resume, Auth, ReadMark, OwnPresence>;

/// Why something that came was dropped. Each has a counter; contents are never logged.
enum class DropReason {
    NotText,
    TooLarge,
    NotJson,
    NotAnObject,
    NoType,
    NoPayload,
    BadTimestamp,
    WrongTenant,
    BadMember, ///< a message of the protocol with a member missing or of a wrong type
};

/// "not-text", "too-large", "not-json", "not-an-object", "no-type", "no-payload", "bad-timestamp",
/// "wrong-tenant", "bad-member".
QString dropReasonName(DropReason reason);

} // namespace timesheet::wire
