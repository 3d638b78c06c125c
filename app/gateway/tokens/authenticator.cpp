#include "gateway/tokens/authenticator.h"

#include "wire/json_text.h"
#include "wire/limits.h"
#include "wire/token.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// The longest `sub`, `tenant_id` and `role`, in UTF-16 units.
constexpr qsizetype longestClaim = 256;

/// The last hour that WallClock can tell, in April 2262, counts for whatever lies beyond: it leaves
/// room for the leeway.
constexpr std::chrono::seconds latestInstant =
    std::chrono::floor<std::chrono::seconds>(WallClock::time_point::max().time_since_epoch()) -
    std::chrono::hours(1);

/// How far ahead an issuer's clock may be where it only says when it has issued a token. Whatever
/// is issued later still is a mistake, most often milliseconds for seconds.
constexpr std::chrono::hours longestLead{24};

struct Parts {
    QByteArrayView signedText; ///< header and claims as they were sent
    QJsonObject header;
    QJsonObject claims;
    QByteArray signature;
};

std::optional<Parts> split(QByteArrayView token)
{
    if (token.size() > wire::maxTokenBytes)
        return std::nullopt;
    const qsizetype first = token.indexOf('.');
    const qsizetype second = first < 0 ? -1 : token.indexOf('.', first + 1);
    if (second < 0 || token.indexOf('.', second + 1) >= 0)
        return std::nullopt;

    const auto header = wire::decodeBase64Url(token.first(first));
    const auto claims = wire::decodeBase64Url(token.sliced(first + 1, second - first - 1));
    const auto signature = wire::decodeBase64Url(token.sliced(second + 1));
    if (!header || !claims || !signature)
        return std::nullopt;
    // RFC 7515, section 4, and RFC 7519, section 4: names are unique.
    const auto headerObject = wire::parseMessage(*header, wire::JsonNames::Unique);
    const auto claimsObject = wire::parseMessage(*claims, wire::JsonNames::Unique);
    if (!headerObject || !claimsObject)
        return std::nullopt;
    return Parts{token.first(second), *headerObject, *claimsObject, *signature};
}

/// A claim that must be a text with something in it, and without U+0000, which no text of
/// PostgreSQL may hold: whom one engine does not know, the other must not, either.
std::optional<QString> textClaim(const QJsonObject &claims, QLatin1StringView name)
{
    const QJsonValue value = claims.value(name);
    const QString text = value.toString();
    if (!value.isString() || text.isEmpty() || text.size() > longestClaim ||
        text.contains(QChar(0)))
        return std::nullopt;
    return text;
}

/// A NumericDate (RFC 7519, section 2) that may be absent. Outer nothing: it is no date.
std::optional<std::optional<WallClock::time_point>> dateClaim(const QJsonObject &claims,
                                                              QLatin1StringView name)
{
    const QJsonValue value = claims.value(name);
    if (value.isUndefined())
        return std::optional<WallClock::time_point>{};
    if (!value.isDouble())
        return std::nullopt;
    const double seconds =
        std::clamp(value.toDouble(), 0.0, static_cast<double>(latestInstant.count()));
    const auto milliseconds =
        std::chrono::milliseconds(static_cast<std::int64_t>(std::floor(seconds * 1000.0)));
    return WallClock::time_point(milliseconds);
}

/// The `kid` of a token, which may be absent. Outer nothing: it is none (RFC 7515, section 4.1.4).
std::optional<std::optional<QString>> keyIdOf(const QJsonObject &header)
{
    const QJsonValue value = header.value("kid"_L1);
    if (value.isUndefined())
        return std::optional<QString>{};
    const QString text = value.toString();
    if (!value.isString() || text.size() > longestKeyId)
        return std::nullopt;
    return text;
}

/// RFC 7519, section 4.1.3: a text, or an array of texts.
std::optional<TokenFault> faultOfAudience(const QJsonValue &value, const QString &wanted)
{
    const QJsonArray names = value.isArray() ? value.toArray() : QJsonArray{value};
    if (!std::all_of(names.begin(), names.end(), [](const auto &name) { return name.isString(); }))
        return TokenFault::BadClaim;
    return names.contains(wanted) ? std::nullopt : std::optional(TokenFault::WrongAudience);
}

