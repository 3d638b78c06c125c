#include "gateway/config/token_settings.h"

#include "gateway/tokens/small_file.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// The file that holds the secret; nothing where it is in the environment, which only the command
/// line outdoes.
std::optional<QString> secretFile(const SettingTexts &commandLine, const SettingTexts &file)
{
    const QString name = u"jwt-secret-file"_s;
    if (commandLine.contains(name))
        return commandLine.value(name);
    const bool isElsewhere = !qEnvironmentVariableIsEmpty("JWT_SECRET") || !file.contains(name);
    return isElsewhere ? std::nullopt : std::optional(file.value(name));
}

tl::expected<KeySet, QString> loadKeys(const TokenSettings &settings)
{
    if (settings.algorithm != TokenAlgorithm::Hs256)
        return KeySet::load(settings.algorithm, settings.keyFile);
    if (!settings.secretFile)
        return KeySet::ofSecret(settings.secret);
    return readSecret(settings.secretFile).map(&KeySet::ofSecret);
}

} // namespace

SettingTexts TokenSettings::effective() const
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

tl::expected<TokenSettings, QString> makeTokenSettings(const SettingTexts &commandLine,
                                                       const SettingTexts &file)
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

    TokenSettings settings;
    settings.algorithm = *algorithm;
    settings.keyFile = said(u"jwt-key-file"_s, {});
    settings.issuer = said(u"jwt-issuer"_s, {});
    settings.audience = said(u"jwt-audience"_s, {});
    if (*algorithm != TokenAlgorithm::Hs256) {
        if (settings.keyFile.isEmpty())
            return tl::unexpected(u"%1 needs a public key to check tokens with: give "
                                  "--jwt-key-file FILE"_s.arg(name));
        return settings;
    }
    if (!settings.keyFile.isEmpty())
        return tl::unexpected(u"--jwt-key-file is for RS256 and ES256: say which, with "
                              "--jwt-algorithm"_s);
    settings.secretFile = secretFile(commandLine, file);
    const auto secret = readSecret(settings.secretFile);
    if (!secret)
        return tl::unexpected(secret.error());
    settings.secret = *secret;
    return settings;
}

tl::expected<Authenticator, QString> loadAuthenticator(const TokenSettings &settings)
{
    return loadKeys(settings).map([&settings](KeySet keys) {
        return Authenticator(std::make_shared<const TokenRules>(
            TokenRules{std::move(keys), settings.issuer, settings.audience}));
    });
}

} // namespace timesheet::gateway
