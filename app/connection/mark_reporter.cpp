#include "connection/mark_reporter.h"

#include "connection/connection_log.h"
#include "connection/http_request.h"
#include "wire/http_codec.h"

#include <algorithm>
#include <utility>

namespace timesheet {

MarkReporter::MarkReporter(Endpoint endpoint, ConnectionTiming timing, RandomSource random,
                           QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_timing(std::move(timing))
    , m_random(std::move(random))
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &MarkReporter::ready);
}

bool MarkReporter::report(const QList<EventId> &ids)
{
    if (m_reply || m_pause.isActive() || ids.isEmpty())
        return false;
    QNetworkRequest request = authorizedRequest(m_endpoint, QStringLiteral("/v1/read"), {}, m_token,
                                                m_timing.transferTimeout);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    m_network.setProxy(m_endpoint.proxy());
    QNetworkReply *reply = m_network.post(request, wire::encodeReadMark({ids, std::nullopt}));
    m_reply = reply;
    connect(reply, &QNetworkReply::finished, this, [this, reply, ids] { finish(reply, ids); });
    return true;
}

void MarkReporter::stop()
{
    m_pause.stop();
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
}

void MarkReporter::finish(QNetworkReply *reply, const QList<EventId> &ids)
{
    reply->deleteLater();
    m_reply = nullptr;
    switch (verdictOf(*reply)) {
    case HttpVerdict::Good:
    case HttpVerdict::Unsupported:
        emit confirmed(ids);
        return;
    case HttpVerdict::Unauthorized:
        emit unauthorized(describeFailure(*reply));
        return;
    case HttpVerdict::Busy:
    case HttpVerdict::Failed:
        break;
    }
    qCInfo(connectionLog) << "read marks were not taken:" << describeFailure(*reply);
    m_pause.start(std::max(retryAfter(*reply), jittered(m_timing.pollInterval, m_random)));
}

} // namespace timesheet
