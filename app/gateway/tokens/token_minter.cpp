#include "gateway/tokens/token_minter.h"

#include "wire/json_text.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

QByteArray encoded(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

void insertText(QJsonObject &object, QLatin1StringView name, const QString &text)
{
    if (!text.isEmpty())
        object.insert(name, text);
}

} // namespace

QByteArray mintToken(const TokenRequest &request, const QByteArray &secret,
                     WallClock::time_point now)
{
    return mintToken(request, SigningKey::ofSecret(secret), now);
}

QByteArray mintToken(const TokenRequest &request, const SigningKey &key, WallClock::time_point now)
{
    QJsonObject header{{u"alg"_s, tokenAlgorithmName(key.algorithm())}, {u"typ"_s, u"JWT"_s}};
    insertText(header, "kid"_L1, request.keyId);
    const auto issued = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
    QJsonObject claims{
        {u"sub"_s, request.user.value()},
        {u"tenant_id"_s, request.tenant.value()},
        {u"iat"_s, static_cast<qint64>(issued.count())},
        {u"exp"_s, static_cast<qint64>((issued + request.lifetime).count())},
    };
    insertText(claims, "role"_L1, request.role);
    insertText(claims, "name"_L1, request.name);
    insertText(claims, "iss"_L1, request.issuer);
    insertText(claims, "aud"_L1, request.audience);

    const QByteArray text =
        encoded(wire::compactJson(header)) + '.' + encoded(wire::compactJson(claims));
    return text + '.' + encoded(key.sign(text));
}

} // namespace timesheet::gateway
