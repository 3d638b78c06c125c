#include "connection/web/http_request.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr auto longestRetryAfter = 1h;

/// Why an answer with this status does not do; nothing where it does, or says nothing of it.
std::optional<RequestFailure::Cause> causeOf(int status, Answerer answerer)
{
    using Cause = RequestFailure::Cause;
    const bool isGateway = answerer == Answerer::Gateway;
    switch (status) {
    case 401:
        return isGateway ? Cause::Unauthorized : Cause::Unsupported;
    case 403: // a gateway does not say that here: something stands before it
        return isGateway ? Cause::Failed : Cause::Unsupported;
    case 429:
    case 503:
        return Cause::Busy;
    case 408:
    case 425:
        return Cause::Failed;
    case 501:
        return Cause::Unsupported;
    default:
        break;
    }
    // WebSocket servers say 404 or 426 to plain HTTP; a web application may redirect to a page.
    if (status / 100 == 3 || status / 100 == 4)
        return Cause::Unsupported;
    return status / 100 == 2 ? std::nullopt : std::optional(Cause::Failed);
}

} // namespace

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

std::chrono::milliseconds retryAfterIn(QByteArrayView value)
{
    bool isNumber = false;
    const int seconds = value.trimmed().toInt(&isNumber);
    if (!isNumber || seconds < 0)
        return 0ms;
    return std::min<std::chrono::milliseconds>(std::chrono::seconds(seconds), longestRetryAfter);
}

tl::expected<QByteArray, RequestFailure> bodyOf(QNetworkReply &reply, Answerer answerer)
{
    const int status = statusOf(reply);
    auto cause = causeOf(status, answerer);
    if (!cause && reply.error() != QNetworkReply::NoError)
        cause = RequestFailure::Cause::Failed;
    if (!cause)
        return reply.readAll();
    const QString detail =
        status == 0 ? reply.errorString().left(120) : u"HTTP status %1"_s.arg(status);
    return tl::unexpected(
        RequestFailure{*cause, detail, retryAfterIn(reply.rawHeader("Retry-After"))});
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

QNetworkRequest plainRequest(const Endpoint &endpoint, const QString &path, const QUrlQuery &query,
                             std::chrono::milliseconds timeout)
{
    QUrl url = endpoint.http(path);
    url.setQuery(query);
    QNetworkRequest request(url);
    request.setRawHeader("Accept", "application/json");
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(static_cast<int>(timeout.count()));
    request.setSslConfiguration(endpoint.tls());
    return request;
}

QNetworkRequest authorizedRequest(const Endpoint &endpoint, const QString &path,
                                  const QUrlQuery &query, const Token &token,
                                  std::chrono::milliseconds timeout)
{
    QNetworkRequest request = plainRequest(endpoint, path, query, timeout);
    request.setRawHeader("Authorization", "Bearer " + token.bytes());
    return request;
}

} // namespace timesheet
