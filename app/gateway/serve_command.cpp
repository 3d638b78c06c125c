#include "gateway/command.h"
#include "gateway/log_line.h"
#include "gateway/server.h"

#include <sys/resource.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// HS256 wants a key as long as its hash (RFC 7518, section 3.2).
constexpr qsizetype shortestGoodSecret = 32;

/// A connection is a descriptor: take as many as the administrator allows.
void raiseDescriptorLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        qCWarning(lcGateway).noquote() << logLine(u"descriptor_limit_kept"_s);
}

/// The settings of the command line and of the configuration file that it names.
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

} // namespace

ExitCode runServe(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Serves timesheet events over WebSocket and HTTP. Logs go to stderr.\n"
        "What the command line leaves out comes from JWT_SECRET, then from the configuration\n"
        "file: a JSON object with the same names, with underscores, as \"jwt_secret_file\"."_s);
    for (const Setting &setting : settings())
        parser.addOption({setting.name, setting.help, setting.valueName});
    parser.addOption({u"config"_s, u"A configuration file."_s, u"FILE"_s});
    if (const auto done = readArguments(parser, u"serve"_s, arguments))
        return *done;

    const auto config = configOf(parser);
    if (!config)
        return fail(ExitCode::WrongUse, config.error());
    qunsetenv("JWT_SECRET"); // whoever can look at the environment need not find it there

    installLogHandler(config->logFormat);
    if (config->tokens.algorithm == TokenAlgorithm::Hs256 &&
        config->tokens.secret.size() < shortestGoodSecret)
        qCWarning(lcGateway).noquote()
            << logLine(u"short_secret"_s,
                       {{"advice", u"use at least %1 random bytes"_s.arg(shortestGoodSecret)}});
    raiseDescriptorLimit();
    umask(S_IRWXG | S_IRWXO); // what is in the database concerns nobody else on this machine
    Server server(*config);
    if (const auto opened = server.open(); !opened)
        return fail(ExitCode::Failed, opened.error());
    server.run();
    return ExitCode::Ok;
}

} // namespace timesheet::gateway
