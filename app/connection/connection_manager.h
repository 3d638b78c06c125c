#pragma once

#include "connection/backend.h"
#include "connection/backoff.h"
#include "connection/comeback.h"
#include "connection/endpoint.h"
#include "connection/heartbeat.h"
#include "connection/mark_reporter.h"
#include "connection/poller.h"
#include "connection/state_machine.h"
#include "connection/subscription.h"
#include "connection/timing.h"
#include "connection/transport.h"
#include "domain/clock.h"
#include "domain/connection_status.h"
#include "domain/credentials.h"
#include "domain/event.h"
#include "domain/time_source.h"

#include <QDateTime>
#include <QMap>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace timesheet {

/// One socket and what is known about it. It all ends together: the next begins with nothing.
struct Attempt {
    std::unique_ptr<Transport> transport;
    QDateTime begunAt;                      ///< UTC by this computer's clock
    std::optional<QDateTime> pingedAt;      ///< likewise, while a pong is to come
    bool asksToResume = false;              ///< it goes on after what is stored
    bool isAccepted = false;                ///< it is more than open
    bool hasGreeted = false;                ///< the server has said hello
    bool isReplaying = false;               ///< between `hello` and `resumed`
    bool lacksEvents = false;               ///< some between the last event and the next are gone
    bool hasToldGap = false;                ///< of this replay
    int unansweredAuths = 0;                ///< fresh tokens that the server has said nothing of
    std::optional<QDateTime> firstReplayed; ///< the instant of the replay's first event
};

/// Keeps one account connected to its server: signs in, watches the link, comes back after a loss,
/// and polls where the socket does not come back. README.md has the table of its states.
class ConnectionManager : public QObject
{
    Q_OBJECT

public:
    /// Where to go on: the cursor of the last event that is safely stored.
    using ResumePoint = std::function<std::optional<Cursor>()>;

    /// `backend` and `time` outlive it.
    ConnectionManager(Backend &backend, const ConnectionTiming &timing, TimeSource &time,
                      const Clock &now, const RandomSource &random, ResumePoint resumePoint,
                      QObject *parent = nullptr);
    ~ConnectionManager() override;

    /// Signs in. A fresh token of the same user is renewed in place where the server can do that.
    void connectTo(const Credentials &credentials);
    /// Goes on with a fresh token of the same user, wherever this stands. Signs in where nobody is.
    void renewWith(const Credentials &credentials);
    /// Asked where the server refuses the token: whether a fresh one is on its way, with which
    /// renewWith() is called. Until then the connection counts as lost, not as signed out.
    void setRenewal(std::function<bool()> isOnItsWay) { m_renewal = std::move(isOnItsWay); }
    /// The token is of no use any more, and no other can be had.
    void refuse(const QString &detail);
    /// Signs out: says goodbye and tries nothing any more.
    void disconnect();
    /// Tries the socket now instead of when its time comes. Nothing where no attempt is waiting.
    void retryNow();
    /// Finds out now whether the link is alive: after a sleep, or when the network has changed.
    void probe();
    /// Begins again after what is stored, wherever news come from: a new socket, polls. An attempt
    /// that waits for its time asks then.
    void reconnect();

    /// Whether more can be taken: the server has to wait while it cannot. Nothing is lost by that.
    void setReading(bool reading);

    /// Reaches the same server in another way from now on: another proxy, other certificates.
    void setEndpoint(const Endpoint &endpoint);

    /// Tells the server that the user has read these; marksConfirmed() follows. False where that
    /// is not possible now; then readyForMarks() follows.
    bool reportMarks(const QList<EventId> &ids);

    bool isConnected() const { return m_status.state == ConnectionState::Connected; }
    const ConnectionStatus &status() const { return m_status; }
    /// UTC by the server's clock where it has told it, over HTTP; else by this computer's.
    QDateTime serverNow() const;
    /// What else is known of the server's clock, UTC.
    void noteServerTime(const QDateTime &serverTime);
    /// How much was dropped since the start, by reason.
    const QMap<wire::DropReason, qint64> &droppedCounts() const { return m_droppedCounts; }

