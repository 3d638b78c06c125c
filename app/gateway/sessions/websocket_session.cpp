#include "gateway/sessions/websocket_session.h"

#include "gateway/monitoring/log_line.h"
#include "wire/client_codec.h"
#include "wire/limits.h"
#include "wire/server_codec.h"

#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// After hello, live events wait this long for a `resume`, so that what is older comes first.
/// Any other message ends the wait.
constexpr std::chrono::milliseconds resumeGrace{200};

/// One step of a replay. The next follows when most of it is with the kernel.
constexpr PageLimit replayPage{200, qint64{128} * 1024};
/// Of the marks made elsewhere, the newest; of one message, which must stay below 64 KiB.
constexpr int mostMarks = 2000;
constexpr qsizetype marksAtATime = 200;
constexpr qint64 replayLowWater = qint64{64} * 1024;

constexpr std::chrono::seconds heartbeat{30};

QString serverName()
{
    return u"timesheet-gateway/" TIMESHEET_VERSION ""_s;
}

/// When to close a connection. A token that is accepted only thanks to the leeway ends with it.
std::optional<WallClock::time_point> endOf(const Caller &caller)
{
    if (!caller.expiresAt)
        return std::nullopt;
    const bool isFresh = *caller.expiresAt > WallClock::now();
    return isFresh ? *caller.expiresAt : *caller.expiresAt + tokenLeeway;
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
    if (!opening.caller) {
        qCInfo(lcGateway).noquote()
            << logLine(u"unauthorized"_s, {{"reason", tokenFaultName(opening.caller.error())}});
        m_services.shared.metrics.dropped(Drop::Unauthorized);
        m_channel.close(CloseCode::PolicyViolation, "Unauthorized");
        return;
    }
    m_tenantTicket = m_services.shared.tenants.admit(opening.caller->tenant.value());
    if (!m_tenantTicket) {
        qCWarning(lcGateway).noquote()
            << logLine(u"tenant_limit_reached"_s, {{"tenant", opening.caller->tenant.value()}});
        m_services.shared.metrics.dropped(Drop::TenantLimit);
        m_channel.close(CloseCode::TryAgainLater, "Too many connections");
        return;
    }
    adopt(*opening.caller);
    m_services.fanOut.subscribe(*this);
    if (m_dialect == Dialect::Deployed) {
        startDeployed(opening.early);
        return;
    }
    m_catchUp = std::make_unique<CatchUp>();
    m_catchUp->after = std::move(opening.after);
    m_catchUp->early = std::move(opening.early);
    const auto onHead = [this, self = shared_from_this()](const auto &head) { greet(head); };
    m_services.storage.head(m_caller->tenant, onHead);
}

/// This client has no resume point: from its first pong on it may not miss anything. What this
/// program writes is news from now on; what others write is so once the log has been asked.
void WebSocketSession::startDeployed(const QByteArray &early)
{
    m_mode = Mode::Live;
    if (!m_services.storage.hasOtherWriters()) {
        m_channel.start(early);
        return;
    }
    m_services.storage.head(m_caller->tenant, [this, self = shared_from_this(),
                                               early](const tl::expected<LogHead, LogError> &head) {
        if (!m_channel.isOpen())
            return;
        if (head)
            m_channel.start(early);
        else
            refuse(head.error());
    });
}

/// The log cannot be asked.
void WebSocketSession::refuse(const LogError &error)
{
    qCWarning(lcGateway).noquote() << logLine(u"storage_failed"_s, {{"detail", error.detail}});
    m_channel.close(CloseCode::TryAgainLater, "Overloaded");
}

SteadyClock::time_point WebSocketSession::tick(SteadyClock::time_point now)
{
    if (!m_expiresAt)
        return m_channel.tick(now);
    const auto left = *m_expiresAt - WallClock::now();
    if (m_channel.isOpen() && left <= WallClock::duration::zero())
        m_channel.close(CloseCode::PolicyViolation, "Token expired");
    return std::min(m_channel.tick(now), now + std::max(left, WallClock::duration::zero()));
}

