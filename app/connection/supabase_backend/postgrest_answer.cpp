#include "connection/supabase_backend/postgrest_answer.h"

#include "connection/web/http_request.h"
#include "wire/json_text.h"

#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// PostgREST's own codes and SQLSTATEs are shorter.
constexpr qsizetype longestCode = 16;

/// The code in an error's body; empty where there is none that can be repeated to people.
QString codeIn(QByteArrayView body)
{
    const auto object = wire::parseMessage(body);
    const QString code = object ? object->value("code"_L1).toString() : QString();
    const bool isCode =
        code.size() <= longestCode && std::all_of(code.begin(), code.end(), [](QChar character) {
            return (character >= u'0' && character <= u'9') ||
                   (character >= u'A' && character <= u'Z');
        });
    return isCode ? code : QString();
}

} // namespace

RequestFailure postgrestFailure(const RequestFailure &failure, int status, QByteArrayView body)
{
    using Cause = RequestFailure::Cause;
    const QString code = codeIn(body);
    RequestFailure known = failure;
    if (!code.isEmpty())
        known.detail += u", "_s + code;
    if (status == 401) {
        const bool isOfToken = code == u"PGRST301" || code == u"PGRST303";
        known.cause = isOfToken ? Cause::Unauthorized : Cause::Failed;
        if (code.isEmpty())
            known.detail = u"the project does not take its key: anon_key must be one of its own"_s;
    } else if (status == 404 && code == u"PGRST202") {
        known.detail = u"the project does not have our schema: the function that gives its events "
                       u"is missing"_s;
    }
    return known;
}

tl::expected<QByteArray, RequestFailure> postgrestBodyOf(QNetworkReply &reply)
{
    auto body = bodyOf(reply, Answerer::Gateway);
    if (body)
        return body;
    return tl::unexpected(postgrestFailure(body.error(), statusOf(reply), reply.readAll()));
}

} // namespace timesheet
