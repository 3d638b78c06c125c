#pragma once

#include "connection/backend.h"
#include "connection/backoff.h"
#include "connection/endpoint.h"
#include "connection/supabase_backend/catch_up.h"
#include "connection/supabase_backend/phoenix_channel.h"
#include "connection/supabase_backend/phoenix_message.h"
#include "connection/supabase_backend/watched_project.h"
#include "connection/timing.h"
#include "connection/transport.h"
#include "connection/web/backlog.h"
#include "connection/web/web_socket.h"
#include "domain/clock.h"
#include "domain/credentials.h"
#include "domain/time_source.h"

#include <memory>
#include <optional>

namespace timesheet {

/// Who connects to which project.
struct ProjectAccess {
    Endpoint endpoint;
    QByteArray key;          ///< the project's, which is no secret
    Credentials credentials; ///< the user's
};

/// A socket to Supabase Realtime. Before it joins, it is found out what changes there are. What it
/// says is only a hint that there are events: they come from the back end's pages after a place, so
/// that nothing is lost, twice or out of order, whatever becomes of a hint.
class SupabaseTransport final : public Transport
{
    Q_OBJECT

public:
    /// `now`: the server's clock where that is known. `project` and `time` outlive it.
    SupabaseTransport(WatchedProject &project, ProjectAccess access,
                      const std::optional<Cursor> &after, const ConnectionTiming &timing,
                      TimeSource &time, const Clock &now, const RandomSource &random,
                      QObject *parent = nullptr);

    void open() override;
    void send(const wire::ClientMessage &message) override;
    void setReading(bool reading) override;
    void close() override;

private:
    void say(const wire::Ping &ping);
    void say(const wire::Auth &auth);
    /// The place is known since the transport was made, and read marks go over HTTP.
    template <class Message>
    void say(const Message & /*message*/)
    {
    }

    void look();
    void join();
    void receive(const QString &text);
    void perform(const PhoenixChannel::Actions &actions);
    void act(const PhoenixChannel::Send &send);
    void act(const PhoenixChannel::Joined &joined);
    void act(const PhoenixChannel::JoinFailed &failed);
    void act(const PhoenixChannel::Received &received);
    void act(const PhoenixChannel::GaveUp &gaveUp);
    /// What else the channel does goes on by itself.
    template <class Action>
    void act(const Action & /*action*/)
    {
    }
    void receiveSystem(const QJsonObject &payload);
    void failUnsubscribed();
    void receiveChange(const QJsonObject &payload);

    void receivePage();
    void receiveEvent(const Event &event);
    void receiveGap();
    void finishReplay();
    void greet();
    bool isFirstNewestPage() const { return !m_resumesAfter && !m_hasGreeted; }

    void tell(const wire::ServerMessage &message);
    void drop(wire::DropReason reason);
    void fail(const Loss &loss);
    void lose(const SocketEnd &end);
    Loss lossOf(const SocketEnd &end) const;
    void stop();

    WatchedProject &m_project;
    ProjectAccess m_access;
    std::chrono::milliseconds m_afterRateLimit;
    TimeSource &m_time;
    Clock m_now;
    WebSocket m_socket;
    PhoenixRefs m_refs;
    PhoenixChannel m_channel;
    std::unique_ptr<Timer> m_tick; ///< the channel's
    CatchUp m_catchUp;
    Backlog m_backlog;
    std::unique_ptr<Request> m_look; ///< into the project
    std::optional<Cursor> m_resumesAfter;
    QString m_heartbeatRef; ///< of the last heartbeat
    int m_replayed = 0;     ///< events until `resumed`
    bool m_isComplete = true;
    bool m_isUnsubscribed = false; ///< no changes will come
    bool m_hasGreeted = false;
    bool m_hasResumed = false;
    bool m_isOver = false;     ///< nothing more is sent or asked
    bool m_hasToldEnd = false; ///< nothing more is told
    bool m_hasWarned = false;  ///< that changes come without their content
    int m_unansweredAuths = 0; ///< fresh tokens that no request has proven
};

} // namespace timesheet
