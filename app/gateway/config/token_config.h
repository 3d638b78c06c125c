#pragma once

#include "gateway/config/option_texts.h"
#include "gateway/tokens/authenticator.h"

namespace timesheet::gateway {

/// How tokens are verified: the options about them. The keys are loaded by this, also again.
struct TokenConfig {
    TokenAlgorithm algorithm = TokenAlgorithm::Hs256;
    QByteArray secret; ///< for HS256; from the environment, or from `secretFile` at the start
    std::optional<QString> secretFile;
    QString keyFile; ///< for RS256 and ES256
    QString issuer;
    QString audience;

    /// The value of each option about tokens, without the secret.
    OptionTexts effective() const;
};

/// The secret of a file (line ends at its end are not part of it), else of JWT_SECRET.
/// Errors: a sentence.
tl::expected<QByteArray, QString> readSecret(const std::optional<QString> &file);

/// Puts together what was given: `commandLine` counts most, then the environment, then `file`.
/// Errors: a sentence.
tl::expected<TokenConfig, QString> makeTokenConfig(const OptionTexts &commandLine,
                                                   const OptionTexts &file);

/// Reads the files again, and makes what verifies tokens by them. Errors: a sentence.
tl::expected<Authenticator, QString> loadAuthenticator(const TokenConfig &config);

} // namespace timesheet::gateway
