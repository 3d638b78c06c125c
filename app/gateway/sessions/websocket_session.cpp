#include "gateway/sessions/websocket_session.h"

#include "gateway/monitoring/log_line.h"
#include "wire/client_codec.h"
#include "wire/limits.h"
#include "wire/server_codec.h"

#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr std::chrono::seconds heartbeat{30};

QString serverName()
{
    return u"timesheet-gateway/" TIMESHEET_VERSION ""_s;
}

/// When to close a caller's connection: when the token expires. One that has expired, and is only
/// accepted because clocks may differ, is good for that difference.
std::optional<WallClock::time_point> endOf(const Caller &caller)
{
    if (!caller.expiresAt)
        return std::nullopt;
    const bool isFresh = *caller.expiresAt > WallClock::now();
    return isFresh ? *caller.expiresAt : *caller.expiresAt + tokenLeeway;
}

/// Of a user, whatever the tenant: no name has U+0000.
QString nameOf(const Caller &caller)
{
    return caller.tenant.value() + u'\0' + caller.user.value();
}

QDateTime toDateTime(WallClock::time_point time)
{
    const auto sinceEpoch = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(sinceEpoch.count(), QTimeZone::utc()).toUTC();
}

} // namespace

WebSocketSession::WebSocketSession(Stream stream, Services &services)
    : m_services(services)
    , m_channel(std::move(stream), *this, services)
{
}

WebSocketSession::~WebSocketSession() = default;

void WebSocketSession::start(Opening opening)
{
    m_dialect = opening.dialect;
    m_addressTicket = std::move(opening.address);
    m_services.sessions.add(*this, m_channel.tick(SteadyClock::now()));
    if (!m_channel.isOpen())
        return;
    // The keys may have changed while the answer to the upgrade was written.
    if (!opening.caller || !m_services.doorkeeper.vouchesFor(*opening.caller, Door::Upgrade)) {
        m_channel.close(wire::CloseReason::Unauthorized);
        return;
    }
    if (m_services.shared.flooders.holds(nameOf(*opening.caller), SteadyClock::now())) {
        m_services.shared.metrics.dropped(Drop::RateLimit);
        m_channel.close(wire::CloseReason::RateLimitExceeded);
        return;
    }
    m_tenantTicket = m_services.shared.tenants.admit(opening.caller->tenant.value());
    if (!m_tenantTicket) {
        qCWarning(gatewayLog).noquote()
            << logLine(u"tenant_limit_reached"_s, {{"tenant", opening.caller->tenant.value()}});
        m_services.shared.metrics.dropped(Drop::TenantLimit);
        m_channel.close(wire::CloseReason::TooManyConnections);
        return;
    }
    adopt(*opening.caller);
    m_services.fanOut.subscribe(*this);
    if (m_dialect == Dialect::Deployed) {
        startDeployed(opening.early);
        return;
    }
    beginCatchUp();
    m_services.storage.head(
        {m_caller->tenant, m_caller->user},
        [this, self = shared_from_this(), after = std::move(opening.after),
         early = std::move(opening.early)](const auto &head) { greet(head, after, early); });
}

/// A client of the deployed contract cannot ask for what it has missed, so from its first pong on
/// it may miss nothing. It hears of what this program writes from now on, and of what others write
/// once the log has been read (EventLog): until then nothing that it says is answered.
void WebSocketSession::startDeployed(const QByteArray &early)
{
    if (!m_services.storage.hasOtherWriters()) {
        m_channel.start(early);
        return;
    }
    m_services.storage.head(
        {m_caller->tenant, m_caller->user},
        [this, self = shared_from_this(), early](const tl::expected<LogHead, LogError> &head) {
            if (!m_channel.isOpen())
                return;
            if (head)
                m_channel.start(early);
            else
                refuse(head.error(), Door::Upgrade);
        });
}

/// The log cannot be asked: the client is told to come back later.
void WebSocketSession::refuse(const LogError &error, Door door)
{
    m_services.doorkeeper.storageFailed(error, door);
    m_channel.close(wire::CloseReason::Overloaded);
}

