#include "gateway/tokens/public_key.h"

#include "wire/token.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>

#include <QJsonArray>

#include <array>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// RFC 7518, section 3.3: at least 2048. Beyond the other end a signature takes milliseconds.
constexpr int fewestRsaBits = 2048;
constexpr int mostRsaBits = 8192;

/// The bytes of a P-256 coordinate, leading zeros included (RFC 7518, section 6.2.1.2).
constexpr qsizetype coordinateSize = 32;

/// As OpenSSL calls P-256.
constexpr char p256[] = "prime256v1";

using Problem = std::optional<QString>;

QString groupOf(EVP_PKEY *key)
{
    std::array<char, 64> name{};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1)
        return {};
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(length));
}

tl::expected<KeyPointer, QString> checked(TokenAlgorithm algorithm, KeyPointer key)
{
    Q_ASSERT(algorithm != TokenAlgorithm::Hs256);
    if (!key)
        return tl::unexpected(u"cannot be read as a key"_s);
    if (const Problem problem = problemOfKey(algorithm, key.get()))
        return tl::unexpected(*problem);
    const KeyContextPointer context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    if (!context || EVP_PKEY_public_check(context.get()) != 1)
        return tl::unexpected(u"is no sound public key"_s);
    return key;
}

/// One block of PEM text: what its first line calls it, and what is in it.
struct PemBlock {
    QByteArray name;
    QByteArray content;
};

std::optional<PemBlock> nextBlock(BIO *text)
{
    char *name = nullptr;
    char *header = nullptr;
    unsigned char *data = nullptr;
    long length = 0;
    if (PEM_read_bio(text, &name, &header, &data, &length) != 1)
        return std::nullopt;
    PemBlock block{name, {reinterpret_cast<const char *>(data), length}};
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    return block;
}

/// Reads one thing of DER with OpenSSL's function for it; nothing where something follows.
template <typename Pointer, typename Read>
Pointer wholly(const QByteArray &der, Read read)
{
    const unsigned char *at = bytesOf(der.constData());
    const unsigned char *const end = at + der.size();
    Pointer result(read(&at, static_cast<long>(der.size())));
    return at == end ? std::move(result) : nullptr;
}

KeyPointer keyIn(const PemBlock &block)
{
    if (block.name == PEM_STRING_PUBLIC)
        return wholly<KeyPointer>(block.content, [](const unsigned char **at, long length) {
            return d2i_PUBKEY(nullptr, at, length);
        });
    if (block.name == PEM_STRING_RSA_PUBLIC)
        return wholly<KeyPointer>(block.content, [](const unsigned char **at, long length) {
            return d2i_PublicKey(EVP_PKEY_RSA, nullptr, at, length);
        });
    if (block.name != PEM_STRING_X509)
        return nullptr;
    const auto certificate =
        wholly<CertificatePointer>(block.content, [](const unsigned char **at, long length) {
            return d2i_X509(nullptr, at, length);
        });
    return KeyPointer(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

/// The bytes of a member that must be base64url; nothing where it is not.
std::optional<QByteArray> bytesMember(const QJsonObject &jwk, QLatin1StringView name)
{
    const QJsonValue value = jwk.value(name);
    if (!value.isString() || value.toString().isEmpty())
        return std::nullopt;
    return wire::decodeBase64Url(value.toString().toUtf8());
}

BignumPointer numberOf(const QByteArray &bytes)
{
    return BignumPointer(
        BN_bin2bn(bytesOf(bytes.constData()), static_cast<int>(bytes.size()), nullptr));
}

KeyPointer keyOfParameters(const char *type, OSSL_PARAM_BLD *builder)
{
    const KeyContextPointer context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    const ParamsPointer parameters(OSSL_PARAM_BLD_to_param(builder));
    EVP_PKEY *key = nullptr;
    if (!context || !parameters || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return KeyPointer(key);
}

KeyPointer rsaKey(const QJsonObject &jwk)
{
    const auto modulus = bytesMember(jwk, "n"_L1);
    const auto exponent = bytesMember(jwk, "e"_L1);
    if (!modulus || !exponent)
        return nullptr;
    const BignumPointer n = numberOf(*modulus);
    const BignumPointer e = numberOf(*exponent);
    const ParamBuilderPointer builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    return keyOfParameters("RSA", builder.get());
}

KeyPointer p256Key(const QJsonObject &jwk)
{
    const auto x = bytesMember(jwk, "x"_L1);
    const auto y = bytesMember(jwk, "y"_L1);
    if (jwk.value("crv"_L1).toString() != u"P-256" || !x || !y || x->size() != coordinateSize ||
        y->size() != coordinateSize)
        return nullptr;
    const QByteArray point = '\x04' + *x + *y; // uncompressed (SEC 1, section 2.3.3)
    const ParamBuilderPointer builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, p256, 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.constData(),
                                         static_cast<std::size_t>(point.size())) != 1)
        return nullptr;
    return keyOfParameters("EC", builder.get());
}

/// What a JWK says of its own use (RFC 7517, sections 4.2 to 4.4), all of it optional.
Problem problemOfUse(TokenAlgorithm algorithm, const QJsonObject &jwk)
{
    const QString name = tokenAlgorithmName(algorithm);
    if (jwk.contains("use"_L1) && jwk.value("use"_L1) != QJsonValue(u"sig"_s))
        return u"is not for signatures"_s;
    if (jwk.contains("key_ops"_L1) && !jwk.value("key_ops"_L1).toArray().contains(u"verify"_s))
        return u"is not for verifying"_s;
    if (jwk.contains("alg"_L1) && jwk.value("alg"_L1) != QJsonValue(name))
        return u"is for another algorithm than %1"_s.arg(name);
    return std::nullopt;
}

} // namespace

