#include "gateway/net/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <QFile>

#include <array>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// Those of TLS 1.2 with forward secrecy and authenticated encryption; TLS 1.3 has no others.
constexpr char ciphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

QString lastError()
{
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
    return QString::fromLatin1(text.data());
}

int noPassword(char * /*buffer*/, int /*size*/, int /*isWriting*/, void * /*data*/)
{
    return -1; // instead of asking on the terminal
}

/// Chooses HTTP/1.1, which WebSocket needs, and refuses a client that offers only others (RFC
/// 7301).
int chooseProtocol(SSL * /*ssl*/, const unsigned char **out, unsigned char *outSize,
                   const unsigned char *offered, unsigned int offeredSize, void * /*data*/)
{
    static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char *chosen = nullptr;
    if (SSL_select_next_proto(&chosen, outSize, ours.data(), ours.size(), offered, offeredSize) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

} // namespace

tl::expected<TlsContext, QString> loadTlsContext(const QString &certificateFile,
                                                 const QString &keyFile)
{
    const TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX *raw = context.get();
    if (raw == nullptr || SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(raw, ciphers) != 1)
        return tl::unexpected(u"OpenSSL cannot do TLS: %1"_s.arg(lastError()));
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
    // An idle connection frees its buffers; a write that would block is tried again with the same
    // bytes, which may lie elsewhere by then.
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF); // tickets need no memory here
    SSL_CTX_set_default_passwd_cb(raw, noPassword);
    SSL_CTX_set_alpn_select_cb(raw, chooseProtocol, nullptr);

    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(raw, QFile::encodeName(certificateFile).constData()) !=
        1)
        return tl::unexpected(
            u"cannot use the certificate in %1: %2"_s.arg(certificateFile, lastError()));
    if (SSL_CTX_use_PrivateKey_file(raw, QFile::encodeName(keyFile).constData(),
                                    SSL_FILETYPE_PEM) != 1)
        return tl::unexpected(u"cannot use the key in %1: %2"_s.arg(keyFile, lastError()));
    if (SSL_CTX_check_private_key(raw) != 1)
        return tl::unexpected(
            u"the key in %1 is not that of the certificate in %2"_s.arg(keyFile, certificateFile));
    return context;
}

} // namespace timesheet::gateway
