#include "gateway/tokens/signing_keys.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

QByteArray written(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, size};
}

QByteArray number(EVP_PKEY *key, const char *name, int size = 0)
{
    BIGNUM *value = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &value) != 1)
        qFatal("the key has no %s", name);
    const BignumPointer owner(value);
    QByteArray bytes(std::max(size, BN_num_bytes(value)), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char *>(bytes.data()),
                 static_cast<int>(bytes.size()));
    return bytes;
}

} // namespace

SigningKeyPair::SigningKeyPair(EVP_PKEY *key)
    : m_key(key)
{
    if (key == nullptr)
        qFatal("OpenSSL made no key");
}

SigningKeyPair SigningKeyPair::rsa(int bits)
{
    return SigningKeyPair(EVP_RSA_gen(static_cast<unsigned>(bits)));
}

SigningKeyPair SigningKeyPair::ec(const char *curve)
{
    return SigningKeyPair(EVP_EC_gen(curve));
}

QByteArray SigningKeyPair::publicPem() const
{
    const BioPointer bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(bio.get(), m_key.get());
    return written(bio.get());
}

QByteArray SigningKeyPair::privatePem() const
{
    const BioPointer bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), m_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return written(bio.get());
}

QByteArray SigningKeyPair::certificatePem() const
{
    const CertificatePointer certificate(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -7200);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), -3600);
    X509_set_pubkey(certificate.get(), m_key.get());
    if (X509_sign(certificate.get(), m_key.get(), EVP_sha256()) <= 0)
        qFatal("OpenSSL signed no certificate");
    const BioPointer bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate.get());
    return written(bio.get());
}

QJsonObject SigningKeyPair::jwk(const QJsonObject &more) const
{
    const auto text = [](const QByteArray &bytes) { return QString::fromLatin1(base64Url(bytes)); };
    QJsonObject jwk;
    if (EVP_PKEY_is_a(m_key.get(), "RSA") == 1) {
        jwk = {{u"kty"_s, u"RSA"_s},
               {u"n"_s, text(number(m_key.get(), OSSL_PKEY_PARAM_RSA_N))},
               {u"e"_s, text(number(m_key.get(), OSSL_PKEY_PARAM_RSA_E))}};
    } else {
        const int size = (EVP_PKEY_get_bits(m_key.get()) + 7) / 8;
        jwk = {{u"kty"_s, u"EC"_s},
               {u"crv"_s, u"P-256"_s},
               {u"x"_s, text(number(m_key.get(), OSSL_PKEY_PARAM_EC_PUB_X, size))},
               {u"y"_s, text(number(m_key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, size))}};
    }
    for (auto member = more.begin(); member != more.end(); ++member)
        jwk.insert(member.key(), member.value());
    return jwk;
}

QByteArray SigningKeyPair::signature(const QByteArray &text) const
{
    const DigestContextPointer context(EVP_MD_CTX_new());
    std::size_t size = 0;
    const auto *data = bytesOf(text.constData());
    const auto length = static_cast<std::size_t>(text.size());
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key.get()) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, data, length) != 1)
        qFatal("OpenSSL cannot sign");
    QByteArray signature(static_cast<qsizetype>(size), '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &size,
                       data, length) != 1)
        qFatal("OpenSSL cannot sign");
    return signature.first(static_cast<qsizetype>(size));
}

QByteArray SigningKeyPair::rawSignature(const QByteArray &text) const
{
    const QByteArray der = signature(text);
    const unsigned char *at = bytesOf(der.constData());
    const EcSignaturePointer both(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    QByteArray raw(64, '\0');
    auto *bytes = reinterpret_cast<unsigned char *>(raw.data());
    if (BN_bn2binpad(ECDSA_SIG_get0_r(both.get()), bytes, 32) != 32 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(both.get()), bytes + 32, 32) != 32)
        qFatal("the signature is of another curve");
    return raw;
}

QByteArray SigningKeyPair::jwtSignature(const QByteArray &text) const
{
    return EVP_PKEY_is_a(m_key.get(), "EC") == 1 ? rawSignature(text) : signature(text);
}

QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray jwks(const QList<QJsonObject> &keys)
{
    QJsonArray array;
    for (const QJsonObject &key : keys)
        array.append(key);
    return QJsonDocument(QJsonObject{{u"keys"_s, array}}).toJson(QJsonDocument::Compact);
}

} // namespace timesheet::gateway
