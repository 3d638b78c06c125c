#include "connection/supabase_backend/supabase_transport.h"

#include "connection/connection_log.h"
#include "connection/supabase_backend/channel_problem.h"
#include "connection/supabase_backend/subscription_config.h"
#include "wire/limits.h"

#include <QNetworkRequest>
#include <QUrlQuery>

#include <utility>
#include <variant>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// Of a server's text in the log and in what people see.
constexpr qsizetype longestWord = 40;

PhoenixChannel::Timing channelTiming(const ConnectionTiming &timing)
{
    return {timing.channelReply, timing.steady, timing.backoff};
}

Loss lossOf(const RequestFailure &failure)
{
    using Cause = RequestFailure::Cause;
    const auto cause = failure.cause == Cause::Unauthorized ? Loss::Cause::Unauthorized
                       : failure.cause == Cause::TooLarge   ? Loss::Cause::Indigestible
                                                            : Loss::Cause::Failed;
    return {cause, failure.detail, failure.retryAfter};
}

} // namespace

SupabaseTransport::SupabaseTransport(WatchedProject &project, ProjectAccess access,
                                     const std::optional<Cursor> &after,
                                     const ConnectionTiming &timing, TimeSource &time,
                                     const Clock &now, const RandomSource &random, QObject *parent)
    : Transport(parent)
    , m_project(project)
    , m_access(std::move(access))
    , m_afterRateLimit(timing.afterRateLimit)
    , m_time(time)
    , m_now(now)
    , m_socket(timing, time)
    , m_channel(u"realtime:timesheet-events"_s, {}, m_access.credentials.token,
                channelTiming(timing), m_refs, random)
    , m_tick(time.timer([this] { perform(m_channel.tick(m_time.now())); }))
    , m_catchUp(project, after, timing, time, now, random)
    , m_resumesAfter(after)
{
    connect(&m_socket, &WebSocket::opened, this, [this] {
        emit opened();
        look();
    });
    connect(&m_socket, &WebSocket::textReceived, this, &SupabaseTransport::receive);
    connect(&m_socket, &WebSocket::binaryReceived, this,
            [this] { emit dropped(wire::DropReason::NotText); });
    connect(&m_socket, &WebSocket::ended, this, &SupabaseTransport::lose);
    connect(&m_socket, &WebSocket::closed, this, &Transport::closed);

    connect(&m_catchUp, &CatchUp::eventReceived, this, &SupabaseTransport::receiveEvent);
    connect(&m_catchUp, &CatchUp::dropped, this, [this](wire::DropReason reason) {
        if (!isFirstNewestPage())
            drop(reason);
    });
    connect(&m_catchUp, &CatchUp::gapFound, this, &SupabaseTransport::receiveGap);
    connect(&m_catchUp, &CatchUp::answered, this, &SupabaseTransport::receivePage);
    connect(&m_catchUp, &CatchUp::caughtUp, this, &SupabaseTransport::finishReplay);
    connect(&m_catchUp, &CatchUp::failed, this,
            [this](const RequestFailure &failure) { fail(timesheet::lossOf(failure)); });
}

void SupabaseTransport::open()
{
    QUrl url = m_access.endpoint.webSocket(u"/realtime/v1/websocket"_s);
    url.setQuery(QUrlQuery{{u"vsn"_s, u"1.0.0"_s}});
    QNetworkRequest request(url);
    request.setRawHeader("x-api-key", m_access.key);
    m_socket.open(request, m_access.endpoint, {});
}

void SupabaseTransport::send(const wire::ClientMessage &message)
{
    std::visit([this](const auto &content) { say(content); }, message);
}

void SupabaseTransport::say(const wire::Ping & /*ping*/)
{
    m_heartbeatRef = m_refs.next();
    m_socket.send(encode(PhoenixMessage{u"phoenix"_s, u"heartbeat"_s, {}, m_heartbeatRef, {}}));
}

/// The channel never answers that: the next page does, which is asked for with the new token.
void SupabaseTransport::say(const wire::Auth &auth)
{
    if (m_isOver)
        return;
    perform(m_channel.setAccessToken(auth.token));
    ++m_unansweredAuths;
    m_catchUp.restart();
}

