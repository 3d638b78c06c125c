#include "connection/connection_manager.h"

#include "connection/connection_log.h"

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

ConnectionManager::ConnectionManager(Backend &backend, const ConnectionTiming &timing,
                                     TimeSource &time, const Clock &now, const RandomSource &random,
                                     ResumePoint resumePoint, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
    , m_timing(timing)
    , m_now(now)
    , m_random(random)
    , m_resumePoint(std::move(resumePoint))
    , m_heartbeat(timing.heartbeat, timing.pongTimeout, time)
    , m_backoff(timing.backoff, random)
    , m_poller(backend, timing, time, now, random)
    , m_markReporter(backend, timing, time, random)
    , m_retryTimer(time.timer([this] { attempt(); }))
{
    m_status.server = backend.server();
    m_status.since = m_now();

    connect(&m_heartbeat, &Heartbeat::pingDue, this,
            [this] { m_attempt->transport->send(wire::Ping{}); });
    connect(&m_heartbeat, &Heartbeat::lost, this, [this] {
        recover({Loss::Cause::Failed, u"the server does not answer pings"_s});
    });
    connect(&m_heartbeat, &Heartbeat::roundTripMeasured, this, [this](auto roundTrip) {
        ConnectionStatus status = m_status;
        status.roundTrip = roundTrip;
        publish(status);
    });

    connect(&m_poller, &Poller::eventReceived, this, [this](const Event &event) {
        emit eventReceived({event, Via::Poll});
    });
    connect(&m_poller, &Poller::cursorAdvanced, this, &ConnectionManager::cursorAdvanced);
    connect(&m_poller, &Poller::dropped, this, &ConnectionManager::drop);
    connect(&m_poller, &Poller::answered, this, &ConnectionManager::reportPolling);
    connect(&m_poller, &Poller::failed, this, &ConnectionManager::reportPollingFailed);
    connect(&m_poller, &Poller::unauthorized, this, &ConnectionManager::refuse);
    connect(&m_poller, &Poller::caughtUp, this, [this] { setInSync(true); });
    connect(&m_poller, &Poller::gapFound, this,
            [this](const QDateTime &until) { emit gapFound(m_identity.tenant, until); });

    connect(&m_poller, &Poller::serverTimeRead, this, [this](const QDateTime &serverTime) {
        m_serverAhead = std::chrono::milliseconds(m_now().msecsTo(serverTime));
    });

    connect(&m_markReporter, &MarkReporter::confirmed, this, &ConnectionManager::marksConfirmed);
    connect(&m_markReporter, &MarkReporter::ready, this, &ConnectionManager::readyForMarks);
}

ConnectionManager::~ConnectionManager()
{
    if (m_attempt)
        m_attempt->transport->QObject::disconnect(this);
}

void ConnectionManager::connectTo(const Credentials &credentials)
{
    if (renew(credentials))
        return;
    disconnect();
    setCredentials(credentials);
    apply(ConnectionInput::SignIn, {});
    attempt();
}

/// Without a new connection, where this one is of the same user and the server knows how.
bool ConnectionManager::renew(const Credentials &credentials)
{
    const auto &[token, identity] = credentials;
    const bool isSameUser =
        identity.tenant == m_identity.tenant && identity.user == m_identity.user;
    if (!m_attempt || !m_attempt->hasGreeted || !isSameUser)
        return false;
    setCredentials(credentials);
    m_attempt->transport->send(wire::Auth{token});
    ++m_attempt->unansweredAuths;
    return true;
}

void ConnectionManager::setCredentials(const Credentials &credentials)
{
    m_identity = credentials.identity;
    m_backend.setCredentials(credentials);
}

void ConnectionManager::disconnect()
{
    stop();
    m_backoff.reset();
    apply(ConnectionInput::SignOut, {});
}

/// Ends whatever is under way. Nothing is tried again with this token.
void ConnectionManager::stop()
{
    m_retryTimer->stop();
    m_poller.stop();
    m_markReporter.stop();
    endAttempt();
    m_backend.forgetCredentials();
}

void ConnectionManager::retryNow()
{
    if (!m_retryTimer->isActive())
        return;
    m_retryTimer->stop();
    attempt();
}

QDateTime ConnectionManager::serverNow() const
{
    return m_now().addMSecs(m_serverAhead.count());
}

void ConnectionManager::probe()
{
    if (m_retryTimer->isActive())
        retryNow();
    else if (isAccepted())
        m_heartbeat.probe();
}

void ConnectionManager::reconnect()
{
    if (isAccepted())
        recover({Loss::Cause::Goodbye, u"starting again after what is stored"_s});
}

void ConnectionManager::setEndpoint(const Endpoint &endpoint)
{
    m_backend.setEndpoint(endpoint);
    if (m_retryTimer->isActive())
        retryNow();
    else
        reconnect();
}

bool ConnectionManager::reportMarks(const QList<EventId> &ids)
{
    const bool reachable = isConnected() || m_status.state == ConnectionState::Polling;
    return reachable && m_markReporter.report(ids);
}

void ConnectionManager::attempt()
{
    const auto after = m_resumePoint();
    m_attempt = Attempt{}; // emplace() is more than clang 14 understands here
    m_attempt->transport = m_backend.makeTransport(after);
    m_attempt->asksToResume = after.has_value();
    Transport *const transport = m_attempt->transport.get();
    // Whatever the server says first, even nothing, is answered or missed by this first ping.
    connect(transport, &Transport::opened, &m_heartbeat, &Heartbeat::start);
    connect(transport, &Transport::messageReceived, this, &ConnectionManager::receive);
    connect(transport, &Transport::dropped, this, &ConnectionManager::drop);
    connect(transport, &Transport::dropped, &m_heartbeat, &Heartbeat::noteTraffic);
    connect(transport, &Transport::lost, this, &ConnectionManager::recover);

    ConnectionStatus status = m_status;
    status.nextAttempt.reset();
    publish(status);
    transport->open();
}

void ConnectionManager::endAttempt()
{
    m_heartbeat.stop();
    if (!m_poller.isPolling())
        setInSync(false);
    if (!m_attempt)
        return;
    // It may be the sender of the very signal that ends it, and its goodbye takes a moment.
    Transport *const transport = m_attempt->transport.release();
    m_attempt.reset();
    transport->QObject::disconnect(this);
    transport->QObject::disconnect(&m_heartbeat);
    transport->setParent(this);
    connect(transport, &Transport::closed, transport, &QObject::deleteLater);
    transport->close();
}

void ConnectionManager::receive(const wire::ServerMessage &message)
{
    m_heartbeat.noteTraffic();
    std::visit([this](const auto &content) { handle(content); }, message);
}

void ConnectionManager::handle(const Event &event)
{
    const bool isReplayed = m_attempt->isReplaying;
    if (isReplayed && !m_attempt->firstReplayed)
        m_attempt->firstReplayed = event.timestamp;
    acceptWithoutHello();
    emit eventReceived({event, isReplayed ? Via::Replay : Via::Live});
}

void ConnectionManager::handle(const wire::Pong & /*pong*/)
{
    acceptWithoutHello();
    m_heartbeat.notePong();
}

void ConnectionManager::handle(const wire::Hello &hello)
{
    if (m_attempt->hasGreeted)
        return;
    m_attempt->hasGreeted = true;
    m_attempt->isReplaying = m_attempt->asksToResume;
    m_heartbeat.setInterval(
        std::min<std::chrono::milliseconds>(hello.heartbeat, m_timing.heartbeat));
    const bool hasGap = !m_attempt->isReplaying;
    accept(hello.server.left(80));
    if (hasGap)
        m_poller.fetchGap(std::nullopt);
}

void ConnectionManager::handle(const wire::Resumed &resumed)
{
    m_attempt->isReplaying = false;
    qCInfo(connectionLog) << "resumed:" << resumed.replayed << "events, complete"
                          << resumed.complete;
    if (!resumed.complete)
        emit gapFound(m_identity.tenant, m_attempt->firstReplayed.value_or(m_now()));
    if (!resumed.cursor.isEmpty())
        emit cursorAdvanced(resumed.cursor);
    setInSync(true);
}

void ConnectionManager::handle(const wire::AuthOk & /*ok*/)
{
    if (takeAuthAnswer())
        emit tokenRenewed();
}

void ConnectionManager::handle(const wire::AuthError & /*error*/)
{
    if (takeAuthAnswer())
        refuse(u"the server refused the new token"_s);
}

/// False where it answers nothing: then it says nothing of our token.
bool ConnectionManager::takeAuthAnswer()
{
    if (m_attempt->unansweredAuths == 0)
        return false;
    --m_attempt->unansweredAuths;
    return true;
}

void ConnectionManager::handle(const wire::ReadMark &mark)
{
    emit readElsewhere(mark.ids, mark.through);
}

void ConnectionManager::handle(const wire::RateLimited &limited)
{
    qCWarning(connectionLog) << "rate limited for" << limited.retryAfter.count() << "ms";
}

void ConnectionManager::handle(const wire::ErrorNotice &error)
{
    qCWarning(connectionLog) << "the server reports an error with" << error.ref.left(20);
    // Live events alone would carry the cursor over what was not replayed.
    if (error.ref == u"resume" && m_attempt->isReplaying)
        recover({Loss::Cause::Failed, u"the server could not resume"_s});
}

void ConnectionManager::accept(const QString &serverName)
{
    m_attempt->isAccepted = true;
    m_backoff.reset();
    m_poller.stop();
    setInSync(false);
    m_serverName = serverName;
    apply(ConnectionInput::Accepted, {});
}

void ConnectionManager::acceptWithoutHello()
{
    if (isAccepted())
        return;
    accept({});
    // Such a server has no resume point; what it keeps, if anything, it tells over HTTP.
    m_poller.fetchGap(m_resumePoint());
}

void ConnectionManager::recover(const Loss &loss)
{
    qCInfo(connectionLog) << "connection lost:" << loss.detail;
    endAttempt();
    if (loss.cause == Loss::Cause::Unauthorized) {
        refuse(loss.detail);
        return;
    }
    const auto least = loss.cause == Loss::Cause::RateLimited ? m_timing.afterRateLimit : 0ms;
    const bool atOnce = loss.cause == Loss::Cause::Goodbye && m_backoff.attempt() == 0;
    const auto pause = m_backoff.next(least);
    if (!pause) {
        fallBackToPolling(loss);
        return;
    }
    m_poller.stop();
    const auto wait = atOnce ? drawn(m_timing.afterGoodbye, m_random) : *pause;
    m_retryTimer->start(wait);
    apply(ConnectionInput::Lost, loss.detail, wait);
}

void ConnectionManager::fallBackToPolling(const Loss &loss)
{
    const auto wait = jittered(m_timing.slowRetry, m_random);
    m_retryTimer->start(wait);
    if (m_poller.isPolling()) {
        apply(ConnectionInput::AttemptsUsed, m_status.detail, wait);
        return;
    }
    apply(ConnectionInput::AttemptsUsed, loss.detail, wait);
    m_poller.start(m_resumePoint());
}

void ConnectionManager::reportPolling()
{
    if (!m_poller.isPolling())
        return;
    // HTTP answers again: so does the socket, perhaps, and long before its next slow turn.
    const bool isBack = m_status.state == ConnectionState::Offline && m_retryTimer->isActive();
    const auto wait = drawn(m_timing.afterGoodbye, m_random);
    if (isBack && m_retryTimer->remaining() > wait) {
        m_retryTimer->start(wait);
        apply(ConnectionInput::PollAnswered, m_status.detail, wait);
    } else {
        apply(ConnectionInput::PollAnswered, m_status.detail);
    }
}

void ConnectionManager::reportPollingFailed(const QString &detail)
{
    if (!m_poller.isPolling())
        return;
    setInSync(false);
    apply(ConnectionInput::PollFailed, detail);
}

void ConnectionManager::refuse(const QString &detail)
{
    stop();
    apply(ConnectionInput::Refused, detail);
}

void ConnectionManager::setInSync(bool inSync)
{
    if (std::exchange(m_inSync, inSync) != inSync)
        emit inSyncChanged(inSync);
}

void ConnectionManager::drop(wire::DropReason reason)
{
    ++m_droppedCounts[reason];
    qCWarning(connectionLog) << "dropped a message:" << wire::dropReasonName(reason);
    emit dropped(reason);
}

void ConnectionManager::apply(ConnectionInput input, const QString &detail,
                              std::optional<std::chrono::milliseconds> pause)
{
    const auto state = transition(m_status.state, input);
    Q_ASSERT(state);
    const bool backsOff = state == ConnectionState::Reconnecting;
    ConnectionStatus status = m_status;
    status.state = *state;
    status.detail = detail;
    status.attempt = backsOff ? m_backoff.attempt() : 0;
    status.maxAttempts = backsOff ? m_backoff.maxAttempts() : 0;
    if (pause)
        status.nextAttempt = m_now().addMSecs(pause->count());
    else if (!m_retryTimer->isActive())
        status.nextAttempt.reset();
    status.pollInterval.reset();
    if (state == ConnectionState::Polling && !m_poller.isHeld())
        status.pollInterval = m_timing.pollInterval;
    if (state != ConnectionState::Connected)
        status.roundTrip.reset();
    status.serverName = m_serverName;
    publish(status);
}

void ConnectionManager::publish(ConnectionStatus status)
{
    const bool isNew = status.state != m_status.state;
    if (isNew)
        status.since = m_now();
    if (status == m_status)
        return;
    m_status = std::move(status);
    emit statusChanged(m_status);
    if (isNew && (isConnected() || m_status.state == ConnectionState::Polling))
        emit readyForMarks();
}

} // namespace timesheet
