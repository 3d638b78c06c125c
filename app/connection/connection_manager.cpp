#include "connection/connection_manager.h"

#include "connection/connection_log.h"
#include "connection/gateway_transport.h"

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

ConnectionManager::ConnectionManager(const Endpoint &endpoint, const ConnectionTiming &timing,
                                     const RandomSource &random, ResumePoint resumePoint,
                                     QObject *parent)
    : QObject(parent)
    , m_endpoint(endpoint)
    , m_timing(timing)
    , m_random(random)
    , m_resumePoint(std::move(resumePoint))
    , m_heartbeat(timing.heartbeat, timing.pongTimeout)
    , m_backoff(timing.backoff, random)
    , m_poller(endpoint, timing, random)
    , m_markReporter(endpoint, timing, random)
{
    m_status.server = endpoint.server();
    m_status.since = QDateTime::currentDateTimeUtc();
    m_retryTimer.setSingleShot(true);
    connect(&m_retryTimer, &QTimer::timeout, this, &ConnectionManager::attempt);

    connect(&m_heartbeat, &Heartbeat::pingDue, this, [this] { m_transport->send(wire::Ping{}); });
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

    connect(&m_poller, &Poller::serverTimeRead, this, [this](const QDateTime &time) {
        m_serverAhead = std::chrono::milliseconds(QDateTime::currentDateTimeUtc().msecsTo(time));
    });

    connect(&m_markReporter, &MarkReporter::confirmed, this, &ConnectionManager::marksConfirmed);
    connect(&m_markReporter, &MarkReporter::ready, this, &ConnectionManager::marksWanted);
    connect(&m_markReporter, &MarkReporter::unauthorized, this, &ConnectionManager::refuse);
}

ConnectionManager::~ConnectionManager()
{
    if (m_transport)
        m_transport->QObject::disconnect(this);
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
    if (!m_saidHello || identity.tenant != m_identity.tenant || identity.user != m_identity.user)
        return false;
    setCredentials(credentials);
    m_transport->send(wire::Auth{token});
    return true;
}

void ConnectionManager::setCredentials(const Credentials &credentials)
{
    m_token = credentials.token;
    m_identity = credentials.identity;
    m_poller.setCredentials(credentials);
    m_markReporter.setCredentials(credentials);
}

void ConnectionManager::disconnect()
{
    m_retryTimer.stop();
    m_poller.stop();
    m_markReporter.stop();
    endAttempt();
    m_backoff.reset();
    m_knowsHello = false;
    m_token = {};
    apply(ConnectionInput::SignOut, {});
}

void ConnectionManager::retryNow()
{
    if (!m_retryTimer.isActive())
        return;
    m_retryTimer.stop();
    attempt();
}

QDateTime ConnectionManager::serverNow() const
{
    return QDateTime::currentDateTimeUtc().addMSecs(m_serverAhead.count());
}

void ConnectionManager::probe()
{
    if (m_retryTimer.isActive())
        retryNow();
    else if (m_accepted)
        m_heartbeat.probe();
}

void ConnectionManager::reconnect()
{
    if (m_accepted)
        recover({Loss::Cause::Goodbye, u"starting again after what is stored"_s});
}

void ConnectionManager::setEndpoint(const Endpoint &endpoint)
{
    m_endpoint = endpoint;
    m_poller.setEndpoint(endpoint);
    m_markReporter.setEndpoint(endpoint);
    if (m_retryTimer.isActive())
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
    const TokenPlace place = m_knowsHello ? TokenPlace::Header : TokenPlace::Query;
    const auto after = m_resumePoint();
    m_asksToResume = after.has_value();
    m_transport = std::make_unique<GatewayTransport>(
        m_endpoint, Opening{m_token, place, m_identity.tenant, after}, m_timing);
    // Whatever the server says first, even nothing, is answered or missed by this first ping.
    connect(m_transport.get(), &Transport::opened, &m_heartbeat, &Heartbeat::start);
    connect(m_transport.get(), &Transport::messageReceived, this, &ConnectionManager::receive);
    connect(m_transport.get(), &Transport::dropped, this, &ConnectionManager::drop);
    connect(m_transport.get(), &Transport::dropped, &m_heartbeat, &Heartbeat::noteTraffic);
    connect(m_transport.get(), &Transport::lost, this, &ConnectionManager::recover);

    ConnectionStatus status = m_status;
    status.nextAttempt.reset();
    publish(status);
    m_transport->open();
}