void SupabaseTransport::setReading(bool reading)
{
    m_catchUp.setReading(reading);
    m_backlog.setOpen(reading);
    m_socket.setReading(reading); // last: it may tell what ends this
}

void SupabaseTransport::close()
{
    if (!m_isOver)
        perform(m_channel.leave(m_time.now()));
    stop();
    m_hasToldEnd = true;
    m_backlog.clear();
    m_socket.close();
}

void SupabaseTransport::look()
{
    if (m_isOver)
        return;
    if (m_project.source()) {
        join();
        return;
    }
    m_look = m_project.look([this](const tl::expected<void, RequestFailure> &found) {
        if (found)
            join();
        else
            fail(timesheet::lossOf(found.error()));
    });
}

void SupabaseTransport::join()
{
    m_channel.setConfig(
        subscriptionConfig(m_project.source()->watched(), m_access.credentials.identity.tenant));
    perform(m_channel.join(m_time.now()));
}

void SupabaseTransport::receive(const QString &text)
{
    const auto message =
        decodePhoenixMessage(text.toUtf8(), static_cast<qsizetype>(WebSocket::largestRead));
    if (!message) {
        drop(message.error());
        return;
    }
    const bool isBeat = message->topic == u"phoenix" && message->ref == m_heartbeatRef;
    // Before hello, a pong would mean a server that says none.
    if (isBeat && m_hasGreeted)
        tell(wire::Pong{});
    else
        tell(wire::Unused{message->event.left(longestWord)});
    perform(m_channel.receive(*message, m_time.now()));
}

void SupabaseTransport::perform(const PhoenixChannel::Actions &actions)
{
    for (const PhoenixChannel::Action &action : actions) {
        if (!m_isOver)
            std::visit([this](const auto &content) { act(content); }, action);
    }
    const auto due = m_channel.nextTick();
    if (!due || m_isOver) {
        m_tick->stop();
        return;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due - m_time.now());
    m_tick->start(std::max(left, std::chrono::milliseconds(0)));
}

void SupabaseTransport::act(const PhoenixChannel::Send &send)
{
    m_socket.send(encode(send.message));
}

void SupabaseTransport::act(const PhoenixChannel::Joined & /*joined*/)
{
    m_catchUp.start();
}

/// Once somebody relies on it, the channel tries again by itself, while events come over HTTP.
void SupabaseTransport::act(const PhoenixChannel::JoinFailed &failed)
{
    const ChannelProblem problem = channelProblemIn(failed.reason);
    if (problem == ChannelProblem::BadToken) {
        fail({Loss::Cause::Unauthorized, u"the project refuses the token"_s});
        return;
    }
    const QString said = failed.reason.left(longestWord).simplified();
    const QString detail =
        u"the channel cannot be joined: "_s + (said.isEmpty() ? u"no reason"_s : said);
    qCInfo(connectionLog) << detail;
    if (m_hasGreeted)
        return;
    const bool isTooMuch = problem == ChannelProblem::TooMany;
    fail({isTooMuch ? Loss::Cause::RateLimited : Loss::Cause::Failed, detail});
}

void SupabaseTransport::act(const PhoenixChannel::GaveUp & /*gaveUp*/)
{
    fail({Loss::Cause::Failed, u"the channel cannot be joined again"_s});
}

void SupabaseTransport::act(const PhoenixChannel::Received &received)
{
    if (received.event == u"system")
        receiveSystem(received.payload);
    else if (received.event == u"postgres_changes")
        receiveChange(received.payload);
}

void SupabaseTransport::receiveSystem(const QJsonObject &payload)
{
    if (payload.value("status"_L1) != u"error"_s) {
        // It may come long after the join was answered, and only now changes are told.
        if (payload.value("extension"_L1) == u"postgres_changes"_s)
            m_catchUp.noteSubscribed();
        return;
    }
    switch (channelProblemIn(payload.value("message"_L1).toString())) {
    case ChannelProblem::BadToken:
        // It may be the one before: the close that follows leads to a join with the new one.
        if (!m_channel.isTokenNewerThanJoin())
            fail({Loss::Cause::Unauthorized, u"the token has expired"_s});
        return;
    case ChannelProblem::TooMany:
        m_channel.holdBack(m_afterRateLimit);
        tell(wire::RateLimited{m_afterRateLimit});
        return;
    case ChannelProblem::Subscription:
        m_isUnsubscribed = true;
        if (m_hasGreeted)
            failUnsubscribed();
        return;
    case ChannelProblem::Other:
        qCWarning(connectionLog) << "the channel reports an error";
        return;
    }
}