SteadyClock::time_point WebSocketSession::tick(SteadyClock::time_point now)
{
    if (!m_expiresAt)
        return m_channel.tick(now);
    const auto left = *m_expiresAt - WallClock::now();
    if (m_channel.isOpen() && left <= WallClock::duration::zero())
        m_channel.close(wire::CloseReason::TokenExpired);
    return std::min(m_channel.tick(now), now + std::max(left, WallClock::duration::zero()));
}

void WebSocketSession::recheck()
{
    if (m_caller && m_channel.isOpen() &&
        !m_services.doorkeeper.vouchesFor(*m_caller, Door::Session))
        m_channel.close(wire::CloseReason::Unauthorized);
}

void WebSocketSession::shutDown()
{
    m_channel.close(wire::CloseReason::ServiceRestart);
}

void WebSocketSession::cut()
{
    m_channel.cut(EndCause::ShutDown);
}

void WebSocketSession::deliver(const OutgoingEvent &event)
{
    if (event.entry().sequence <= m_sentUpTo)
        return; // it came with what was read from the log
    const QByteArray &frame = event.frame(m_dialect);
    if (m_catchUp)
        m_catchUp->hold(event.entry().sequence, frame);
    else
        m_channel.send(frame);
}

void WebSocketSession::deliverRead(const QByteArray &frame)
{
    const bool isGreeting = m_catchUp && m_catchUp->isGreeting();
    if (m_dialect == Dialect::V1 && !isGreeting)
        m_channel.send(frame);
}

void WebSocketSession::deliverPresence(const QByteArray &frame)
{
    m_channel.send(frame);
}

std::shared_ptr<FrameChannel::Owner> WebSocketSession::keepAlive()
{
    return {shared_from_this(), this};
}

BufferBudget::Share WebSocketSession::openShare()
{
    return gateway::openShare(m_services.shared, m_caller.value_or(Caller()));
}

void WebSocketSession::onDeadline(SteadyClock::time_point deadline)
{
    m_services.sessions.schedule(*this, deadline);
}

void WebSocketSession::flush()
{
    m_channel.flush();
}

void WebSocketSession::onMessage(const QByteArray &text)
{
    const auto message = wire::decodeClientMessage(text);
    if (!message) {
        const QString reason = wire::dropReasonName(message.error().reason);
        m_services.shared.metrics.dropped(Drop::BadMessage);
        qCDebug(gatewayLog).noquote() << logLine(u"message_dropped"_s, {{"reason", reason}});
        sendError(reason, u"The message was not understood."_s, message.error().ref.left(64));
        return;
    }
    const bool isResume = std::holds_alternative<wire::Resume>(*message);
    if (m_catchUp && m_catchUp->isWaiting() && !isResume)
        m_catchUp->endWaiting();
    std::visit([this](const auto &known) { onClientMessage(known); }, *message);
}

void WebSocketSession::onThrottled(std::chrono::milliseconds retryAfter)
{
    if (m_dialect == Dialect::V1)
        send(wire::RateLimited{retryAfter});
}

void WebSocketSession::onFlooded()
{
    m_services.shared.metrics.dropped(Drop::RateLimit);
    if (!m_caller)
        return;
    qCInfo(gatewayLog).noquote() << logLine(u"rate_limit_exceeded"_s,
                                            {{"tenant", m_caller->tenant.value()}});
    m_services.shared.flooders.begin(nameOf(*m_caller), SteadyClock::now());
}

void WebSocketSession::onDrained()
{
    if (m_catchUp)
        m_catchUp->onDrained();
}

void WebSocketSession::onEnded(EndCause cause)
{
    const QString tenant = m_caller ? m_caller->tenant.value() : QString();
    qCDebug(gatewayLog).noquote() << logLine(u"websocket_ended"_s,
                                             {{"tenant", tenant}, {"cause", endCauseName(cause)}});
    if (cause == EndCause::SlowReader) {
        qCWarning(gatewayLog).noquote() << logLine(u"slow_reader_cut"_s, {{"tenant", tenant}});
        m_services.shared.metrics.dropped(Drop::SlowReader);
    }
    if (cause == EndCause::OverBudget) {
        qCWarning(gatewayLog).noquote() << logLine(u"buffer_limit_reached"_s, {{"tenant", tenant}});
        m_services.shared.metrics.dropped(Drop::BufferLimit);
    }
    m_catchUp.reset();
    m_tenantTicket = {};
    m_addressTicket = {};
    if (m_caller) {
        m_services.fanOut.unsubscribe(*this);
        m_services.presence.leave(*this);
    }
    m_services.sessions.remove(*this);
}

