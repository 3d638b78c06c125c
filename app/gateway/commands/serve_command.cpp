#include "gateway/commands/command.h"
#include "gateway/commands/serve_options.h"
#include "gateway/monitoring/log_line.h"
#include "gateway/server/server.h"

#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// A connection is a descriptor: take as many as the administrator allows.
void raiseDescriptorLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        qCWarning(gatewayLog).noquote() << logLine(u"descriptor_limit_kept"_s);
}

/// Blocks of this size, as pages of events are, go back to the system when they are freed. Left to
/// itself glibc comes to keep those of up to 32 MiB for later, and memory stays as large as it ever
/// was.
void returnLargeBlocks()
{
    constexpr int large = 256 * 1024;
    mallopt(M_MMAP_THRESHOLD, large);
}

} // namespace

ExitCode runServe(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Serves timesheet events over WebSocket and HTTP. Logs go to stderr.\n"
        "What the command line leaves out comes from JWT_SECRET, then from the configuration\n"
        "file: a JSON object with the same names, with underscores, as \"jwt_secret_file\"."_s);
    addServeOptions(parser);
    if (const auto done = readArguments(parser, u"serve"_s, arguments))
        return *done;

    const auto config = configOf(parser);
    if (!config)
        return fail(ExitCode::WrongUse, config.error());
    qunsetenv("JWT_SECRET"); // whoever can look at the environment need not find it there

    installLogHandler(config->logFormat);
    for (const QString &sentence : adviceFor(*config))
        qCWarning(gatewayLog).noquote() << logLine(u"advice"_s, {{"text", sentence}});
    raiseDescriptorLimit();
    returnLargeBlocks();
    umask(S_IRWXG | S_IRWXO); // what is in the database concerns nobody else on this machine
    Server server(*config);
    if (const auto opened = server.open(); !opened)
        return fail(ExitCode::Failed, opened.error());
    server.run();
    return ExitCode::Ok;
}

} // namespace timesheet::gateway