    /// Calls `handler(const ReceivedEvent &)` for each event of that type, until the subscription
    /// or `context` ends. An event may come more than once; EventFeed is who knows.
    template <class Handler>
    Subscription on(EventType type, const QObject *context, Handler handler)
    {
        return Subscription(
            connect(this, &ConnectionManager::eventReceived, context,
                    [type, handler = std::move(handler)](const ReceivedEvent &received) {
                        if (received.event.type() == type)
                            handler(received);
                    }));
    }

signals:
    void statusChanged(const timesheet::ConnectionStatus &status);
    /// The server took a fresh token on the same connection.
    void tokenRenewed();
    void eventReceived(const timesheet::ReceivedEvent &event);
    /// A place in the stream that was reached without an event of its own.
    void cursorAdvanced(const timesheet::Cursor &cursor);
    /// What came before `until` and is not here cannot be recovered.
    void gapFound(const timesheet::TenantId &tenant, const QDateTime &until);
    /// Whether everything that the server has came, but for what is on its way right now.
    void inSyncChanged(bool inSync);
    /// While in sync: everything is here that the server had at that time, UTC by this computer's
    /// clock. It was asked then, and has answered: what an hour's sleep left unread was not.
    void syncedThrough(const QDateTime &at);
    void marksConfirmed(const QList<timesheet::EventId> &ids);
    /// reportMarks() can be tried.
    void readyForMarks();
    /// The user has read these on another device.
    void readElsewhere(const QList<timesheet::EventId> &ids,
                       const std::optional<timesheet::Cursor> &through);
    void dropped(timesheet::wire::DropReason reason);

private:
    bool isAccepted() const { return m_attempt && m_attempt->isAccepted; }
    void attempt();
    void endAttempt();
    void stop();
    void receive(const wire::ServerMessage &message);
    void handle(const Event &event);
    void handle(const wire::Pong &pong);
    void handle(const wire::Hello &hello);
    void handle(const wire::Incomplete &incomplete);
    void handle(const wire::Resumed &resumed);
    void handle(const wire::AuthOk &ok);
    void handle(const wire::AuthError &error);
    void handle(const wire::ReadMark &mark);
    void handle(const wire::RateLimited &limited);
    void handle(const wire::ErrorNotice &error);
    /// Nobody here shows it, and so nobody asks for it.
    void handle(const wire::UserPresence & /*presence*/) {}
    void handle(const wire::Unused & /*unused*/) {}
    void tellGap(const QDateTime &until);
    void accept(const QString &serverName);
    void acceptWithoutHello();
    void recover(const Loss &loss);
    void noteIndigestible();
    bool isStuck() const;
    void fallBackToPolling(const Loss &loss);
    void reportPolling();
    void reportPollingFailed(const QString &detail);
    bool isRenewed() const { return m_renewal && m_renewal(); }
    void stopPolling(const QString &detail);
    void beInSync(const QDateTime &through);
    void loseSync();
    void setCredentials(const Credentials &credentials);
    bool renew(const Credentials &credentials);
    bool takeAuthAnswer();
    void drop(wire::DropReason reason);
    /// `pause`: until the next attempt, where one waits.
    void apply(ConnectionInput input, const QString &detail,
               std::optional<std::chrono::milliseconds> pause = std::nullopt);
    void publish(ConnectionStatus status);

    Backend &m_backend;
    ConnectionTiming m_timing;
    Clock m_now;
    ResumePoint m_resumePoint;
    std::function<bool()> m_renewal;

    Identity m_identity;
    std::optional<Attempt> m_attempt;
    Heartbeat m_heartbeat;
    Comeback m_comeback;
    Poller m_poller;
    MarkReporter m_markReporter;
    std::unique_ptr<Timer> m_retryTimer;

    ConnectionStatus m_status;
    QString m_serverName;
    QMap<wire::DropReason, qint64> m_droppedCounts;
    std::optional<Cursor> m_stuckAt; ///< behind it came something that the socket could not take
    int m_stuckTimes = 0;
    bool m_isReading = true;
    bool m_inSync = false;
    bool m_pollsFail = false;                   ///< the last one did
    std::chrono::milliseconds m_serverAhead{0}; ///< its clock minus ours
};

} // namespace timesheet
