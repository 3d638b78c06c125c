#include "connection/sign_in/gotrue.h"

#include "connection/sign_in/gotrue_answer.h"
#include "connection/web/http_request.h"
#include "wire/json_text.h"

#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// An answer has two tokens and what GoTrue knows of the user.
constexpr qint64 largestAnswer = qint64{256} * 1024;

tl::expected<TokenGrant, TokenFailure> grantOf(QNetworkReply &reply, AnswerEnd end)
{
    if (end == AnswerEnd::TooLarge)
        return tl::unexpected(
            TokenFailure{TokenFailure::Cause::Failed, u"the answer is too large"_s});
    const QByteArray body = reply.isOpen() ? reply.readAll() : QByteArray();
    const bool wasCut = statusOf(reply) / 100 == 2 && reply.error() != QNetworkReply::NoError;
    auto grant = readGrant({wasCut ? 0 : statusOf(reply), body, reply.errorString().left(120),
                            retryAfterIn(reply.rawHeader("Retry-After"))});
    if (grant)
        grant->serverTime = serverTime(reply);
    return grant;
}

} // namespace

GoTrue::GoTrue(Endpoint endpoint, QByteArray key, ConnectionTiming timing, TimeSource &time)
    : m_endpoint(std::move(endpoint))
    , m_key(std::move(key))
    , m_timing(std::move(timing))
    , m_http(time)
{
}

std::unique_ptr<Request> GoTrue::signIn(const QString &email, const Password &password,
                                        GrantHandler handler)
{
    const QJsonObject asked{{u"email"_s, email},
                            {u"password"_s, QString::fromUtf8(password.bytes())}};
    return askForTokens(u"password"_s, wire::compactJson(asked), std::move(handler));
}

std::unique_ptr<Request> GoTrue::refresh(const Token &refreshToken, GrantHandler handler)
{
    const QJsonObject asked{{u"refresh_token"_s, QString::fromUtf8(refreshToken.bytes())}};
    return askForTokens(u"refresh_token"_s, wire::compactJson(asked), std::move(handler));
}

std::unique_ptr<Request> GoTrue::revoke(const Token &token, std::function<void()> handler)
{
    // Of this computer only: whoever signs out here stays signed in elsewhere.
    const QUrlQuery query{{u"scope"_s, u"local"_s}};
    return post(
        authorizedRequest(m_endpoint, u"/auth/v1/logout"_s, query, token, m_timing.transferTimeout),
        {}, [handler = std::move(handler)](QNetworkReply &, AnswerEnd) { handler(); });
}

std::unique_ptr<Request> GoTrue::askForTokens(const QString &grantType, const QByteArray &body,
                                              GrantHandler handler)
{
    const QUrlQuery query{{u"grant_type"_s, grantType}};
    return post(plainRequest(m_endpoint, u"/auth/v1/token"_s, query, m_timing.transferTimeout),
                body, [handler = std::move(handler)](QNetworkReply &answer, AnswerEnd end) {
                    handler(grantOf(answer, end));
                });
}

std::unique_ptr<Request> GoTrue::post(QNetworkRequest request, const QByteArray &body,
                                      ReplyHandler handler)
{
    request.setRawHeader("apikey", m_key);
    // Newer servers say their errors with a code of its own name then.
    request.setRawHeader("X-Supabase-Api-Version", "2024-01-01");
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    const AnswerLimits limits{largestAnswer, m_timing.transferTimeout + m_timing.answerDeadline};
    return m_http.send(m_endpoint, "POST", request, body, limits, std::move(handler));
}

} // namespace timesheet
