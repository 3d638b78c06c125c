#pragma once

#include "gateway/sessions/catch_up.h"

#include <tl/expected.hpp>

namespace timesheet::gateway {

/// An accepted upgrade: what the session begins with.
struct Opening {
    Dialect dialect = Dialect::Deployed;
    tl::expected<Caller, TokenFault> caller;
    std::optional<Cursor> after; ///< resume from here, as the URL asks
    QByteArray early;            ///< bytes that came behind the request
    Admission::Ticket address;   ///< counts the client's address
};

/// One client on the WebSocket: resources/protocol, sections 1 and 2. It subscribes to live events
/// first and leaves it to a CatchUp to send what came before them.
class WebSocketSession : public Session, public Subscriber, private FrameChannel::Owner
{
public:
    WebSocketSession(Stream stream, Services &services);
    ~WebSocketSession() override;
    Q_DISABLE_COPY_MOVE(WebSocketSession)

    void start(Opening opening);

    SteadyClock::time_point tick(SteadyClock::time_point now) override;
    void recheck() override;
    void shutDown() override;
    void cut() override;

    const Caller &caller() const override { return *m_caller; }
    void deliver(const OutgoingEvent &event) override;
    void deliverRead(const QByteArray &frame) override;
    void deliverPresence(const QByteArray &frame) override;

private:
    std::shared_ptr<FrameChannel::Owner> keepAlive() override;
    BufferBudget::Share openShare() override;
    void onDeadline(SteadyClock::time_point deadline) override;
    void flush() override;
    void onMessage(const QByteArray &text) override;
    void onThrottled(std::chrono::milliseconds retryAfter) override;
    void onFlooded() override;
    void onDrained() override;
    void onEnded(EndCause cause) override;

    void startDeployed(const QByteArray &early);
    void refuse(const LogError &error, Door door);
    void greet(const tl::expected<LogHead, LogError> &head, const std::optional<Cursor> &after,
               const QByteArray &early);
    void beginCatchUp();

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
    std::optional<Caller> m_caller; ///< nothing where the token was refused
    std::optional<WallClock::time_point> m_expiresAt;
    Admission::Ticket m_addressTicket;
    Admission::Ticket m_tenantTicket;
    std::shared_ptr<CatchUp> m_catchUp; ///< null once live; shared, for its reads to find it gone
    qint64 m_sentUpTo = 0;              ///< of the events, by sequence: the last caught up with
};

} // namespace timesheet::gateway