void WebSocketSession::greet(const tl::expected<LogHead, LogError> &head,
                             const std::optional<Cursor> &after, const QByteArray &early)
{
    if (!m_channel.isOpen())
        return;
    if (!head) {
        refuse(head.error(), Door::Upgrade);
        return;
    }
    send(wire::Hello{wire::protocolVersion,
                     serverName(),
                     head->cursor,
                     heartbeat,
                     messagesPerMinute,
                     wire::maxMessageBytes,
                     {u"resume"_s, u"auth"_s, u"read"_s, u"presence"_s}});
    if (after)
        m_catchUp->replay(*after, CatchUp::Asked::Yes);
    else
        m_catchUp->waitForResume(*head);
    m_channel.start(early);
}

void WebSocketSession::beginCatchUp()
{
    const auto onDone = [this](qint64 sequence) {
        m_sentUpTo = sequence;
        m_catchUp.reset();
    };
    const auto onFailed = [this](const LogError &error) { refuse(error, Door::Session); };
    m_catchUp = std::make_shared<CatchUp>(m_services, m_channel, *m_caller,
                                          CatchUp::Handlers{onDone, onFailed});
}

void WebSocketSession::onClientMessage(const wire::Ping & /*ping*/)
{
    send(wire::Pong{});
}

void WebSocketSession::onClientMessage(const wire::Resume &resume)
{
    if (m_dialect == Dialect::Deployed)
        return;
    if (m_catchUp && m_catchUp->isReplaying()) {
        sendError(u"busy"_s, u"A replay is under way already."_s, u"resume"_s);
        return;
    }
    if (!m_catchUp)
        beginCatchUp();
    m_catchUp->replay(resume.after, CatchUp::Asked::Yes);
}

void WebSocketSession::onClientMessage(const wire::Auth &auth)
{
    if (m_dialect == Dialect::Deployed)
        return;
    const auto fresh = m_services.doorkeeper.identify(auth.token.bytes(), Door::Session);
    if (!fresh) {
        send(wire::AuthError{tokenFaultName(fresh.error())});
    } else if (fresh->tenant != m_caller->tenant || fresh->user != m_caller->user) {
        const QString reason = u"another-user"_s;
        m_services.doorkeeper.refuseToken(reason, Door::Session);
        send(wire::AuthError{reason});
    } else {
        adopt(*fresh);
        send(wire::AuthOk{fresh->expiresAt ? std::optional(toDateTime(*fresh->expiresAt))
                                           : std::nullopt});
    }
}

void WebSocketSession::onClientMessage(const wire::ReadMark &mark)
{
    if (m_dialect == Dialect::Deployed)
        return;
    m_services.storage.markRead(
        *m_caller, mark, origin(),
        [this, self = shared_from_this()](const tl::expected<void, LogError> &marked) {
            if (marked)
                return;
            if (marked.error().kind == LogError::Kind::UnknownCursor) {
                sendError(u"unknown-cursor"_s, u"No such cursor."_s, u"read"_s);
                return;
            }
            m_services.doorkeeper.storageFailed(marked.error(), Door::Session);
            sendError(u"unavailable"_s, u"Try again later."_s, u"read"_s);
        });
}

void WebSocketSession::onClientMessage(const wire::OwnPresence &presence)
{
    if (m_dialect == Dialect::V1)
        m_services.presence.say(*this, presence.state);
}

void WebSocketSession::send(const wire::ServerMessage &message)
{
    m_channel.send(encodeFrame(Opcode::Text, wire::encode(message)));
}

void WebSocketSession::sendError(const QString &code, const QString &text, const QString &ref)
{
    if (m_dialect == Dialect::V1)
        send(wire::ErrorNotice{code, text, ref});
}

void WebSocketSession::adopt(const Caller &caller)
{
    m_caller = caller;
    m_caller->tenant = m_services.fanOut.shared(caller.tenant);
    m_expiresAt = endOf(caller);
    m_services.fanOut.refresh(*this);
    onDeadline(SteadyClock::now()); // so that tick() finds out when the new token expires
}

} // namespace timesheet::gateway
