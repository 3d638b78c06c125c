#pragma once

#include <QByteArrayView>
#include <QStringView>

#include <optional>

/// The end of a WebSocket connection, as a server explains it.
namespace timesheet::wire {

/// Close codes (RFC 6455, section 7.4.1, and the IANA registry) that servers of the protocol use.
enum class CloseCode : quint16 {
    Normal = 1000,
    GoingAway = 1001,
    ProtocolError = 1002,
    Unsupported = 1003,
    InvalidText = 1007,
    PolicyViolation = 1008,
    TooBig = 1009,
    ServerError = 1011,
    ServiceRestart = 1012,
    TryAgainLater = 1013,
};

/// Why a server closes a connection on which nothing is wrong with the frames.
enum class CloseReason {
    Unauthorized,
    TokenExpired,
    RateLimitExceeded,
    TooManyConnections,
    Overloaded,
    IdleTimeout,
    ServiceRestart,
    BinaryMessage,
};

/// A reason as a close frame has it.
struct CloseWords {
    CloseCode code = CloseCode::Normal;
    QByteArrayView text; ///< a literal, ASCII

    friend bool operator==(const CloseWords &, const CloseWords &) = default;
};

CloseWords closeWords(CloseReason reason);

/// The reason that a close frame gives; nothing where its words are none of the protocol's.
std::optional<CloseReason> closeReasonOf(int code, QStringView text);

} // namespace timesheet::wire
