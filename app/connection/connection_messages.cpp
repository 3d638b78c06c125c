// The part of ConnectionManager that judges what comes over the socket.

#include "connection/connection_manager.h"

#include "connection/connection_log.h"

#include <algorithm>
#include <utility>
#include <variant>

using namespace Qt::StringLiterals;

namespace timesheet {

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
    if (std::exchange(m_attempt->lacksEvents, false))
        tellGap(event.timestamp);
    emit eventReceived({event, isReplayed ? Via::Replay : Via::Live});
}

void ConnectionManager::handle(const wire::Pong & /*pong*/)
{
    const auto pingedAt = std::exchange(m_attempt->pingedAt, std::nullopt);
    acceptWithoutHello();
    m_heartbeat.notePong();
    if (pingedAt && m_inSync)
        beInSync(*pingedAt);
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
    if (hasGap && isStuck()) {
        emit gapFound(m_identity.tenant, m_now());
        if (!hello.cursor.isEmpty())
            emit cursorAdvanced(hello.cursor);
    }
    if (hasGap)
        m_poller.fetchGap(std::nullopt);
}

void ConnectionManager::handle(const wire::Incomplete & /*incomplete*/)
{
    m_attempt->lacksEvents = m_attempt->isReplaying;
}

void ConnectionManager::handle(const wire::Resumed &resumed)
{
    m_attempt->isReplaying = false;
    qCInfo(connectionLog) << "resumed:" << resumed.replayed << "events, complete"
                          << resumed.complete;
    if (std::exchange(m_attempt->lacksEvents, false))
        tellGap(m_now());
    else if (!resumed.complete && !m_attempt->hasToldGap)
        tellGap(m_attempt->firstReplayed.value_or(m_now()));
    if (!resumed.cursor.isEmpty())
        emit cursorAdvanced(resumed.cursor);
    beInSync(m_attempt->begunAt);
}

void ConnectionManager::handle(const wire::AuthOk & /*ok*/)
{
    if (takeAuthAnswer())
        emit tokenRenewed();
}

void ConnectionManager::handle(const wire::AuthError & /*error*/)
{
    if (takeAuthAnswer())
        recover({Loss::Cause::Unauthorized, u"the server refused the new token"_s});
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

void ConnectionManager::tellGap(const QDateTime &until)
{
    m_attempt->hasToldGap = true;
    emit gapFound(m_identity.tenant, until);
}

void ConnectionManager::accept(const QString &serverName)
{
    m_attempt->isAccepted = true;
    m_comeback.noteAccepted();
    // What is asked for beside a replay may go past what the socket cannot take.
    if (!m_attempt->isReplaying || m_poller.isPolling())
        m_poller.stop();
    loseSync();
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

} // namespace timesheet
