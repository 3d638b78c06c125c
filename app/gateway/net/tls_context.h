#pragma once

#include <QString>

#include <tl/expected.hpp>

#include <memory>

using SSL_CTX = struct ssl_ctx_st;

namespace timesheet::gateway {

/// What TLS connections are made from. Those that are there keep the one that they began with.
using TlsContext = std::shared_ptr<SSL_CTX>;

/// A server's certificate (PEM, the chain behind it) and its key (PEM, without a password). TLS 1.2
/// and 1.3 with ECDHE and AEAD only (RFC 9325, section 4.2). Errors: a sentence.
tl::expected<TlsContext, QString> loadTlsContext(const QString &certificateFile,
                                                 const QString &keyFile);

} // namespace timesheet::gateway
