#include "connection/sign_in/gotrue_answer.h"

#include "wire/json_text.h"
#include "wire/limits.h"
#include "wire/token.h"

#include <QJsonObject>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

using Cause = TokenFailure::Cause;

/// The longest of GoTrue's codes has less than half of that.
constexpr qsizetype longestCode = 64;
/// GoTrue's own have 12 characters; those of other servers may be tokens with claims.
constexpr qsizetype longestRefreshToken = wire::maxTokenBytes;
/// A year: what lasts longer needs no refresh.
constexpr double longestLifetime = 365.0 * 24 * 60 * 60;

bool isCode(const QString &text)
{
    const auto isCodeCharacter = [](QChar character) {
        return (character >= u'a' && character <= u'z') ||
               (character >= u'0' && character <= u'9') || character == u'_';
    };
    return !text.isEmpty() && text.size() <= longestCode &&
           std::all_of(text.begin(), text.end(), isCodeCharacter);
}

/// The code in an error's body; empty where there is none that can be repeated to people.
QString codeIn(const QJsonObject &error)
{
    for (const QString &name : {u"code"_s, u"error_code"_s, u"error"_s}) {
        if (const QString code = error.value(name).toString(); isCode(code))
            return code;
    }
    return {};
}

/// What a failure with this status and code means.
Cause causeOf(int status, const QString &code, const QJsonObject &error)
{
    if (status == 0)
        return Cause::Unreachable;
    if (status == 429)
        return Cause::TooManyTries;
    // Before it had codes for that, GoTrue said it in words only.
    const bool isUnconfirmed = error.value("error_description"_L1) == u"Email not confirmed"_s;
    if (code == u"email_not_confirmed" || (code == u"invalid_grant" && isUnconfirmed))
        return Cause::NotConfirmed;
    if (code == u"invalid_credentials" || code == u"invalid_grant")
        return Cause::WrongPassword;
    switch (status) {
    case 401:
    case 403:
        return code.isEmpty() ? Cause::KeyNotTaken : Cause::Refused;
    case 404:
        return code.isEmpty() ? Cause::NoSuchProject : Cause::Refused;
    case 400:
    case 422:
        return code.isEmpty() ? Cause::Failed : Cause::Refused;
    default:
        return Cause::Failed;
    }
}

TokenFailure failureOf(const GotrueAnswer &answer)
{
    const QJsonObject error = wire::parseMessage(answer.body).value_or(QJsonObject());
    const QString code = codeIn(error);
    QString detail =
        answer.status == 0 ? answer.networkError : u"HTTP status %1"_s.arg(answer.status);
    if (!code.isEmpty())
        detail += u", "_s + code;
    return {causeOf(answer.status, code, error), detail, answer.retryAfter};
}

std::optional<std::chrono::seconds> lifetimeIn(const QJsonObject &said)
{
    const QJsonValue seconds = said.value("expires_in"_L1);
    if (!seconds.isDouble() || seconds.toDouble() <= 0)
        return std::nullopt;
    const double whole = std::floor(std::min(seconds.toDouble(), longestLifetime));
    return std::chrono::seconds(static_cast<qint64>(whole));
}

} // namespace

tl::expected<TokenGrant, TokenFailure> readGrant(const GotrueAnswer &answer)
{
    if (answer.status / 100 != 2)
        return tl::unexpected(failureOf(answer));
    const auto said = wire::parseMessage(answer.body);
    if (!said) // a page of a hotel's, for example
        return tl::unexpected(TokenFailure{Cause::Failed, u"the answer is no JSON object"_s});
    const QString token = said->value("access_token"_L1).toString();
    const QByteArray refreshToken = said->value("refresh_token"_L1).toString().toUtf8();
    if (token.isEmpty() || refreshToken.size() > longestRefreshToken)
        return tl::unexpected(TokenFailure{Cause::Failed, u"the answer has no tokens"_s});
    return wire::readCredentials(token.toUtf8())
        .map([&](const Credentials &credentials) {
            return TokenGrant{credentials, Token(refreshToken), lifetimeIn(*said), {}};
        })
        .map_error([](wire::TokenProblem problem) {
            return TokenFailure{Cause::NoUse, wire::describe(problem)};
        });
}

} // namespace timesheet