std::optional<QString> problemOfKey(TokenAlgorithm algorithm, EVP_PKEY *key)
{
    if (algorithm == TokenAlgorithm::Rs256) {
        // Not RSA-PSS, either: such a key says itself that it is for another algorithm.
        if (EVP_PKEY_is_a(key, "RSA") != 1)
            return u"is no RSA key, which RS256 needs"_s;
        const int bits = EVP_PKEY_get_bits(key);
        if (bits < fewestRsaBits || bits > mostRsaBits)
            return u"has %1 bits: RSA keys have %2 to %3"_s.arg(bits)
                .arg(fewestRsaBits)
                .arg(mostRsaBits);
        return std::nullopt;
    }
    if (EVP_PKEY_is_a(key, "EC") != 1 || groupOf(key) != QLatin1StringView(p256))
        return u"is no key on the curve P-256, which ES256 needs"_s;
    return std::nullopt;
}

tl::expected<KeyPointer, QString> publicKeyOfPem(TokenAlgorithm algorithm, const QByteArray &text)
{
    const OpenSslErrorScope forgetsErrors;
    const BioPointer source(BIO_new_mem_buf(text.constData(), static_cast<int>(text.size())));
    const auto block = source ? nextBlock(source.get()) : std::nullopt;
    if (!block)
        return tl::unexpected(u"is neither PEM text nor a JWKS (RFC 7517)"_s);
    if (block->name.endsWith("PRIVATE KEY"))
        return tl::unexpected(u"is a private key: the gateway needs the public one only"_s);
    if (nextBlock(source.get()))
        return tl::unexpected(u"holds several keys: tell them apart in a JWKS (RFC 7517)"_s);
    return checked(algorithm, keyIn(*block));
}

tl::expected<KeyPointer, QString> publicKeyOfJwk(TokenAlgorithm algorithm, const QJsonObject &jwk)
{
    const OpenSslErrorScope forgetsErrors;
    if (const Problem problem = problemOfUse(algorithm, jwk))
        return tl::unexpected(*problem);
    if (jwk.contains("d"_L1))
        return tl::unexpected(u"is a private key: the gateway needs the public one only"_s);
    const bool isRsa = algorithm == TokenAlgorithm::Rs256;
    if (jwk.value("kty"_L1).toString() != (isRsa ? u"RSA" : u"EC"))
        return tl::unexpected(
            u"is not of the type %1"_s.arg(isRsa ? u"RSA"_s : u"EC with P-256"_s));
    return checked(algorithm, isRsa ? rsaKey(jwk) : p256Key(jwk));
}

} // namespace timesheet::gateway
