#include "gateway/protocol/http_answer.h"

#include "wire/json_text.h"

#include <boost/beast/http/status.hpp>

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

HttpAnswer jsonAnswer(int status, const QByteArray &body)
{
    return {status, "application/json", body, {}};
}

HttpAnswer problem(int status, const QString &detail)
{
    const auto phrase =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    const QJsonObject object{
        {u"type"_s, u"about:blank"_s},
        {u"title"_s, QString::fromLatin1(phrase.data(), static_cast<qsizetype>(phrase.size()))},
        {u"status"_s, status},
        {u"detail"_s, detail},
    };
    return {status, "application/problem+json", wire::compactJson(object), {}};
}

HttpAnswer unauthorized()
{
    HttpAnswer answer = problem(401, u"Send a valid token as \"Authorization: Bearer\"."_s);
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    return answer;
}

HttpAnswer tooManyConnections()
{
    HttpAnswer answer = problem(429, u"Too many connections from this address."_s);
    answer.headers.emplace_back("Retry-After", "30");
    return answer;
}

HttpAnswer tooBusy()
{
    HttpAnswer answer = problem(503, u"Too many large bodies of this tenant wait already."_s);
    answer.headers.emplace_back("Retry-After", "1");
    return answer;
}

HttpAnswer tooMuchBuffered()
{
    HttpAnswer answer = problem(503, u"Too much waits to be read already."_s);
    answer.headers.emplace_back("Retry-After", "5");
    return answer;
}

HttpAnswer unavailable()
{
    HttpAnswer answer = problem(503, u"The storage does not keep up, or is away."_s);
    answer.headers.emplace_back("Retry-After", "1");
    return answer;
}

} // namespace timesheet::gateway
