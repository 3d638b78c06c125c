#include "gateway/authenticator.h"

#include "wire/json_text.h"
#include "wire/token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <QJsonObject>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// A token is part of a request's head, and no larger than that may be.
constexpr qsizetype longestToken = 8192;

/// The longest `sub`, `tenant_id` and `role`, in UTF-16 units.
constexpr qsizetype longestClaim = 256;

/// The year 10000 and what lies beyond overflow nothing but mean nothing either.
constexpr double latestInstant = 253402300800.0;

struct Parts {
    QByteArrayView signedText; ///< header and claims as they were sent
    QJsonObject header;
    QJsonObject claims;
    QByteArray signature;
};

std::optional<Parts> split(QByteArrayView token)
{
    if (token.size() > longestToken)
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
    const auto headerObject = wire::parseMessage(*header);
    const auto claimsObject = wire::parseMessage(*claims);
    if (!headerObject || !claimsObject)
        return std::nullopt;
    return Parts{token.first(second), *headerObject, *claimsObject, *signature};
}

/// A claim that must be a text with something in it.
std::optional<QString> textClaim(const QJsonObject &claims, QLatin1StringView name)
{
    const QJsonValue value = claims.value(name);
    const QString text = value.toString();
    if (!value.isString() || text.isEmpty() || text.size() > longestClaim)
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
    const double seconds = std::clamp(value.toDouble(), 0.0, latestInstant);
    const auto milliseconds =
        std::chrono::milliseconds(static_cast<std::int64_t>(std::floor(seconds * 1000.0)));
    return WallClock::time_point(milliseconds);
}

tl::expected<Caller, TokenFault> readClaims(const QJsonObject &claims, WallClock::time_point now)
{
    const auto tenant = textClaim(claims, "tenant_id"_L1);
    const auto user = textClaim(claims, "sub"_L1);
    const auto expires = dateClaim(claims, "exp"_L1);
    const auto notBefore = dateClaim(claims, "nbf"_L1);
    const bool hasRole = !claims.value("role"_L1).isUndefined();
    const auto role = hasRole ? textClaim(claims, "role"_L1) : QString();
    if (!tenant || !user || !expires || !notBefore || !role)
        return tl::unexpected(TokenFault::BadClaim);
    if (*expires && now >= **expires + tokenLeeway)
        return tl::unexpected(TokenFault::Expired);
    if (*notBefore && now < **notBefore - tokenLeeway)
        return tl::unexpected(TokenFault::NotYetValid);
    return Caller{TenantId(*tenant), UserId(*user), *role, *expires};
}

} // namespace

QString tokenFaultName(TokenFault fault)
{
    switch (fault) {
    case TokenFault::Malformed:
        return u"malformed"_s;
    case TokenFault::WrongAlgorithm:
        return u"wrong-algorithm"_s;
    case TokenFault::BadSignature:
        return u"bad-signature"_s;
    case TokenFault::BadClaim:
        return u"bad-claim"_s;
    case TokenFault::Expired:
        return u"expired"_s;
    case TokenFault::NotYetValid:
        return u"not-yet-valid"_s;
    }
    return {};
}

QByteArray hmacSha256(const QByteArray &secret, QByteArrayView text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    std::size_t length = 0;
    const auto *data = reinterpret_cast<const unsigned char *>(text.data());
    if (EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, secret.constData(),
                  static_cast<std::size_t>(secret.size()), data,
                  static_cast<std::size_t>(text.size()), mac.data(), mac.size(),
                  &length) == nullptr)
        qFatal("OpenSSL has no HMAC-SHA-256");
    return {reinterpret_cast<const char *>(mac.data()), static_cast<qsizetype>(length)};
}

Authenticator::Authenticator(QByteArray secret)
    : m_secret(std::move(secret))
{
    Q_ASSERT(!m_secret.isEmpty());
}

tl::expected<Caller, TokenFault> Authenticator::verify(QByteArrayView token,
                                                       WallClock::time_point now) const
{
    const auto parts = split(token);
    if (!parts)
        return tl::unexpected(TokenFault::Malformed);
    // RFC 7515, section 4.1.11: who does not know a critical extension must refuse the token.
    if (parts->header.value("alg"_L1).toString() != u"HS256" || parts->header.contains("crit"_L1))
        return tl::unexpected(TokenFault::WrongAlgorithm);

    const QByteArray expected = hmacSha256(m_secret, parts->signedText);
    if (parts->signature.size() != expected.size() ||
        CRYPTO_memcmp(parts->signature.constData(), expected.constData(),
                      static_cast<std::size_t>(expected.size())) != 0)
        return tl::unexpected(TokenFault::BadSignature);
    return readClaims(parts->claims, now);
}

} // namespace timesheet::gateway
