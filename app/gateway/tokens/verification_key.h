#pragma once

#include "gateway/tokens/token_algorithm.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>

#include <tl/expected.hpp>

#include <memory>

struct evp_mac_ctx_st;
struct evp_pkey_st;

namespace timesheet::gateway {

/// One key that signatures are verified with. Immutable, so threads may share it; made once, so
/// that verifying parses nothing.
class VerificationKey
{
public:
    /// For HS256.
    static VerificationKey ofSecret(const QByteArray &secret);

    /// PEM text (RFC 7468) of one public key or certificate. A certificate is a wrapping only:
    /// neither its dates nor its issuer count, since the configuration is what is trusted.
    /// Errors: why it is of no use, to go on after "FILE ".
    static tl::expected<VerificationKey, QString> ofPem(TokenAlgorithm algorithm,
                                                        const QByteArray &text);

    /// A JWK (RFC 7517) of type RSA or EC (RFC 7518, sections 6.2 and 6.3).
    /// Errors: why it is of no use, to go on after "the key ".
    static tl::expected<VerificationKey, QString> ofJwk(TokenAlgorithm algorithm,
                                                        const QJsonObject &jwk);

    /// Tells it from every other key, and nothing about it: a part of a hash.
    quint64 fingerprint() const { return m_fingerprint; }

    /// RFC 7518, sections 3.2 to 3.4. An ES256 signature is r and s, 32 bytes each.
    bool verifies(QByteArrayView text, const QByteArray &signature) const;

private:
    using SharedKey = std::shared_ptr<evp_pkey_st>;
    using SharedMac = std::shared_ptr<evp_mac_ctx_st>;

    VerificationKey(SharedMac mac, quint64 fingerprint);
    VerificationKey(TokenAlgorithm algorithm, SharedKey key);

    TokenAlgorithm m_algorithm;
    quint64 m_fingerprint;
    // Shared by the copies: nobody changes them, and OpenSSL counts its uses of them itself.
    SharedMac m_mac; ///< with the secret in it; copied for each signature
    SharedKey m_key;
};

/// HMAC-SHA-256 (RFC 2104) of `text`: 32 bytes.
QByteArray hmacSha256(const QByteArray &secret, QByteArrayView text);

} // namespace timesheet::gateway
