#pragma once

#include "domain/connection_status.h"

#include <optional>

namespace timesheet {

/// What moves a connection from one state to another.
enum class ConnectionInput {
    SignIn,       ///< there is a token
    SignOut,      ///< the user wants none any more
    Accepted,     ///< hello, or on a server without it a pong or an event
    Lost,         ///< a socket or an attempt failed, and the backoff has an attempt left
    AttemptsUsed, ///< the same, and it has none left
    PollAnswered,
    PollFailed,
    Refused, ///< the token cannot be read, was refused, or has expired
};

/// The state after an input. Nothing where the input does not come in that state. README.md has
/// it as a table.
std::optional<ConnectionState> transition(ConnectionState state, ConnectionInput input);

} // namespace timesheet
