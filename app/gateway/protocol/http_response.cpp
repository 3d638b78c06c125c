#include "gateway/protocol/http_response.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace http = boost::beast::http;

namespace {

/// RFC 9110, section 5.6.7.
std::string httpDate(const QDateTime &instant)
{
    return QLocale::c()
        .toString(instant.toUTC(), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s)
        .toStdString();
}

} // namespace

HttpResponse toResponse(const HttpAnswer &answer, const QDateTime &now)
{
    HttpResponse response(static_cast<http::status>(answer.status), 11);
    response.set(http::field::server, "timesheet-gateway/" TIMESHEET_VERSION);
    response.set(http::field::date, httpDate(now));
    response.set(http::field::cache_control, "no-store");
    for (const auto &[name, value] : answer.headers)
        response.insert(name.toStdString(), value.toStdString());
    if (!answer.contentType.isEmpty()) {
        response.set(http::field::content_type, answer.contentType.toStdString());
        response.set("X-Content-Type-Options", "nosniff");
        response.body() = answer.body.toStdString();
        response.prepare_payload();
    }
    return response;
}

} // namespace timesheet::gateway
