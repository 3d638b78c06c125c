#pragma once

#include <chrono>
#include <vector>

namespace timesheet {

/// Every time that the connection waits. Tests pass milliseconds.
struct ConnectionTiming {
    /// From opening the socket to the end of the upgrade; QWebSocket itself would wait for ever.
    std::chrono::milliseconds handshakeTimeout = std::chrono::seconds(10);
    /// How long a closing handshake may take before the socket is cut.
    std::chrono::milliseconds closeTimeout = std::chrono::seconds(2);

    /// Between pings; a server's hello may say otherwise.
    std::chrono::milliseconds heartbeat = std::chrono::seconds(30);
    /// A ping without any answer for this long is a dead connection.
    std::chrono::milliseconds pongTimeout = std::chrono::seconds(10);

    /// The longest pause before each attempt; the real one is drawn from 0 to it (full jitter).
    std::vector<std::chrono::milliseconds> backoff{std::chrono::seconds(1), std::chrono::seconds(2),
                                                   std::chrono::seconds(4), std::chrono::seconds(8),
                                                   std::chrono::seconds(16)};
    /// The same after a server said goodbye: at once, but not all clients in one instant.
    std::chrono::milliseconds afterGoodbye = std::chrono::seconds(1);
    /// The shortest pause after "Rate limit exceeded".
    std::chrono::milliseconds afterRateLimit = std::chrono::seconds(60);
    /// A connection that was accepted for so long has come back: attempts are counted anew.
    std::chrono::milliseconds steady = std::chrono::seconds(30);
    /// Between attempts once those of the backoff are used up, plus or minus a quarter.
    std::chrono::milliseconds slowRetry = std::chrono::seconds(60);

    /// Between polls, plus or minus a quarter, where the server does not hold them itself.
    std::chrono::milliseconds pollInterval = std::chrono::seconds(15);
    /// How long a reply on a channel is waited for, where the socket has channels.
    std::chrono::milliseconds channelReply = std::chrono::seconds(10);
    /// Where what the socket says is only a hint: when HTTP is asked for events once more after a
    /// channel was joined, and between questions after that; each plus or minus a quarter.
    std::chrono::milliseconds catchUpAgain = std::chrono::milliseconds(3500);
    std::chrono::milliseconds catchUpInterval = std::chrono::seconds(30);
    /// For how long hints are gathered after each answer, plus or minus a quarter.
    std::chrono::milliseconds hintsGathered = std::chrono::milliseconds(250);

    /// How long a poll may take without progress beyond the time that the server is asked to hold
    /// it.
    std::chrono::milliseconds transferTimeout = std::chrono::seconds(10);
    /// How long an answer may take to its last byte beyond that time, however steadily it drips.
    std::chrono::milliseconds answerDeadline = std::chrono::minutes(2);
};

} // namespace timesheet
