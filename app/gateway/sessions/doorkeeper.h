#pragma once

#include "gateway/monitoring/metrics.h"
#include "gateway/storage/event_log.h"
#include "gateway/tokens/authenticator.h"

namespace timesheet::gateway {

/// Where clients ask for something.
enum class Door {
    Upgrade, ///< the handshake that makes a connection a WebSocket
    Session, ///< what follows on that WebSocket: messages and the replay
    Request, ///< everything else over HTTP
};

/// Knows callers by their tokens. What is turned away, for its token or because the storage has
/// failed, is counted and logged here, so that it is at every door alike. Never logs a token.
class Doorkeeper
{
public:
    /// Goes by what `authenticator` is at the time of each question.
    Doorkeeper(const Authenticator &authenticator, Metrics &metrics);

    /// Who a token belongs to. A client that sends none is to be asked about with an empty one.
    /// Errors: any TokenFault, counted and logged.
    tl::expected<Caller, TokenFault> identify(QByteArrayView token, Door door) const;

    /// Whether the key is still in use that has vouched for a caller. If not, that is counted and
    /// logged, for the caller is to be turned away.
    bool vouchesFor(const Caller &caller, Door door) const;

    /// Counts and logs that a token, good in itself, was refused. `reason` is for the log.
    void refuseToken(const QString &reason, Door door) const;

    /// Counts and logs that a client did not get what it asked for, because the storage has
    /// failed. Not for what the client itself got wrong: LogError::Kind::UnknownCursor.
    void storageFailed(const LogError &error, Door door) const;

private:
    const Authenticator &m_authenticator;
    Metrics &m_metrics;
};

} // namespace timesheet::gateway
