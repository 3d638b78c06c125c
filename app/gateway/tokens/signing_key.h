#pragma once

#include "gateway/tokens/token_algorithm.h"

#include <QByteArray>
#include <QByteArrayView>

#include <tl/expected.hpp>

#include <memory>

struct evp_pkey_st;

namespace timesheet::gateway {

/// What tokens are signed with: a secret or a private key. Immutable.
class SigningKey
{
public:
    /// For HS256.
    static SigningKey ofSecret(QByteArray secret);

    /// A file with a private key in PEM, without a passphrase, for RS256 or ES256.
    /// Errors: a sentence.
    static tl::expected<SigningKey, QString> load(TokenAlgorithm algorithm, const QString &file);

    TokenAlgorithm algorithm() const { return m_algorithm; }

    /// As a token has it (RFC 7518, sections 3.2 to 3.4).
    QByteArray sign(QByteArrayView text) const;

private:
    explicit SigningKey(TokenAlgorithm algorithm)
        : m_algorithm(algorithm)
    {
    }

    TokenAlgorithm m_algorithm;
    QByteArray m_secret;
    std::shared_ptr<evp_pkey_st> m_key; ///< shared by the copies, which all only read it
};

} // namespace timesheet::gateway
