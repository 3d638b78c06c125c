#include "gateway/commands/command.h"

#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

ExitCode fail(ExitCode code, const QString &sentence)
{
    std::fputs(qUtf8Printable(u"timesheet-gateway: %1\n"_s.arg(sentence.simplified())), stderr);
    return code;
}

std::optional<ExitCode> readArguments(QCommandLineParser &parser, const QString &command,
                                      const QStringList &arguments)
{
    const QCommandLineOption help({u"h"_s, u"help"_s}, u"Say this."_s);
    const QCommandLineOption version(u"version"_s, u"Say the version."_s);
    parser.addOptions({help, version});

    const bool isUnderstood = parser.parse(arguments);
    if (parser.isSet(help)) {
        // Qt's own first line names the file that was started, and knows nothing of commands.
        const QString text = u"Usage: timesheet-gateway %1 [options]\n"_s.arg(command) +
                             parser.helpText().section(u'\n', 1);
        std::fputs(qUtf8Printable(text), stdout);
        return ExitCode::Ok;
    }
    if (parser.isSet(version)) {
        std::fputs("timesheet-gateway " TIMESHEET_VERSION "\n", stdout);
        return ExitCode::Ok;
    }
    const QString hint = u"; see timesheet-gateway %1 --help"_s.arg(command);
    if (!isUnderstood)
        return fail(ExitCode::WrongUse, parser.errorText().chopped(1) + hint);
    if (const QStringList rest = parser.positionalArguments(); !rest.isEmpty())
        return fail(ExitCode::WrongUse,
                    u"\"%1\" is one word too many"_s.arg(rest.first().left(64)) + hint);
    return std::nullopt;
}

std::optional<QString> valueOf(const QCommandLineParser &parser, const QString &option)
{
    return parser.isSet(option) ? std::optional(parser.value(option)) : std::nullopt;
}

} // namespace timesheet::gateway
