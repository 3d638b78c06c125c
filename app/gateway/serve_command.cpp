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

} // namespace

ExitCode runServe(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Serves timesheet events over WebSocket and HTTP. Logs go to stderr.\n"
        "What the command line leaves out comes from JWT_SECRET, then from the configuration\n"
        "file: a JSON object with \"listen\", \"database\", \"jwt_secret_file\" and\n"
        "\"retention\"."_s);
    parser.addOptions({
        {u"listen"_s, u"Where to listen; port 0 is any free one [127.0.0.1:3001]."_s,
         u"HOST:PORT"_s},
        {u"database"_s, u"Where the events are kept [events.db in the user's data folder]."_s,
         u"FILE"_s},
        {u"jwt-secret-file"_s, u"The secret that tokens are signed with [JWT_SECRET]."_s,
         u"FILE"_s},
        {u"retention"_s, u"How long events are kept, in days, hours, minutes or seconds [30d]."_s,
         u"30d"_s},
        {u"config"_s, u"A configuration file."_s, u"FILE"_s},
    });
    if (const auto done = readArguments(parser, u"serve"_s, arguments))
        return *done;

    ConfigSource file;
    if (const auto name = valueOf(parser, u"config"_s)) {
        const auto read = readConfigFile(*name);
        if (!read)
            return fail(ExitCode::WrongUse, read.error());
        file = *read;
    }
    const auto config =
        makeConfig({valueOf(parser, u"listen"_s), valueOf(parser, u"database"_s),
                    valueOf(parser, u"jwt-secret-file"_s), valueOf(parser, u"retention"_s)},
                   file);
    if (!config)
        return fail(ExitCode::WrongUse, config.error());
    qunsetenv("JWT_SECRET"); // whoever can look at the environment need not find it there

    installLogfmtHandler();
    if (config->secret.size() < shortestGoodSecret)
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
