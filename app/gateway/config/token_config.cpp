#include "gateway/config/token_config.h"

#include "gateway/tokens/small_file.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// The file that holds the secret; nothing where it is in the environment, which only the command
/// line outdoes.
std::optional<QString> secretFile(const OptionTexts &commandLine, const OptionTexts &file)
{
    const QString name = u"jwt-secret-file"_s;
    if (commandLine.contains(name))
        return commandLine.value(name);
    const bool isElsewhere = !qEnvironmentVariableIsEmpty("JWT_SECRET") || !file.contains(name);
    return isElsewhere ? std::nullopt : std::optional(file.value(name));
}

tl::expected<KeySet, QString> loadKeys(const TokenConfig &config)
{
    if (config.algorithm != TokenAlgorithm::Hs256)
        return KeySet::load(config.algorithm, config.keyFile);
    if (!config.secretFile)
        return KeySet::ofSecret(config.secret);
    return readSecret(config.secretFile).map(&KeySet::ofSecret);
}

} // namespace

OptionTexts TokenConfig::effective() const
{
    const bool hasSecret = algorithm == TokenAlgorithm::Hs256;
    return {{u"jwt-algorithm"_s, tokenAlgorithmName(algorithm)},
            {u"jwt-secret-file"_s, hasSecret ? secretFile.value_or(u"(JWT_SECRET)"_s) : QString()},
            {u"jwt-key-file"_s, keyFile},
            {u"jwt-issuer"_s, issuer},
            {u"jwt-audience"_s, audience}};
}

tl::expected<QByteArray, QString> readSecret(const std::optional<QString> &file)
{
    QByteArray secret;
    if (file) {
        const auto text = readSmallFile(*file);
        if (!text)
            return tl::unexpected(text.error());
        secret = *text;
        while (secret.endsWith('\n') || secret.endsWith('\r'))
            secret.chop(1);
        if (secret.isEmpty())
            return tl::unexpected(u"%1 is empty: put the secret there"_s.arg(*file));
    } else {
        secret = qgetenv("JWT_SECRET");
    }
    if (secret.isEmpty())
        return tl::unexpected(u"there is no secret to check tokens with: set JWT_SECRET, or give "
                              "--jwt-secret-file FILE"_s);
    return secret;
}

tl::expected<TokenConfig, QString> makeTokenConfig(const OptionTexts &commandLine,
                                                   const OptionTexts &file)
{
    const auto said = [&](const QString &name, const QString &fallback) {
        return commandLine.value(name, file.value(name, fallback));
    };
    for (const QString &name : {u"jwt-issuer"_s, u"jwt-audience"_s}) {
        if (said(name, name).isEmpty()) // as of a variable that was never set
            return tl::unexpected(u"--%1 is empty: leave it out to accept anything"_s.arg(name));
    }
    const QString name = said(u"jwt-algorithm"_s, u"HS256"_s);
    const auto algorithm = tokenAlgorithmOf(name);
    if (!algorithm)
        return tl::unexpected(u"cannot check tokens with \"%1\": --jwt-algorithm is HS256, RS256 "
                              "or ES256"_s.arg(name.left(64)));

    TokenConfig config;
    config.algorithm = *algorithm;
    config.keyFile = said(u"jwt-key-file"_s, {});
    config.issuer = said(u"jwt-issuer"_s, {});
    config.audience = said(u"jwt-audience"_s, {});
    if (*algorithm != TokenAlgorithm::Hs256) {
        if (config.keyFile.isEmpty())
            return tl::unexpected(u"%1 needs a public key to check tokens with: give "
                                  "--jwt-key-file FILE"_s.arg(name));
        return config;
    }
    if (!config.keyFile.isEmpty())
        return tl::unexpected(u"--jwt-key-file is for RS256 and ES256: say which, with "
                              "--jwt-algorithm"_s);
    config.secretFile = secretFile(commandLine, file);
    const auto secret = readSecret(config.secretFile);
    if (!secret)
        return tl::unexpected(secret.error());
    config.secret = *secret;
    return config;
}

tl::expected<Authenticator, QString> loadAuthenticator(const TokenConfig &config)
{
    return loadKeys(config).map([&config](KeySet keys) {
        return Authenticator(std::make_shared<const TokenRules>(
            TokenRules{std::move(keys), config.issuer, config.audience}));
    });
}

} // namespace timesheet::gateway
