#include "gateway/commands/command.h"
#include "gateway/commands/serve_options.h"
#include "gateway/config/redaction.h"
#include "gateway/net/asio.h"
#include "gateway/postgres/postgres_url.h"

#include <QDir>
#include <QFileInfo>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

using Problem = std::optional<QString>;

Problem problemOfAddress(const Config &config)
{
    asio::io_context io;
    ErrorCode error;
    const auto found =
        tcp::resolver(io).resolve(config.host.toStdString(), std::to_string(config.port), error);
    if (error || found.empty())
        return u"cannot listen on %1: no such address"_s.arg(config.host);
    return std::nullopt;
}

Problem problemOfTls(const Config &config)
{
    const auto tls = loadTls(config);
    return tls ? std::nullopt : Problem(tls.error());
}

/// Looks and leaves nothing behind: what is not there yet is serve's to make.
Problem problemOfDatabase(const Config &config)
{
    if (isPostgresUrl(config.database)) // which is read already; whether it answers, serve tells
        return std::nullopt;
    const QFileInfo file(config.database);
    if (file.exists() && (!file.isFile() || !file.isReadable() || !file.isWritable()))
        return u"cannot use the database %1: it must be a file to read and write"_s.arg(
            config.database);
    if (!file.exists() && file.dir().exists() && !QFileInfo(file.path()).isWritable())
        return u"cannot use the database %1: its folder cannot be written to"_s.arg(
            config.database);
    return std::nullopt;
}

void say(const QString &name, const QString &value)
{
    const QString line = u"%1: %2\n"_s.arg(name, withoutPasswords(value).simplified());
    std::fputs(qUtf8Printable(line), stdout);
}

void sayEffective(const Config &config)
{
    for (const Option &option : options()) {
        const QString value = config.effective.value(option.name);
        say(option.name, value.isEmpty() ? u"(not set)"_s : value);
    }
    if (const TokenRules *rules = config.authenticator.rules();
        rules != nullptr && config.tokens.algorithm != TokenAlgorithm::Hs256)
        say(u"keys"_s, rules->keys.keyIds().join(u", "_s));
    for (const QString &sentence : adviceFor(config))
        say(u"advice"_s, sentence);
}

} // namespace

ExitCode runCheckConfig(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Checks what serve would be told with the same options: reads the files, loads the keys,\n"
        "and prints the settings that would hold. Starts and changes nothing."_s);
    addServeOptions(parser);
    if (const auto done = readArguments(parser, u"check-config"_s, arguments))
        return *done;

    const auto config = configOf(parser);
    if (!config)
        return fail(ExitCode::WrongUse, config.error());
    for (const Problem &problem :
         {problemOfTls(*config), problemOfAddress(*config), problemOfDatabase(*config)}) {
        if (problem)
            return fail(ExitCode::WrongUse, *problem);
    }
    sayEffective(*config);
    return ExitCode::Ok;
}

} // namespace timesheet::gateway
