#include "gateway/commands/serve_options.h"

#include "gateway/commands/command.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

void addServeOptions(QCommandLineParser &parser)
{
    for (const Setting &setting : settings())
        parser.addOption({setting.name, setting.help, setting.valueName});
    parser.addOption({u"config"_s, u"A configuration file."_s, u"FILE"_s});
}

tl::expected<Config, QString> configOf(const QCommandLineParser &parser)
{
    SettingTexts commandLine;
    for (const Setting &setting : settings()) {
        if (const auto value = valueOf(parser, setting.name))
            commandLine.insert(setting.name, *value);
    }
    const auto name = valueOf(parser, u"config"_s);
    const auto file = name ? readConfigFile(*name) : SettingTexts();
    if (!file)
        return tl::unexpected(file.error());
    return makeConfig(commandLine, *file);
}

QStringList adviceFor(const Config &config)
{
    QStringList advice;
    if (config.tokens.algorithm == TokenAlgorithm::Hs256 &&
        config.tokens.secret.size() < shortestGoodSecret)
        advice.append(
            u"the secret is short: use at least %1 random bytes"_s.arg(shortestGoodSecret));
    if (const TokenRules *rules = config.authenticator.rules()) {
        for (const QString &sentence : rules->keys.passedOver())
            advice.append(u"%1: passed over: %2"_s.arg(config.tokens.keyFile, sentence));
    }
    return advice;
}

} // namespace timesheet::gateway
