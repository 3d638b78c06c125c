#include "connection/supabase_rest/postgrest_answer.h"

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
    return postgrestAnswerOf(reply, AnswerEnd::ByItself).body;
}

PostgrestAnswer postgrestAnswerOf(QNetworkReply &reply, AnswerEnd end)
{
    PostgrestAnswer answer{bodyOf(reply, Answerer::Gateway), {}, serverTime(reply), end};
    if (answer.body)
        return answer;
    const QByteArray said = reply.isOpen() ? reply.readAll() : QByteArray();
    answer.code = codeIn(said);
    answer.body = tl::unexpected(postgrestFailure(answer.body.error(), statusOf(reply), said));
    return answer;
}

} // namespace timesheet