/// Whether a token comes from where the rules say, and was meant for us.
std::optional<TokenFault> faultOfOrigin(const QJsonObject &claims, const TokenRules &rules)
{
    if (!rules.issuer.isEmpty()) {
        const QJsonValue issuer = claims.value("iss"_L1);
        if (!issuer.isString())
            return TokenFault::BadClaim;
        if (issuer.toString() != rules.issuer)
            return TokenFault::WrongIssuer;
    }
    if (rules.audience.isEmpty())
        return std::nullopt;
    return faultOfAudience(claims.value("aud"_L1), rules.audience);
}

tl::expected<Caller, TokenFault> readClaims(const QJsonObject &claims, quint64 key,
                                            WallClock::time_point now)
{
    const auto tenant = textClaim(claims, "tenant_id"_L1);
    const auto user = textClaim(claims, "sub"_L1);
    const auto expires = dateClaim(claims, "exp"_L1);
    const auto notBefore = dateClaim(claims, "nbf"_L1);
    const auto issued = dateClaim(claims, "iat"_L1);
    const bool hasRole = !claims.value("role"_L1).isUndefined();
    const auto role = hasRole ? textClaim(claims, "role"_L1) : QString();
    if (!tenant || !user || !expires || !notBefore || !issued || !role)
        return tl::unexpected(TokenFault::BadClaim);
    if (*expires && now >= **expires + tokenLeeway)
        return tl::unexpected(TokenFault::Expired);
    if ((*notBefore && now < **notBefore - tokenLeeway) ||
        (*issued && now < **issued - longestLead))
        return tl::unexpected(TokenFault::NotYetValid);
    return Caller{TenantId(*tenant), UserId(*user), *role, *expires, key};
}

} // namespace

QString tokenFaultName(TokenFault fault)
{
    switch (fault) {
    case TokenFault::Malformed:
        return u"malformed"_s;
    case TokenFault::WrongAlgorithm:
        return u"wrong-algorithm"_s;
    case TokenFault::UnknownKey:
        return u"unknown-key"_s;
    case TokenFault::BadSignature:
        return u"bad-signature"_s;
    case TokenFault::BadClaim:
        return u"bad-claim"_s;
    case TokenFault::WrongIssuer:
        return u"wrong-issuer"_s;
    case TokenFault::WrongAudience:
        return u"wrong-audience"_s;
    case TokenFault::Expired:
        return u"expired"_s;
    case TokenFault::NotYetValid:
        return u"not-yet-valid"_s;
    }
    return {};
}

Authenticator::Authenticator(const QByteArray &secret)
    : Authenticator(
          std::make_shared<const TokenRules>(TokenRules{KeySet::ofSecret(secret), {}, {}}))
{
}

Authenticator::Authenticator(std::shared_ptr<const TokenRules> rules)
    : m_rules(std::move(rules))
{
}

tl::expected<Caller, TokenFault> Authenticator::verify(QByteArrayView token,
                                                       WallClock::time_point now) const
{
    if (!m_rules)
        return tl::unexpected(TokenFault::UnknownKey);
    const auto parts = split(token);
    if (!parts)
        return tl::unexpected(TokenFault::Malformed);
    // RFC 7515, section 4.1.11: who does not know a critical extension must refuse the token.
    if (parts->header.value("alg"_L1).toString() != tokenAlgorithmName(m_rules->keys.algorithm()) ||
        parts->header.contains("crit"_L1))
        return tl::unexpected(TokenFault::WrongAlgorithm);

    const auto keyId = keyIdOf(parts->header);
    if (!keyId)
        return tl::unexpected(TokenFault::Malformed);
    const VerificationKey *key = m_rules->keys.find(*keyId);
    if (key == nullptr)
        return tl::unexpected(TokenFault::UnknownKey);
    if (!key->verifies(parts->signedText, parts->signature))
        return tl::unexpected(TokenFault::BadSignature);
    if (const auto fault = faultOfOrigin(parts->claims, *m_rules))
        return tl::unexpected(*fault);
    return readClaims(parts->claims, key->fingerprint(), now);
}

bool Authenticator::vouchesFor(const Caller &caller) const
{
    return m_rules && m_rules->keys.contains(caller.key);
}

} // namespace timesheet::gateway