/// Not before the first page has come: where a table is gone, the page's answer says so.
void SupabaseTransport::failUnsubscribed()
{
    QStringList tables;
    if (const EventSource *const source = m_project.source()) {
        for (const WatchedChanges &one : source->watched())
            tables.append(one.schema + u'.' + one.table);
    }
    tables.removeDuplicates();
    fail({Loss::Cause::Failed,
          u"the project does not send changes of its events: Realtime must be switched on for %1"_s
              .arg(tables.join(u", "_s))});
}

/// Whatever the change says: the page after the cursor says it better.
void SupabaseTransport::receiveChange(const QJsonObject &payload)
{
    const QJsonValue errors = payload.value("data"_L1).toObject().value("errors"_L1);
    if (errors.isArray() && !std::exchange(m_hasWarned, true))
        qCWarning(connectionLog) << "changes come without their content";
    m_catchUp.hint();
}

/// What the newest page holds is fetched by who hears hello; here, only its place counts.
void SupabaseTransport::receiveEvent(const Event &event)
{
    if (isFirstNewestPage())
        return;
    greet();
    if (!m_hasResumed)
        ++m_replayed;
    tell(event);
}

void SupabaseTransport::receiveGap()
{
    if (isFirstNewestPage())
        return;
    // There are words for it only in a replay: so let there be another.
    if (m_hasResumed) {
        fail({Loss::Cause::Goodbye, u"part of what came is gone"_s});
        return;
    }
    greet();
    m_isComplete = false;
    tell(wire::Incomplete{});
}

void SupabaseTransport::receivePage()
{
    greet();
    while (m_unansweredAuths > 0) {
        --m_unansweredAuths;
        tell(wire::AuthOk{});
    }
}

void SupabaseTransport::finishReplay()
{
    if (!std::exchange(m_hasResumed, true) && m_resumesAfter)
        tell(wire::Resumed{m_catchUp.cursor().value_or(*m_resumesAfter), m_replayed, m_isComplete});
}

void SupabaseTransport::greet()
{
    if (m_isUnsubscribed) {
        failUnsubscribed();
        return;
    }
    if (std::exchange(m_hasGreeted, true))
        return;
    wire::Hello hello;
    hello.protocol = wire::protocolVersion;
    hello.server = m_project.serverName();
    hello.cursor = m_catchUp.cursor().value_or(Cursor());
    tell(hello);
}

void SupabaseTransport::tell(const wire::ServerMessage &message)
{
    m_backlog.tell([this, message] {
        if (!m_hasToldEnd)
            emit messageReceived(message);
    });
}

void SupabaseTransport::drop(wire::DropReason reason)
{
    m_backlog.tell([this, reason] {
        if (!m_hasToldEnd)
            emit dropped(reason);
    });
}

void SupabaseTransport::fail(const Loss &loss)
{
    stop();
    m_socket.fail(loss);
}

void SupabaseTransport::lose(const SocketEnd &end)
{
    stop();
    m_backlog.tell([this, loss = lossOf(end)] {
        if (!std::exchange(m_hasToldEnd, true))
            emit lost(loss);
    });
}

Loss SupabaseTransport::lossOf(const SocketEnd &end) const
{
    Loss loss = end.loss;
    // A hint that cannot be read costs nothing: the next connection goes past it.
    if (loss.cause == Loss::Cause::Indigestible && end.closeCode != 0)
        loss.cause = Loss::Cause::Failed;
    if (end.httpStatus != 403)
        return loss;
    // Realtime says nothing more to an expired token, a wrong key and an unknown project.
    const auto &expiresAt = m_access.credentials.identity.expiresAt;
    if (expiresAt && *expiresAt <= m_now())
        return {Loss::Cause::Unauthorized, u"the token has expired"_s, loss.retryAfter};
    loss.detail = u"the project does not take its key (HTTP status 403)"_s;
    return loss;
}

/// Nothing is asked or sent any more.
void SupabaseTransport::stop()
{
    m_isOver = true;
    m_tick->stop();
    m_look.reset();
    m_catchUp.stop();
}

} // namespace timesheet
