#include "connection/poller.h"

#include "connection/connection_log.h"
#include "wire/limits.h"

#include <QNetworkRequest>
#include <QUrlQuery>

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
/// The longest Retry-After that is believed.
constexpr auto longestRetryAfter = 1h;

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

void Poller::setCredentials(const QByteArray &token, const TenantId &tenant)
{
    m_token = token;
    m_tenant = tenant;
}

void Poller::fetchGap(const std::optional<Cursor> &after)
{
    stop();
    begin(after);
}

void Poller::start(const std::optional<Cursor> &after, bool longPolling)
{
    stop();
    m_repeats = true;
    m_longPolling = longPolling;
    begin(after);
}

void Poller::stop()
{
    m_repeats = false;
    m_longPolling = false;
    m_pause.stop();
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
        m_reply = nullptr;
    }
}

void Poller::begin(const std::optional<Cursor> &after)
{
    m_after = after;
    fetch();
}

void Poller::fetch()
{
    QUrlQuery query;
    query.addQueryItem(u"limit"_s, QString::number(pageSize));
    if (m_after)
        query.addQueryItem(u"after"_s,
                           QString::fromLatin1(QUrl::toPercentEncoding(m_after->value())));
    auto timeout = m_timing.transferTimeout;
    if (m_longPolling && m_after) {
        query.addQueryItem(u"wait"_s, QString::number(wire::maxPollWaitSeconds));
        timeout += std::chrono::seconds(wire::maxPollWaitSeconds);
    }
    QUrl url = m_endpoint.http(u"/v1/events"_s);
    url.setQuery(query);

    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Bearer " + m_token);
    request.setRawHeader("Accept", "application/json");
    // A followed redirect would carry the token to another host.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(static_cast<int>(timeout.count()));
    request.setSslConfiguration(m_endpoint.tls());

    m_network.setProxy(m_endpoint.proxy());
    m_sinceRequest.start();
    m_reply = m_network.get(request);
    QNetworkReply *reply = m_reply;
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
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 401 || status == 403) {
        stop();
        emit unauthorized(u"HTTP status %1"_s.arg(status));
    } else if (reply->error() == QNetworkReply::NoError && status == 200) {
        takePage(reply->readAll());
    } else {
        giveUp(status == 0 ? reply->errorString().left(120) : u"HTTP status %1"_s.arg(status),
               retryAfter(*reply));
    }
}

void Poller::takePage(const QByteArray &body)
{
    const auto decoded = wire::decodeEventPage(body, m_tenant);
    if (!decoded) {
        giveUp(u"the answer was no page of events: %1"_s.arg(wire::dropReasonName(decoded.error())),
               0ms);
        return;
    }
    for (const wire::DropReason reason : decoded->dropped)
        emit dropped(reason);
    for (const Event &event : decoded->page.events)
        emit eventReceived(event);

    const Cursor &cursor = decoded->page.cursor;
    const bool moved = !cursor.isEmpty() && m_after != cursor;
    const bool more = moved && m_after && !decoded->page.events.isEmpty();
    if (moved) {
        m_after = cursor;
        emit cursorAdvanced(cursor);
    }
    emit answered();

    const bool held =
        m_longPolling &&
        (std::chrono::milliseconds(m_sinceRequest.elapsed()) >= shortestHold || moved);
    if (more || (m_repeats && held))
        m_pause.start(0ms);
    else if (m_repeats)
        m_pause.start(jittered(m_timing.pollInterval, m_random));
}

void Poller::giveUp(const QString &detail, std::chrono::milliseconds pause)
{
    qCInfo(connectionLog) << "polling failed:" << detail;
    if (m_repeats)
        m_pause.start(std::max(pause, jittered(m_timing.pollInterval, m_random)));
    emit failed(detail);
}

std::chrono::milliseconds Poller::retryAfter(const QNetworkReply &reply) const
{
    bool isNumber = false;
    const int seconds = reply.rawHeader("Retry-After").trimmed().toInt(&isNumber);
    if (!isNumber || seconds < 0)
        return 0ms;
    return std::min<std::chrono::milliseconds>(std::chrono::seconds(seconds), longestRetryAfter);
}

} // namespace timesheet