void WebSocketSession::shutDown()
{
    m_channel.close(CloseCode::ServiceRestart, "Service restart");
}

void WebSocketSession::cut()
{
    m_channel.cut(u"shutdown"_s);
}

void WebSocketSession::deliver(const OutgoingEvent &event)
{
    if (event.entry().sequence <= m_sentUpTo)
        return; // it was part of what has been read from the log
    const QByteArray &frame = event.frame(m_dialect);
    if (m_mode == Mode::Live)
        m_channel.send(frame);
    else
        m_catchUp->held.hold(event.entry().sequence, frame);
}

void WebSocketSession::deliverRead(const wire::ReadMark &mark)
{
    if (m_dialect == Dialect::V1 && m_mode != Mode::Greeting)
        send(mark);
}

void WebSocketSession::deliverPresence(const QByteArray &frame)
{
    m_channel.send(frame);
}

std::shared_ptr<FrameChannel::Owner> WebSocketSession::keepAlive()
{
    return {shared_from_this(), this};
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
        qCDebug(lcGateway).noquote() << logLine(u"message_dropped"_s, {{"reason", reason}});
        sendError(reason, u"The message was not understood."_s, message.error().ref.left(64));
        return;
    }
    if (m_mode == Mode::Waiting && !std::holds_alternative<wire::Resume>(*message))
        endWaiting();
    std::visit([this](const auto &known) { onClientMessage(known); }, *message);
}

void WebSocketSession::onThrottled(std::chrono::milliseconds retryAfter)
{
    if (m_dialect == Dialect::V1)
        send(wire::RateLimited{retryAfter});
}

void WebSocketSession::onDrained()
{
    if (m_catchUp && m_catchUp->replay)
        continueReplay();
}

