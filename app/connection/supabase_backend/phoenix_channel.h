#pragma once

#include "connection/backoff.h"
#include "connection/supabase_backend/phoenix_message.h"
#include "domain/credentials.h"

#include <QJsonObject>
#include <QString>

#include <chrono>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

namespace timesheet {

/// One channel of a Phoenix socket, and when it is to be joined again. It neither sends nor waits
/// by itself: each call is told what came and what time it is, and answers with what is to be done.
/// Whatever a server says of another join than the current one is ignored.
class PhoenixChannel
{
public:
    using Instant = std::chrono::steady_clock::time_point;

    /// How long it waits.
    struct Timing {
        std::chrono::milliseconds reply{0};  ///< for the reply to a join, a leave or a push
        std::chrono::milliseconds steady{0}; ///< joined for so long, its attempts are counted anew
        /// The longest pause before each new attempt to join.
        std::vector<std::chrono::milliseconds> backoff;
    };

    /// To be sent.
    struct Send {
        PhoenixMessage message;
        friend bool operator==(const Send &, const Send &) = default;
    };
    struct Joined {
        friend bool operator==(const Joined &, const Joined &) = default;
    };
    /// It is joined again after a pause, as after Closed, or GaveUp follows.
    struct JoinFailed {
        QString reason; ///< the server's words; empty where it said none
        friend bool operator==(const JoinFailed &, const JoinFailed &) = default;
    };
    /// What the server says on the channel by itself.
    struct Received {
        QString event;
        QJsonObject payload;
        friend bool operator==(const Received &, const Received &) = default;
    };
    /// The answer to a push.
    struct Replied {
        QString ref;
        bool isOk = false;
        QJsonObject response;
        friend bool operator==(const Replied &, const Replied &) = default;
    };
    /// A push that is answered no more.
    struct Unanswered {
        QString ref;
        friend bool operator==(const Unanswered &, const Unanswered &) = default;
    };
    /// The server has closed the channel, while the socket lives.
    struct Closed {
        friend bool operator==(const Closed &, const Closed &) = default;
    };
    /// After leave().
    struct Left {
        friend bool operator==(const Left &, const Left &) = default;
    };
    /// No attempt is left.
    struct GaveUp {
        friend bool operator==(const GaveUp &, const GaveUp &) = default;
    };
    using Action =
        std::variant<Send, Joined, JoinFailed, Received, Replied, Unanswered, Closed, Left, GaveUp>;
    using Actions = std::vector<Action>;

    /// Whether a reply to a push is waited for.
    enum class Reply {
        None,
        Expected,
    };

    /// What a push came to: nothing is sent while the channel is not joined.
    struct Pushed {
        QString ref; ///< empty: it was not sent
        Actions actions;
    };

    /// `config`: that of the join. `refs` outlives it.
    PhoenixChannel(QString topic, QJsonObject config, Token token, Timing timing, PhoenixRefs &refs,
                   RandomSource random);

    /// Of the joins from now on.
    void setConfig(const QJsonObject &config) { m_config = config; }

    bool isJoined() const { return m_state == State::Joined; }
    /// Whether the token has changed since the join that counts now was sent.
    bool isTokenNewerThanJoin() const { return m_isTokenNewer; }

    /// Joins, where it neither is joined nor tries to be.
    Actions join(Instant now);
    Actions leave(Instant now);
    Pushed push(const QString &event, const QJsonObject &payload, Reply reply, Instant now);
    /// The token of what is sent from now on; a channel that is joined is told at once.
    Actions setAccessToken(const Token &token);
    /// The next pause is this long at least.
    void holdBack(std::chrono::milliseconds least) { m_leastPause = least; }

    Actions receive(const PhoenixMessage &message, Instant now);

    /// When tick() is due; nothing where it waits for nothing.
    std::optional<Instant> nextTick() const;
    /// Does what has become due until `now`.
    Actions tick(Instant now);

private:
    enum class State {
        Out,     ///< not joined, and not to be
        Joining, ///< the reply is waited for
        Joined,
        Resting, ///< to be joined again
        Leaving, ///< the reply is waited for
    };

    /// A push that waits for its reply.
    struct Waiting {
        QString ref;
        Instant until;
    };

    bool isOfCurrentJoin(const PhoenixMessage &message) const;
    Action joinMessage(Instant now);
    Action tokenMessage();
    Actions receiveReply(const PhoenixMessage &message, Instant now);
    Actions receiveJoinReply(bool isOk, const QJsonObject &response, Instant now);
    Actions receiveClose(Instant now);
    Actions rest(Action why, Instant now);

    QString m_topic;
    QJsonObject m_config;
    Token m_token;
    Timing m_timing;
    PhoenixRefs &m_refs;
    Backoff m_backoff;

    State m_state = State::Out;
    QString m_joinRef;  ///< of the join that counts
    QString m_leaveRef; ///< of the leave that is under way
    bool m_isTokenNewer = false;
    std::chrono::milliseconds m_leastPause{0};
    std::optional<Instant> m_due;      ///< when the state has lasted long enough
    std::optional<Instant> m_joinedAt; ///< since when it is joined
    std::deque<Waiting> m_waiting;     ///< in the order of their times
};

} // namespace timesheet
