#pragma once

#include "gateway/tokens/openssl_pointers.h"
#include "gateway/tokens/token_algorithm.h"

#include <QByteArray>
#include <QJsonObject>

namespace timesheet::gateway {

/// A new pair of keys, and what an issuer does with it; straight with OpenSSL, so that what the
/// gateway thinks of keys and signatures is not tested with itself.
class SigningKeyPair
{
public:
    static SigningKeyPair rsa(int bits = 2048);
    static SigningKeyPair ec(const char *curve = "P-256");

    QByteArray publicPem() const;
    QByteArray privatePem() const;

    /// Signed by itself, and out of date.
    QByteArray certificatePem() const;

    /// With kty and the key, and `more`.
    QJsonObject jwk(const QJsonObject &more = {}) const;

    /// With SHA-256: what an RSA key makes; DER of an EC key.
    QByteArray signature(const QByteArray &text) const;

    /// r and s of an EC key, 32 bytes each.
    QByteArray rawSignature(const QByteArray &text) const;

    /// Whatever a token for RS256 or ES256 needs.
    QByteArray jwtSignature(const QByteArray &text) const;

private:
    explicit SigningKeyPair(EVP_PKEY *key);

    KeyPointer m_key;
};

QByteArray base64Url(const QByteArray &bytes);

/// `{"keys":[…]}`.
QByteArray jwks(const QList<QJsonObject> &keys);

} // namespace timesheet::gateway