void WebSocketSession::onEnded(const QString &cause)
{
    const QString tenant = m_caller ? m_caller->tenant.value() : QString();
    qCDebug(lcGateway).noquote() << logLine(u"websocket_ended"_s,
                                            {{"tenant", tenant}, {"cause", cause}});
    if (cause == u"slow reader") {
        qCWarning(lcGateway).noquote() << logLine(u"slow_reader_cut"_s, {{"tenant", tenant}});
        m_services.shared.metrics.dropped(Drop::SlowReader);
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

void WebSocketSession::greet(const tl::expected<LogHead, LogError> &head)
{
    if (!m_channel.isOpen())
        return;
    if (!head) {
        refuse(head.error());
        return;
    }
    m_catchUp->head = *head;
    send(wire::Hello{wire::protocolVersion,
                     serverName(),
                     head->cursor,
                     heartbeat,
                     messagesPerMinute,
                     wire::maxMessageBytes,
                     {u"resume"_s, u"auth"_s, u"read"_s, u"presence"_s}});
    const QByteArray early = std::exchange(m_catchUp->early, {});
    if (m_catchUp->after)
        startReplay(*m_catchUp->after, true);
    else
        waitForResume();
    m_channel.start(early);
}

void WebSocketSession::waitForResume()
{
    m_mode = Mode::Waiting;
    m_catchUp->waitTimer = std::make_unique<asio::steady_timer>(m_services.io, resumeGrace);
    m_catchUp->waitTimer->async_wait([this, self = shared_from_this()](ErrorCode error) {
        if (!error && m_mode == Mode::Waiting && m_channel.isOpen())
            endWaiting();
    });
}

void WebSocketSession::endWaiting()
{
    m_catchUp->waitTimer.reset();
    if (m_catchUp->held.overflowed())
        startReplay(Cursor(m_catchUp->head.cursor), false);
    else
        goLive(m_catchUp->head.sequence);
}

void WebSocketSession::startReplay(const Cursor &after, bool isAsked)
{
    m_mode = Mode::Replaying;
    if (!m_catchUp)
        m_catchUp = std::make_unique<CatchUp>();
    m_catchUp->waitTimer.reset();
    m_catchUp->replay = std::make_unique<Replay>();
    m_catchUp->replay->position = after;
    m_catchUp->replay->isAsked = isAsked;
    if (isAsked)
        tellMarks(after);
    continueReplay();
}

/// What the user has read elsewhere while this device was away. Before the replay: once that has
/// moved the device's cursor, nobody would tell it any more.
void WebSocketSession::tellMarks(const Cursor &after)
{
    m_services.storage.marksSince(
        *m_caller, after, mostMarks,
        [this, self = shared_from_this()](const tl::expected<LogMarks, LogError> &marks) {
            if (!marks || !m_channel.isOpen())
                return; // the page that follows has the same error
            if (marks->through)
                send(wire::ReadMark{{}, marks->through});
            for (qsizetype i = 0; i < marks->ids.size(); i += marksAtATime)
                send(wire::ReadMark{marks->ids.mid(i, marksAtATime), {}});
        });
}

void WebSocketSession::continueReplay()
{
    Replay &replay = *m_catchUp->replay;
    if (replay.isReading || m_channel.backlog() > replayLowWater)
        return;
    if (replay.atEnd && !m_catchUp->held.overflowed()) {
        finishReplay();
        return;
    }
    if (replay.atEnd)
        m_catchUp->held.clear();
    replay.isReading = true;
    const auto handler = [this, self = shared_from_this()](const auto &page) { onPage(page); };
    m_services.storage.readAfter(*m_caller, replay.position, replayPage, handler);
}

void WebSocketSession::onPage(const tl::expected<LogPage, LogError> &page)
{
    if (!m_channel.isOpen() || !m_catchUp || !m_catchUp->replay)
        return;
    if (!page) {
        refuse(page.error());
        return;
    }
    for (const LogEntry &entry : page->entries)
        m_channel.send(OutgoingEvent(entry).frame(m_dialect));
    if (!page->read.isEmpty())
        send(wire::ReadMark{page->read, {}});
    Replay &replay = *m_catchUp->replay;
    replay.isReading = false;
    replay.position = page->cursor;
    replay.sequence = page->sequence;
    replay.count += static_cast<int>(page->entries.size());
    replay.complete = replay.complete && page->complete;
    replay.atEnd = page->atEnd;
    continueReplay();
}

void WebSocketSession::finishReplay()
{
    const Replay &replay = *m_catchUp->replay;
    if (replay.isAsked)
        send(wire::Resumed{replay.position, replay.count, replay.complete});
    goLive(replay.sequence);
}

void WebSocketSession::goLive(qint64 sequence)
{
    m_mode = Mode::Live;
    m_sentUpTo = sequence;
    const auto caughtUp = std::move(m_catchUp);
    for (const QByteArray &frame : caughtUp->held.release(sequence))
        m_channel.send(frame);
}

void WebSocketSession::onClientMessage(const wire::Ping & /*ping*/)
{
    send(wire::Pong{});
}

void WebSocketSession::onClientMessage(const wire::Resume &resume)
{
    if (m_dialect == Dialect::Deployed)
        return;
    if (m_catchUp && m_catchUp->replay)
        sendError(u"busy"_s, u"A replay is under way already."_s, u"resume"_s);
    else
        startReplay(resume.after, true);
}

void WebSocketSession::onClientMessage(const wire::Auth &auth)
{
    if (m_dialect == Dialect::Deployed)
        return;
    const auto fresh = m_services.keys.authenticator.verify(auth.token, WallClock::now());
    if (!fresh) {
        send(wire::AuthError{tokenFaultName(fresh.error())});
    } else if (fresh->tenant != m_caller->tenant || fresh->user != m_caller->user) {
        send(wire::AuthError{u"another-user"_s});
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
            if (marked.error().kind == LogError::Kind::UnknownCursor)
                sendError(u"unknown-cursor"_s, u"No such cursor."_s, u"read"_s);
            else
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
    onDeadline(SteadyClock::now()); // to have tick() find the next
}

} // namespace timesheet::gateway
