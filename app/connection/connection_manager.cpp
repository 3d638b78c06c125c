#include "connection/connection_manager.h"

#include "connection/connection_log.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// So often a replay may end at one and the same event before that is given up.
constexpr int mostTimesStuck = 3;

} // namespace

ConnectionManager::ConnectionManager(Backend &backend, const ConnectionTiming &timing,
                                     TimeSource &time, const Clock &now, const RandomSource &random,
                                     ResumePoint resumePoint, QObject *parent)
    : QObject(parent)
    , m_backend(backend)
    , m_timing(timing)
    , m_now(now)
    , m_resumePoint(std::move(resumePoint))
    , m_heartbeat(timing.heartbeat, timing.pongTimeout, time)
    , m_comeback(timing, time, random)
    , m_poller(backend, timing, time, now, random)
    , m_markReporter(backend, timing, time, random)
    , m_retryTimer(time.timer([this] { attempt(); }))
{
    m_status.server = backend.server();
    m_status.since = m_now();

    connect(&m_heartbeat, &Heartbeat::pingDue, this, [this] {
        if (!m_attempt->pingedAt)
            m_attempt->pingedAt = m_now();
        m_attempt->transport->send(wire::Ping{});
    });
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
    connect(&m_poller, &Poller::unauthorized, this, &ConnectionManager::stopPolling);
    connect(&m_poller, &Poller::caughtUp, this, [this](const QDateTime &asked) {
        if (m_poller.isPolling() || (isAccepted() && !m_attempt->isReplaying))
            beInSync(asked);
    });
    connect(&m_poller, &Poller::gapFound, this,
            [this](const QDateTime &until) { emit gapFound(m_identity.tenant, until); });

    connect(&m_poller, &Poller::serverTimeRead, this, &ConnectionManager::noteServerTime);

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

void ConnectionManager::renewWith(const Credentials &credentials)
{
    using State = ConnectionState;
    if (m_status.state == State::SignedOut || m_status.state == State::Unauthorized) {
        connectTo(credentials);
        return;
    }
    if (renew(credentials))
        return;
    setCredentials(credentials);
    if (m_status.state == State::Offline || m_status.state == State::Polling)
        m_poller.start(m_resumePoint()); // in place of what is asked with the token before
    if (isAccepted()) {
        recover({Loss::Cause::Goodbye, u"starting again with a fresh token"_s});
    } else if (m_attempt) {
        endAttempt();
        attempt();
    } else {
        retryNow();
    }
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
    m_comeback.reset();
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

void ConnectionManager::noteServerTime(const QDateTime &serverTime)
{
    m_serverAhead = std::chrono::milliseconds(m_now().msecsTo(serverTime));
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
    if (m_poller.isPolling()) {
        loseSync();
        m_poller.start(m_resumePoint());
    } else {
        m_poller.stop(); // what it fetches lies behind a place that may count no more
    }
    if (m_attempt)
        recover({Loss::Cause::Goodbye, u"starting again after what is stored"_s});
}

void ConnectionManager::setReading(bool reading)
{
    m_isReading = reading;
    m_heartbeat.setListening(reading);
    m_poller.setReading(reading);
    if (m_attempt)
        m_attempt->transport->setReading(reading); // last: it may tell what ends the attempt
}

void ConnectionManager::setEndpoint(const Endpoint &endpoint)
{
    m_backend.setEndpoint(endpoint);
    reconnect();
    retryNow(); // the pauses were for the way before
}

bool ConnectionManager::reportMarks(const QList<EventId> &ids)
{
    const bool reachable = isConnected() || m_status.state == ConnectionState::Polling;
    return reachable && m_markReporter.report(ids);
}

void ConnectionManager::attempt()
{
    const auto after = isStuck() ? std::nullopt : m_resumePoint();
    m_attempt = Attempt{}; // emplace() is more than clang 14 understands here
    m_attempt->transport = m_backend.makeTransport(after);
    m_attempt->begunAt = m_now();
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
    transport->setReading(m_isReading);
    transport->open();
}

void ConnectionManager::endAttempt()
{
    m_heartbeat.stop();
    m_comeback.noteEnd();
    if (!m_poller.isPolling())
        loseSync();
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

void ConnectionManager::recover(const Loss &loss)
{
    qCInfo(connectionLog) << "connection lost:" << loss.detail;
    endAttempt();
    if (loss.cause == Loss::Cause::Unauthorized && !isRenewed()) {
        refuse(loss.detail);
        return;
    }
    if (loss.cause == Loss::Cause::Indigestible)
        noteIndigestible();
    const auto pause = m_comeback.after(loss);
    if (!pause) {
        fallBackToPolling(loss);
        return;
    }
    m_retryTimer->start(*pause);
    apply(ConnectionInput::Lost, loss.detail, *pause);
    if (loss.cause != Loss::Cause::Indigestible)
        m_poller.stop();
    else if (m_resumePoint() && !m_poller.isAsking())
        // The next replay would end at the same event, but HTTP may go past it.
        m_poller.fetchGap(m_resumePoint());
}

/// Counts how often it went no further than this place.
void ConnectionManager::noteIndigestible()
{
    const auto place = m_resumePoint();
    m_stuckTimes = place && place == m_stuckAt ? m_stuckTimes + 1 : 1;
    m_stuckAt = place;
}

/// Whether what comes next can be had in no way: only what comes behind it is left.
bool ConnectionManager::isStuck() const
{
    const bool isHopeless = m_stuckTimes >= mostTimesStuck && !m_poller.isAsking();
    return m_stuckAt && isHopeless && m_stuckAt == m_resumePoint();
}

void ConnectionManager::fallBackToPolling(const Loss &loss)
{
    const auto wait = m_comeback.slowly();
    m_retryTimer->start(wait);
    if (m_poller.isPolling()) {
        apply(ConnectionInput::AttemptsUsed, m_status.detail, wait);
        return;
    }
    apply(ConnectionInput::AttemptsUsed, loss.detail, wait);
    m_pollsFail = false;
    m_poller.start(m_resumePoint());
}

void ConnectionManager::reportPolling()
{
    if (!m_poller.isPolling())
        return;
    // Perhaps no socket was ever accepted that could have said it.
    if (const QString name = m_backend.serverName(); !name.isEmpty())
        m_serverName = name;
    // HTTP answers again: so does the socket, perhaps, and long before its next slow turn.
    const bool isBack = std::exchange(m_pollsFail, false) && m_retryTimer->isActive();
    const auto wait = m_comeback.soon();
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
    loseSync();
    m_pollsFail = true;
    apply(ConnectionInput::PollFailed, detail);
}

/// Its token is refused. With the same one, it would be refused again.
void ConnectionManager::stopPolling(const QString &detail)
{
    if (!isRenewed())
        refuse(detail);
    else if (m_status.state == ConnectionState::Polling)
        apply(ConnectionInput::PollFailed, detail);
}

void ConnectionManager::refuse(const QString &detail)
{
    stop();
    apply(ConnectionInput::Refused, detail);
}

void ConnectionManager::beInSync(const QDateTime &through)
{
    emit syncedThrough(through);
    if (!std::exchange(m_inSync, true))
        emit inSyncChanged(true);
}

void ConnectionManager::loseSync()
{
    if (std::exchange(m_inSync, false))
        emit inSyncChanged(false);
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
    status.attempt = backsOff ? m_comeback.attempt() : 0;
    status.maxAttempts = backsOff ? m_comeback.maxAttempts() : 0;
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
