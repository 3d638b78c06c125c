#include "connection/http_request.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr auto longestRetryAfter = 1h;

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

} // namespace

HttpVerdict verdictOf(const QNetworkReply &reply)
{
    const int status = statusOf(reply);
    switch (status) {
    case 401:
    case 403:
        return HttpVerdict::Unauthorized;
    case 429:
    case 503:
        return HttpVerdict::Busy;
    case 408:
    case 425:
        return HttpVerdict::Failed;
    case 501:
        return HttpVerdict::Unsupported;
    default:
        break;
    }
    // WebSocket servers say 404 or 426 to plain HTTP; a web application may redirect to a page.
    if (status / 100 == 3 || status / 100 == 4)
        return HttpVerdict::Unsupported;
    return status / 100 == 2 && reply.error() == QNetworkReply::NoError ? HttpVerdict::Good
                                                                        : HttpVerdict::Failed;
}

QString describeFailure(const QNetworkReply &reply)
{
    const int status = statusOf(reply);
    return status == 0 ? reply.errorString().left(120) : u"HTTP status %1"_s.arg(status);
}

std::chrono::milliseconds retryAfter(const QNetworkReply &reply)
{
    bool isNumber = false;
    const int seconds = reply.rawHeader("Retry-After").trimmed().toInt(&isNumber);
    if (!isNumber || seconds < 0)
        return 0ms;
    return std::min<std::chrono::milliseconds>(std::chrono::seconds(seconds), longestRetryAfter);
}

std::optional<QDateTime> serverTime(const QNetworkReply &reply)
{
    const QString text = QString::fromLatin1(reply.rawHeader("Date").trimmed());
    const QDateTime time = QLocale::c().toDateTime(text, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    if (!time.isValid())
        return std::nullopt;
    return QDateTime(time.date(), time.time(), QTimeZone::utc()).toUTC();
}

QString encodedQueryValue(const QString &value)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(value));
}

QNetworkRequest authorizedRequest(const Endpoint &endpoint, const QString &path,
                                  const QUrlQuery &query, const Token &token,
                                  std::chrono::milliseconds timeout)
{
    QUrl url = endpoint.http(path);
    url.setQuery(query);
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Bearer " + token.bytes());
    request.setRawHeader("Accept", "application/json");
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(static_cast<int>(timeout.count()));
    request.setSslConfiguration(endpoint.tls());
    return request;
}

} // namespace timesheet
