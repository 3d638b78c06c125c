#pragma once

#include "gateway/news/held_events.h"
#include "gateway/sessions/frame_channel.h"

#include <tl/expected.hpp>

namespace timesheet::gateway {

/// What the handshake said.
struct Opening {
    Dialect dialect = Dialect::Deployed;
    tl::expected<Caller, TokenFault> caller;
    std::optional<Cursor> after; ///< resume from here, as the URL asks
    QByteArray early;            ///< bytes that came behind the request
    Admission::Ticket address;   ///< its place among those of its address
};

/// One client on the WebSocket: PROTOCOL.md, sections 1 and 2.
///
/// Replay, then live, without a hole or a double: the session subscribes first and holds live
/// events back; then it reads the log in pages up to its end; then it sends what was held and
/// is newer than that end. Where more was held than may be, the log is read once more instead.
class WebSocketSession : public Session, public Subscriber, private FrameChannel::Owner
{
public:
    WebSocketSession(Stream stream, Services &services);
    ~WebSocketSession() override;
    Q_DISABLE_COPY_MOVE(WebSocketSession)

    void start(Opening opening);

    SteadyClock::time_point tick(SteadyClock::time_point now) override;
    void shutDown() override;
    void cut() override;

    const Caller &caller() const override { return *m_caller; }
    void deliver(const OutgoingEvent &event) override;
    void deliverRead(const wire::ReadMark &mark) override;
    void deliverPresence(const QByteArray &frame) override;

private:
    enum class Mode : quint8 {
        Greeting, ///< waits for the log's head, to say hello
        Waiting,  ///< said hello; a `resume` may follow at once
        Replaying,
        Live,
    };

    /// A walk through the log.
    struct Replay {
        Cursor position;
        qint64 sequence = 0; ///< what `position` stands for; 0 while not known
        int count = 0;
        bool complete = true;
        bool isAsked = false; ///< by the client, who wants to hear of the end
        bool isReading = false;
        bool atEnd = false;
    };

    /// What is needed until the client has everything that came before; there is none after that.
    struct CatchUp {
        std::optional<Cursor> after; ///< as the URL asks
        QByteArray early;
        LogHead head; ///< as hello said
        HeldEvents held;
        std::unique_ptr<Replay> replay;
        std::unique_ptr<asio::steady_timer> waitTimer;
    };

    std::shared_ptr<FrameChannel::Owner> keepAlive() override;
    void onDeadline(SteadyClock::time_point deadline) override;
    void flush() override;
    void onMessage(const QByteArray &text) override;
    void onThrottled(std::chrono::milliseconds retryAfter) override;
    void onDrained() override;
    void onEnded(const QString &cause) override;

    void startDeployed(const QByteArray &early);
    void refuse(const LogError &error);
    void greet(const tl::expected<LogHead, LogError> &head);
    void waitForResume();
    void endWaiting();

    void startReplay(const Cursor &after, bool isAsked);
    void tellMarks(const Cursor &after);
    void continueReplay();
    void onPage(const tl::expected<LogPage, LogError> &page);
    void finishReplay();
    void goLive(qint64 sequence);

    void onClientMessage(const wire::Ping &ping);
    void onClientMessage(const wire::Resume &resume);
    void onClientMessage(const wire::Auth &auth);
    void onClientMessage(const wire::ReadMark &mark);
    void onClientMessage(const wire::OwnPresence &presence);

    void send(const wire::ServerMessage &message);
    void sendError(const QString &code, const QString &text, const QString &ref);
    void adopt(const Caller &caller);

    Services &m_services;
    FrameChannel m_channel;
    Dialect m_dialect = Dialect::Deployed;
    Mode m_mode = Mode::Greeting;
    std::optional<Caller> m_caller; ///< nothing where the token was refused
    std::optional<WallClock::time_point> m_expiresAt;
    Admission::Ticket m_addressTicket;
    Admission::Ticket m_tenantTicket;
    std::unique_ptr<CatchUp> m_catchUp;
    qint64 m_sentUpTo = 0; ///< the last place that a replay, or its lack, has dealt with
};

} // namespace timesheet::gateway
