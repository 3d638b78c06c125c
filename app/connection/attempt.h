#pragma once

#include "connection/transport.h"

#include <QDateTime>

#include <memory>
#include <optional>

namespace timesheet {

/// One socket and what is known about it. It all ends together: the next begins with nothing.
struct Attempt {
    std::unique_ptr<Transport> transport;
    bool asksToResume = false;              ///< it goes on after what is stored
    bool isAccepted = false;                ///< it is more than open
    bool hasGreeted = false;                ///< the server has said hello
    bool isReplaying = false;               ///< between `hello` and `resumed`
    int unansweredAuths = 0;                ///< fresh tokens that the server has said nothing of
    std::optional<QDateTime> firstReplayed; ///< the instant of the replay's first event
};

} // namespace timesheet
