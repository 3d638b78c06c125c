#include "gateway/protocol/http_response.h"

#include <boost/beast/http/status.hpp>

#include <QLocale>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace http = boost::beast::http;

namespace {

/// RFC 9110, section 5.6.7.
QByteArray httpDate(const QDateTime &instant)
{
    return QLocale::c().toString(instant.toUTC(), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s).toLatin1();
}

QByteArray statusLine(int status)
{
    const auto phrase = http::obsolete_reason(static_cast<http::status>(status));
    return "HTTP/1.1 " + QByteArray::number(status) + ' ' +
           QByteArray(phrase.data(), static_cast<qsizetype>(phrase.size())) + "\r\n";
}

} // namespace

QByteArray headOf(const HttpAnswer &answer, const QDateTime &now, Persistence persistence)
{
    QByteArray head = statusLine(answer.status);
    const auto add = [&head](QByteArrayView name, QByteArrayView value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    add("Server", "timesheet-gateway/" TIMESHEET_VERSION);
    add("Date", httpDate(now));
    add("Cache-Control", "no-store");
    for (const auto &[name, value] : answer.headers)
        add(name, value);
    if (!answer.contentType.isEmpty()) {
        add("Content-Type", answer.contentType);
        add("X-Content-Type-Options", "nosniff");
        add("Content-Length", QByteArray::number(answer.body.size()));
    }
    if (persistence == Persistence::Close)
        add("Connection", "close");
    return head.append("\r\n");
}

} // namespace timesheet::gateway
