#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>

/// Tokens for tests.
namespace timesheet::test {

inline QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

/// A JWT of these claims, signed with HS256.
inline QByteArray signedToken(const QJsonObject &claims, const QByteArray &secret)
{
    const QByteArray head = base64Url(R"({"alg":"HS256","typ":"JWT"})") + '.' +
                            base64Url(QJsonDocument(claims).toJson(QJsonDocument::Compact));
    return head + '.' +
           base64Url(QMessageAuthenticationCode::hash(head, secret, QCryptographicHash::Sha256));
}

/// With `exp`: the second of the epoch at which it expires; 0 for never.
inline QByteArray tokenFor(const QString &tenant, const QString &user, qint64 exp = 0)
{
    QJsonObject claims{{QStringLiteral("tenant_id"), tenant}, {QStringLiteral("sub"), user}};
    if (exp != 0)
        claims.insert(QStringLiteral("exp"), exp);
    return signedToken(claims, "a secret of the tests");
}

} // namespace timesheet::test
