#include "gateway/commands/serve_options.h"

#include "gateway/commands/command.h"
#include "gateway/config/redaction.h"
#include "gateway/postgres/postgres_url.h"
#include "gateway/tokens/small_file.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// What a gateway shares with a project on Supabase, where its database is that project's.
QStringList adviceForSupabase(const QString &database)
{
    // https://supabase.com/docs/guides/database/connecting-to-postgres
    constexpr int transactionMode = 6543;
    const auto url = isPostgresUrl(database) ? parsePostgresUrl(database) : PostgresUrl();
    if (!url || !(url->host.endsWith(u".supabase.co") || url->host.endsWith(u".supabase.com")))
        return {};
    QStringList advice{
        u"the database is a project's on Supabase: log in with a role of your own in "
        u"timesheet_gateway. Trays may take the project itself for their server, too"_s};
    if (url->port == transactionMode)
        advice.append(u"port 6543 is the pooler in transaction mode, where no news are heard: use "
                      u"port 5432, of the database itself or of the pooler in session mode"_s);
    return advice;
}

} // namespace

void addServeOptions(QCommandLineParser &parser)
{
    for (const Option &option : options())
        parser.addOption({option.name, option.help, option.valueName});
    parser.addOption({u"config"_s, u"A configuration file."_s, u"FILE"_s});
}

tl::expected<Config, QString> configOf(const QCommandLineParser &parser)
{
    OptionTexts commandLine;
    for (const Option &option : options()) {
        if (const auto value = valueOf(parser, option.name))
            commandLine.insert(option.name, *value);
    }
    const auto name = valueOf(parser, u"config"_s);
    const auto file = name ? readConfigFile(*name) : OptionTexts();
    if (!file)
        return tl::unexpected(file.error());
    return makeConfig(commandLine, *file).map([&](Config config) {
        const QString database = file->value(u"database"_s);
        if (withoutPasswords(database) != database)
            config.secretFiles.append(*name);
        return config;
    });
}

QStringList adviceFor(const Config &config)
{
    QStringList advice;
    for (const QString &file : config.secretFiles) {
        if (isReadByAll(file))
            advice.append(u"every user of this machine can read %1: chmod o= it"_s.arg(file));
    }
    if (config.tokens.algorithm == TokenAlgorithm::Hs256 &&
        config.tokens.secret.size() < shortestGoodSecret)
        advice.append(
            u"the secret is short: use at least %1 random bytes"_s.arg(shortestGoodSecret));
    if (const TokenRules *rules = config.authenticator.rules()) {
        for (const QString &sentence : rules->keys.passedOver())
            advice.append(u"%1: passed over: %2"_s.arg(config.tokens.keyFile, sentence));
    }
    return advice + adviceForSupabase(config.database);
}

} // namespace timesheet::gateway
