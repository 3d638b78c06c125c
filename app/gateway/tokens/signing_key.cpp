#include "gateway/tokens/signing_key.h"

#include "gateway/tokens/public_key.h"
#include "gateway/tokens/small_file.h"
#include "gateway/tokens/verification_key.h"

#include <openssl/pem.h>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// The bytes of r, and of s (RFC 7518, section 3.4).
constexpr int ecNumberSize = 32;

/// Asks nobody for a passphrase: a key that has one is refused.
int noPassphrase(char * /*buffer*/, int /*size*/, int /*writing*/, void * /*unused*/)
{
    return -1;
}

/// RSASSA-PKCS1-v1_5, which is what an RSA key does unless told otherwise; ECDSA in DER.
QByteArray opensslSignature(evp_pkey_st *key, QByteArrayView text)
{
    const DigestContextPointer context(EVP_MD_CTX_new());
    const unsigned char *data = bytesOf(text.data());
    const auto length = static_cast<std::size_t>(text.size());
    std::size_t size = 0;
    if (!context ||
        EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key, nullptr) !=
            1 ||
        EVP_DigestSign(context.get(), nullptr, &size, data, length) != 1)
        qFatal("OpenSSL cannot sign");
    QByteArray signature(static_cast<qsizetype>(size), '\0');
    auto *out = reinterpret_cast<unsigned char *>(signature.data());
    if (EVP_DigestSign(context.get(), out, &size, data, length) != 1)
        qFatal("OpenSSL cannot sign");
    signature.truncate(static_cast<qsizetype>(size));
    return signature;
}

QByteArray rawOfDer(const QByteArray &der)
{
    const unsigned char *at = bytesOf(der.constData());
    const EcSignaturePointer both(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    QByteArray raw(qsizetype{2} * ecNumberSize, '\0');
    auto *out = reinterpret_cast<unsigned char *>(raw.data());
    if (!both || BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), out, ecNumberSize) < 0 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), out + ecNumberSize, ecNumberSize) < 0)
        qFatal("OpenSSL makes no signature of P-256");
    return raw;
}

} // namespace

SigningKey SigningKey::ofSecret(QByteArray secret)
{
    SigningKey key(TokenAlgorithm::Hs256);
    key.m_secret = std::move(secret);
    return key;
}

tl::expected<SigningKey, QString> SigningKey::load(TokenAlgorithm algorithm, const QString &file)
{
    Q_ASSERT(algorithm != TokenAlgorithm::Hs256);
    const auto text = readSmallFile(file);
    if (!text)
        return tl::unexpected(text.error());
    const OpenSslErrorScope forgetsErrors;
    const BioPointer source(BIO_new_mem_buf(text->constData(), static_cast<int>(text->size())));
    KeyPointer key(source ? PEM_read_bio_PrivateKey(source.get(), nullptr, noPassphrase, nullptr)
                          : nullptr);
    if (!key)
        return tl::unexpected(
            u"%1 holds no private key in PEM that needs no passphrase"_s.arg(file));
    if (const auto problem = problemOfKey(algorithm, key.get()))
        return tl::unexpected(file + u' ' + *problem);
    SigningKey result(algorithm);
    result.m_key = std::shared_ptr<evp_pkey_st>(std::move(key));
    return result;
}

QByteArray SigningKey::sign(QByteArrayView text) const
{
    switch (m_algorithm) {
    case TokenAlgorithm::Hs256:
        return hmacSha256(m_secret, text);
    case TokenAlgorithm::Rs256:
        return opensslSignature(m_key.get(), text);
    case TokenAlgorithm::Es256:
        return rawOfDer(opensslSignature(m_key.get(), text));
    }
    return {};
}

} // namespace timesheet::gateway
