#include "connection/poller.h"

#include "connection/connection_log.h"
#include "connection/http_request.h"
#include "wire/limits.h"

#include <QUrlQuery>

#include <algorithm>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// Events a page; small enough that a page of the largest events stays below maxBodyBytes.
constexpr int pageSize = 100;
constexpr qint64 maxBodyBytes = qint64{pageSize} * wire::maxMessageBytes + qint64{64} * 1024;

/// A held request that comes back empty sooner than this was not held at all.
constexpr auto shortestHold = 1s;
/// How often the pause doubles while the server says that it is busy.
constexpr int mostDoublings = 4;

} // namespace

Poller::Poller(Endpoint endpoint, ConnectionTiming timing, RandomSource random, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_timing(std::move(timing))
    , m_random(std::move(random))
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &Poller::fetch);
}

void Poller::setCredentials(const Credentials &credentials)
{
    m_token = credentials.token;
    m_tenant = credentials.identity.tenant;
}

void Poller::fetchGap(const std::optional<Cursor> &after)
{
    begin(Task::Gap, after);
}

void Poller::start(const std::optional<Cursor> &after)
{
    begin(Task::Polling, after);
}

void Poller::stop()
{
    m_task = Task::None;
    m_asksToHold = false;
    m_isHeld = false;
    m_busyAnswers = 0;
    m_pause.stop();
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
        m_reply = nullptr;
    }
}

void Poller::begin(Task task, const std::optional<Cursor> &after)
{
    stop();
    m_task = task;
    m_after = after;
    fetch();
}

void Poller::fetch()
{
    QUrlQuery query;
    query.addQueryItem(u"limit"_s, QString::number(pageSize));
    if (m_after)
        query.addQueryItem(u"after"_s, encodedQueryValue(m_after->value()));
    auto timeout = m_timing.transferTimeout;
    if (m_asksToHold) {
        query.addQueryItem(u"wait"_s, QString::number(wire::maxPollWaitSeconds));
        timeout += std::chrono::seconds(wire::maxPollWaitSeconds);
    }
    m_network.setProxy(m_endpoint.proxy());
    m_sinceRequest.start();
    QNetworkReply *reply =
        m_network.get(authorizedRequest(m_endpoint, u"/v1/events"_s, query, m_token, timeout));
    m_reply = reply;
    connect(reply, &QNetworkReply::downloadProgress, this, [reply](qint64 received) {
        if (received > maxBodyBytes)
            reply->abort();
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply] { finish(reply); });
}

void Poller::finish(QNetworkReply *reply)
{
    reply->deleteLater();
    m_reply = nullptr;
    if (const auto time = serverTime(*reply))
        emit serverTimeRead(*time);
    const HttpVerdict verdict = verdictOf(*reply);
    m_busyAnswers = verdict == HttpVerdict::Busy ? m_busyAnswers + 1 : 0;
    switch (verdict) {
    case HttpVerdict::Good:
        takePage(reply->readAll());
        return;
    case HttpVerdict::Unauthorized:
        stop();
        emit unauthorized(describeFailure(*reply));
        return;
    case HttpVerdict::Unsupported:
        leaveGap(describeFailure(*reply));
        return;
    case HttpVerdict::Busy:
    case HttpVerdict::Failed:
        tryAgain(describeFailure(*reply), retryAfter(*reply));
        return;
    }
}

/// The server keeps no events, or does not give them out here.
void Poller::leaveGap(const QString &detail)
{
    if (m_task == Task::Polling) {
        tryAgain(detail, 0ms);
        return;
    }
    qCInfo(connectionLog) << "the server does not tell what was missed:" << detail;
    stop();
    emit gapFound(QDateTime::currentDateTimeUtc());
    emit caughtUp();
}

void Poller::takePage(const QByteArray &body)
{
    const auto decoded = wire::decodeEventPage(body, m_tenant);
    if (!decoded) {
        leaveGap(
            u"the answer was no page of events: %1"_s.arg(wire::dropReasonName(decoded.error())));
        return;
    }
    const wire::EventPage &page = decoded->page;
    for (const wire::DropReason reason : decoded->dropped)
        emit dropped(reason);
    if (!page.complete)
        emit gapFound(page.events.isEmpty() ? QDateTime::currentDateTimeUtc()
                                            : page.events.constFirst().timestamp);
    for (const Event &event : page.events)
        emit eventReceived(event);

    const bool moved = !page.cursor.isEmpty() && m_after != page.cursor;
    const bool more = moved && m_after && !page.events.isEmpty();
    if (moved) {
        m_after = page.cursor;
        emit cursorAdvanced(page.cursor);
    }
    // The first answer says that the server is there, and must not be held for that.
    const bool isFirst = !m_asksToHold;
    m_isHeld = m_asksToHold &&
               (std::chrono::milliseconds(m_sinceRequest.elapsed()) >= shortestHold || moved);
    m_asksToHold = m_task == Task::Polling && m_after;
    emit answered();
    if (more) {
        m_pause.start(0ms);
        return;
    }
    const bool atOnce = m_isHeld || (isFirst && m_asksToHold);
    if (m_task == Task::Polling)
        m_pause.start(atOnce ? 0ms : jittered(m_timing.pollInterval, m_random));
    else
        stop();
    emit caughtUp();
}

void Poller::tryAgain(const QString &detail, std::chrono::milliseconds pause)
{
    qCInfo(connectionLog) << "polling failed:" << detail;
    m_asksToHold = false;
    m_isHeld = false;
    const auto interval = m_timing.pollInterval * (1 << std::min(m_busyAnswers, mostDoublings));
    m_pause.start(std::max(pause, jittered(interval, m_random)));
    emit failed(detail);
}

} // namespace timesheet
