#include "gateway/tokens/verification_key.h"

#include "gateway/tokens/openssl_pointers.h"
#include "gateway/tokens/public_key.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <QCryptographicHash>
#include <QtEndian>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// The bytes of r, and of s (RFC 7518, section 3.4).
constexpr int ecNumberSize = 32;

MacContextPointer hmacContext(const QByteArray &secret)
{
    const MacPointer mac(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr));
    MacContextPointer context(mac ? EVP_MAC_CTX_new(mac.get()) : nullptr);
    std::array<char, 7> digest{"SHA256"};
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    if (!context || EVP_MAC_init(context.get(), bytesOf(secret.constData()),
                                 static_cast<std::size_t>(secret.size()), parameters.data()) != 1)
        qFatal("OpenSSL has no HMAC-SHA-256");
    return context;
}

QByteArray finishedMac(evp_mac_ctx_st *context, QByteArrayView text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    std::size_t length = 0;
    if (EVP_MAC_update(context, bytesOf(text.data()), static_cast<std::size_t>(text.size())) != 1 ||
        EVP_MAC_final(context, mac.data(), &length, mac.size()) != 1)
        qFatal("OpenSSL cannot compute HMAC-SHA-256");
    return {reinterpret_cast<const char *>(mac.data()), static_cast<qsizetype>(length)};
}

/// Copying a context with the secret in it takes half the time of making one: nothing is looked
/// up, and the secret's own two blocks are hashed already.
bool hmacVerifies(evp_mac_ctx_st *keyed, QByteArrayView text, const QByteArray &signature)
{
    const MacContextPointer context(EVP_MAC_CTX_dup(keyed));
    if (!context)
        return false;
    const QByteArray expected = finishedMac(context.get(), text);
    return signature.size() == expected.size() &&
           CRYPTO_memcmp(signature.constData(), expected.constData(),
                         static_cast<std::size_t>(expected.size())) == 0;
}

/// r and s as OpenSSL wants them: in DER. Empty where they cannot be.
QByteArray derOfRaw(const QByteArray &raw)
{
    if (raw.size() != qsizetype{2} * ecNumberSize)
        return {};
    const unsigned char *data = bytesOf(raw.constData());
    BignumPointer r(BN_bin2bn(data, ecNumberSize, nullptr));
    BignumPointer s(BN_bin2bn(data + ecNumberSize, ecNumberSize, nullptr));
    const EcSignaturePointer both(ECDSA_SIG_new());
    if (!both || !r || !s || ECDSA_SIG_set0(both.get(), r.get(), s.get()) != 1)
        return {};
    static_cast<void>(r.release()); // theirs now
    static_cast<void>(s.release());
    QByteArray der(i2d_ECDSA_SIG(both.get(), nullptr), '\0');
    auto *end = reinterpret_cast<unsigned char *>(der.data());
    i2d_ECDSA_SIG(both.get(), &end);
    return der;
}

bool signatureVerifies(evp_pkey_st *key, TokenAlgorithm algorithm, QByteArrayView text,
                       const QByteArray &signature)
{
    const DigestContextPointer context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *details = nullptr; // the context's own
    if (!context || EVP_DigestVerifyInit_ex(context.get(), &details, "SHA256", nullptr, nullptr,
                                            key, nullptr) != 1)
        return false;
    if (algorithm == TokenAlgorithm::Rs256 &&
        EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PADDING) != 1)
        return false;
    return EVP_DigestVerify(context.get(), bytesOf(signature.constData()),
                            static_cast<std::size_t>(signature.size()), bytesOf(text.data()),
                            static_cast<std::size_t>(text.size())) == 1;
}

quint64 fingerprintOf(const QByteArray &key)
{
    return qFromBigEndian<quint64>(QCryptographicHash::hash(key, QCryptographicHash::Sha256));
}

/// The key's SubjectPublicKeyInfo in DER (RFC 5280, section 4.1), whatever it was read from.
QByteArray derOfKey(evp_pkey_st *key)
{
    QByteArray der(std::max(i2d_PUBKEY(key, nullptr), 0), '\0');
    auto *end = reinterpret_cast<unsigned char *>(der.data());
    i2d_PUBKEY(key, &end);
    return der;
}

} // namespace

QByteArray hmacSha256(const QByteArray &secret, QByteArrayView text)
{
    return finishedMac(hmacContext(secret).get(), text);
}

VerificationKey::VerificationKey(SharedMac mac, quint64 fingerprint)
    : m_algorithm(TokenAlgorithm::Hs256)
    , m_fingerprint(fingerprint)
    , m_mac(std::move(mac))
{
}

VerificationKey::VerificationKey(TokenAlgorithm algorithm, SharedKey key)
    : m_algorithm(algorithm)
    , m_fingerprint(fingerprintOf(derOfKey(key.get())))
    , m_key(std::move(key))
{
}

VerificationKey VerificationKey::ofSecret(const QByteArray &secret)
{
    Q_ASSERT(!secret.isEmpty());
    return {SharedMac(hmacContext(secret)), fingerprintOf(secret)};
}

tl::expected<VerificationKey, QString> VerificationKey::ofPem(TokenAlgorithm algorithm,
                                                              const QByteArray &text)
{
    return publicKeyOfPem(algorithm, text).map([&](KeyPointer key) {
        return VerificationKey(algorithm, SharedKey(std::move(key)));
    });
}

tl::expected<VerificationKey, QString> VerificationKey::ofJwk(TokenAlgorithm algorithm,
                                                              const QJsonObject &jwk)
{
    return publicKeyOfJwk(algorithm, jwk).map([&](KeyPointer key) {
        return VerificationKey(algorithm, SharedKey(std::move(key)));
    });
}

bool VerificationKey::verifies(QByteArrayView text, const QByteArray &signature) const
{
    const OpenSslErrorScope forgetsErrors;
    switch (m_algorithm) {
    case TokenAlgorithm::Hs256:
        return hmacVerifies(m_mac.get(), text, signature);
    case TokenAlgorithm::Rs256:
        return signatureVerifies(m_key.get(), m_algorithm, text, signature);
    case TokenAlgorithm::Es256: {
        const QByteArray der = derOfRaw(signature);
        return !der.isEmpty() && signatureVerifies(m_key.get(), m_algorithm, text, der);
    }
    }
    return false;
}

} // namespace timesheet::gateway