void ConnectionManager::endAttempt()
{
    m_heartbeat.stop();
    if (!m_poller.isPolling())
        setInSync(false);
    m_accepted = false;
    m_saidHello = false;
    m_replaying = false;
    if (!m_transport)
        return;
    // It may be the sender of the very signal that ends it, and its goodbye takes a moment.
    m_transport->QObject::disconnect(this);
    m_transport->QObject::disconnect(&m_heartbeat);
    Transport *transport = m_transport.release();
    transport->setParent(this);
    transport->close();
    QTimer::singleShot(2 * m_timing.closeTimeout, transport, &QObject::deleteLater);
}

void ConnectionManager::receive(const wire::ServerMessage &message)
{
    m_heartbeat.noteTraffic();
    std::visit([this](const auto &content) { handle(content); }, message);
}

void ConnectionManager::handle(const Event &event)
{
    acceptWithoutHello();
    if (m_replaying && !m_firstReplayed)
        m_firstReplayed = event.timestamp;
    emit eventReceived({event, m_replaying ? Via::Replay : Via::Live});
}

void ConnectionManager::handle(const wire::Pong & /*pong*/)
{
    acceptWithoutHello();
    m_heartbeat.notePong();
}

void ConnectionManager::handle(const wire::Hello &hello)
{
    if (m_saidHello)
        return;
    m_saidHello = true;
    m_knowsHello = true;
    m_heartbeat.setInterval(
        std::min<std::chrono::milliseconds>(hello.heartbeat, m_timing.heartbeat));
    accept(hello.server.left(80));

    if (m_asksToResume) {
        m_replaying = true;
        m_firstReplayed.reset();
    } else {
        m_poller.fetchGap(std::nullopt);
    }
}

void ConnectionManager::handle(const wire::Resumed &resumed)
{
    m_replaying = false;
    qCInfo(connectionLog) << "resumed:" << resumed.replayed << "events, complete"
                          << resumed.complete;
    if (!resumed.complete)
        emit gapFound(m_identity.tenant, m_firstReplayed.value_or(QDateTime::currentDateTimeUtc()));
    if (!resumed.cursor.isEmpty())
        emit cursorAdvanced(resumed.cursor);
    setInSync(true);
}

void ConnectionManager::handle(const wire::AuthOk & /*ok*/)
{
    emit tokenRenewed();
}

void ConnectionManager::handle(const wire::AuthError & /*error*/)
{
    refuse(u"the server refused the new token"_s);
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
    if (error.ref == u"resume" && m_replaying)
        recover({Loss::Cause::Failed, u"the server could not resume"_s});
}

/// Nobody here shows it, and so nobody asks for it.
void ConnectionManager::handle(const wire::UserPresence & /*presence*/) {}

void ConnectionManager::handle(const wire::Unused & /*unused*/) {}

void ConnectionManager::accept(const QString &serverName)
{
    m_accepted = true;
    m_backoff.reset();
    m_poller.stop();
    setInSync(false);
    m_serverName = serverName;
    apply(ConnectionInput::Accepted, {});
}

void ConnectionManager::acceptWithoutHello()
{
    if (m_accepted)
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
    m_retryTimer.start(wait);
    apply(ConnectionInput::Lost, loss.detail, wait);
}

void ConnectionManager::fallBackToPolling(const Loss &loss)
{
    const auto wait = jittered(m_timing.slowRetry, m_random);
    m_retryTimer.start(wait);
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
    const bool isBack = m_status.state == ConnectionState::Offline && m_retryTimer.isActive();
    const auto wait = drawn(m_timing.afterGoodbye, m_random);
    if (isBack && m_retryTimer.remainingTimeAsDuration() > wait) {
        m_retryTimer.start(wait);
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
    m_retryTimer.stop();
    m_poller.stop();
    m_markReporter.stop();
    endAttempt();
    setInSync(false);
    m_token = {}; // never tried again
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
        status.nextAttempt = QDateTime::currentDateTimeUtc().addMSecs(pause->count());
    else if (!m_retryTimer.isActive())
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
        status.since = QDateTime::currentDateTimeUtc();
    if (status == m_status)
        return;
    m_status = std::move(status);
    emit statusChanged(m_status);
    if (isNew && (isConnected() || m_status.state == ConnectionState::Polling))
        emit marksWanted();
}

} // namespace timesheet
