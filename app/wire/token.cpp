#include "wire/token.h"

#include "wire/json_text.h"
#include "wire/limits.h"

#include <QJsonObject>
#include <QList>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace timesheet::wire {

namespace {

std::optional<QDateTime> expiryIn(const QJsonObject &claims)
{
    // 31 December 9999: what lies beyond is no date.
    constexpr double latest = 253402300799.0;
    const QJsonValue exp = claims.value("exp"_L1);
    if (!exp.isDouble())
        return std::nullopt;
    const double seconds = std::clamp(std::floor(exp.toDouble()), 0.0, latest);
    return QDateTime::fromSecsSinceEpoch(static_cast<qint64>(seconds), QTimeZone::utc()).toUTC();
}

/// A claim of this program's own: at the top, or else in app_metadata, where GoTrue keeps what only
/// a project's administrators write. As timesheet_claim() in 0006_supabase.sql, only an empty text
/// at the top leads there: what is no text names nobody, wherever it stands.
QString ownClaim(const QJsonObject &claims, QLatin1StringView name)
{
    const QJsonValue atTop = claims.value(name);
    const bool saysNothing = atTop.isUndefined() || atTop.isNull() || atTop == QString();
    const QJsonObject metadata = claims.value("app_metadata"_L1).toObject();
    return (saysNothing ? metadata.value(name) : atTop).toString();
}

/// As timesheet_claimed_role() has it: at a project on Supabase, `role` is the database's.
QString roleIn(const QJsonObject &claims)
{
    const QString role = ownClaim(claims, "user_role"_L1);
    return role.isEmpty() ? claims.value("role"_L1).toString() : role;
}

} // namespace

QString describe(TokenProblem problem)
{
    switch (problem) {
    case TokenProblem::TooLong:
        return u"this token is too long: a token has at most %1 bytes"_s.arg(maxTokenBytes);
    case TokenProblem::NotAJwt:
        return u"this is not a JWT: a token has three parts with dots between them"_s;
    case TokenProblem::NoTenant:
        return u"this token names no organisation: it has no tenant_id, neither at the top nor in "
               u"app_metadata"_s;
    case TokenProblem::NoSubject:
        return u"this token names no user: it has no sub"_s;
    }
    return {};
}

std::optional<QByteArray> decodeBase64Url(QByteArrayView text)
{
    constexpr auto options = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals |
                             QByteArray::AbortOnBase64DecodingErrors;
    const QByteArray encoded = text.toByteArray();
    const auto result = QByteArray::fromBase64Encoding(encoded, options);
    if (!result || (*result).toBase64(options) != encoded)
        return std::nullopt;
    return *result;
}

tl::expected<Credentials, TokenProblem> readCredentials(QByteArrayView token)
{
    if (token.size() > maxTokenBytes)
        return tl::unexpected(TokenProblem::TooLong);
    const QList<QByteArray> parts = token.toByteArray().split('.');
    if (parts.size() != 3 || parts.at(2).isEmpty() || !decodeBase64Url(parts.at(2)))
        return tl::unexpected(TokenProblem::NotAJwt);
    const auto header = decodeBase64Url(parts.at(0));
    const auto body = decodeBase64Url(parts.at(1));
    if (!header || !body || !parseMessage(*header))
        return tl::unexpected(TokenProblem::NotAJwt);
    const auto claims = parseMessage(*body);
    if (!claims)
        return tl::unexpected(TokenProblem::NotAJwt);

    Identity identity;
    identity.tenant = TenantId(ownClaim(*claims, "tenant_id"_L1));
    identity.user = UserId(claims->value("sub"_L1).toString());
    identity.name = claims->value("name"_L1).toString();
    identity.role = roleIn(*claims);
    identity.expiresAt = expiryIn(*claims);
    if (identity.tenant.isEmpty())
        return tl::unexpected(TokenProblem::NoTenant);
    if (identity.user.isEmpty())
        return tl::unexpected(TokenProblem::NoSubject);
    return Credentials{Token(token.toByteArray()), identity};
}

tl::expected<Credentials, TokenProblem> readPastedCredentials(QStringView text)
{
    const QStringView pasted = text.trimmed();
    if (pasted.size() > maxTokenTextLength)
        return tl::unexpected(TokenProblem::TooLong);
    QString token = pasted.toString();
    if (token.startsWith(u"Bearer ", Qt::CaseInsensitive))
        token.remove(0, 7);
    token.removeIf([](QChar c) { return c.isSpace() || c == u'"' || c == u'\''; });
    return readCredentials(token.toUtf8());
}

} // namespace timesheet::wire
