#include "gateway/token_minter.h"

#include "gateway/verification_key.h"
#include "wire/json_text.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

QByteArray encoded(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

} // namespace

QByteArray mintToken(const TokenRequest &request, const QByteArray &secret,
                     WallClock::time_point now)
{
    const QJsonObject header{{u"alg"_s, u"HS256"_s}, {u"typ"_s, u"JWT"_s}};
    const auto issued = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
    QJsonObject claims{
        {u"sub"_s, request.user.value()},
        {u"tenant_id"_s, request.tenant.value()},
        {u"iat"_s, static_cast<qint64>(issued.count())},
        {u"exp"_s, static_cast<qint64>((issued + request.lifetime).count())},
    };
    if (!request.role.isEmpty())
        claims.insert("role"_L1, request.role);
    if (!request.name.isEmpty())
        claims.insert("name"_L1, request.name);

    const QByteArray text =
        encoded(wire::compactJson(header)) + '.' + encoded(wire::compactJson(claims));
    return text + '.' + encoded(hmacSha256(secret, text));
}

} // namespace timesheet::gateway
