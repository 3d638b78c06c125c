#include "client/program/command_line.h"

#include "client/process/sign_in_link.h"
#include "domain/addresses.h"
#include "domain/event_type.h"
#include "settings/settings_table.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

using Action = CommandLine::Action;

constexpr int mostEvents = 1000000;

const QCommandLineOption &serverOption()
{
    static const QCommandLineOption option(
        u"server"_s, u"Connect to this server, for example wss://ws.example.com."_s, u"URL"_s);
    return option;
}

const QCommandLineOption &tokenFileOption()
{
    static const QCommandLineOption option(
        u"token-file"_s, u"Sign in with the JWT in this file; the keychain is not touched."_s,
        u"FILE"_s);
    return option;
}

const QCommandLineOption &dataDirOption()
{
    static const QCommandLineOption option(
        u"data-dir"_s, u"Keep everything of this instance in this folder."_s, u"DIR"_s);
    return option;
}

std::optional<Action> subcommand(const QString &word)
{
    if (word == u"status")
        return Action::Status;
    if (word == u"events")
        return Action::Events;
    if (word == u"sign-in")
        return Action::SignIn;
    if (word == u"sign-out")
        return Action::SignOut;
    return std::nullopt;
}

void addOptions(QCommandLineParser &parser, Action action)
{
    parser.addOption(dataDirOption());
    parser.addOption(
        {u"log-level"_s, u"debug, info, warning or error; logs go to stderr."_s, u"LEVEL"_s});
    switch (action) {
    case Action::Run:
        parser.addOption(serverOption());
        parser.addOption(tokenFileOption());
        parser.addOption({u"minimized"_s, u"Start in the tray without a window."_s});
        parser.addOption(
            {u"headless"_s, u"No window, tray or D-Bus: JSON Lines on standard output."_s});
        break;
    case Action::Status:
        parser.addOption({u"json"_s, u"Print one JSON object."_s});
        break;
    case Action::Events:
        parser.addOption({u"json"_s, u"Print JSON Lines."_s});
        parser.addOption({u"limit"_s, u"At most so many, newest first (default 50)."_s, u"N"_s});
        parser.addOption(
            {u"type"_s, u"Only this type, for example timesheet:approved."_s, u"TYPE"_s});
        parser.addOption({u"unread"_s, u"Only what has not been read."_s});
        parser.addOption({u"search"_s, u"Only what has these words."_s, u"TEXT"_s});
        break;
    case Action::SignIn:
        parser.addOption(serverOption());
        parser.addOption({u"token-file"_s,
                          u"Read the JWT from this file; - (the default) is standard input."_s,
                          u"FILE"_s, u"-"_s});
        break;
    default:
        break;
    }
}

QString commandName(Action action, const QString &word)
{
    return action == Action::Run ? u"timesheet-tray"_s : u"timesheet-tray "_s + word;
}

/// A line for each setting, as it stands in the files.
QString settingsHelp()
{
    constexpr int keyWidth = 24;
    QString text;
    QStringView last;
    for (const SettingRow &row : settingsTable()) {
        const qsizetype slash = row.key.indexOf(u'/');
        const QStringView section = row.key.first(slash);
        if (section != last)
            text += u"  [%1]\n"_s.arg(section);
        last = section;
        text += u"    %1%2 (%3)\n"_s.arg(row.key.sliced(slash + 1), -keyWidth)
                    .arg(QString::fromLatin1(row.help), valuesOf(row).join(u", "_s));
    }
    return text;
}

QString helpText(const QCommandLineParser &parser, Action action, const QString &word)
{
    // Qt's own first line names the file that was started, and knows nothing of commands.
    QString text = u"Usage: %1 [options]\n"_s.arg(commandName(action, word)) +
                   parser.helpText().section(u'\n', 1);
    if (action == Action::Run) {
        text += u"\nCommands (each with --help):\n"
                "  status     say how the running instance is connected\n"
                "  events     print cached events\n"
                "  sign-in    sign in with a token\n"
                "  sign-out   forget the token\n"
                "\nThe server is taken from --server, the administrator's file, the settings,\n"
                "TIMESHEET_WS_URL, NEXT_PUBLIC_WS_URL, or is ws://localhost:3001.\n"
                "\nSettings, in settings.ini or, to lock them, in administrator.ini (the usual\n"
                "value first, or an example):\n"_s +
                settingsHelp() +
                u"\nExit status: 0 done, 1 failed, 2 wrong use, 3 the server refused the token\n"
                "(with --headless).\n"_s;
    }
    return text;
}

tl::expected<void, QString> readValues(const QCommandLineParser &parser, CommandLine &line)
{
    const auto value = [&parser](const QString &name) {
        return parser.optionNames().contains(name) ? parser.value(name) : QString();
    };
    line.dataDir = value(u"data-dir"_s);
    line.logLevel = value(u"log-level"_s);
    line.tokenFile = value(u"token-file"_s);
    line.type = value(u"type"_s);
    line.search = value(u"search"_s);
    line.minimized = parser.optionNames().contains(u"minimized"_s);
    line.headless = parser.optionNames().contains(u"headless"_s);
    line.json = parser.optionNames().contains(u"json"_s);
    line.unreadOnly = parser.optionNames().contains(u"unread"_s);

    static const QStringList levels{QString(), u"debug"_s, u"info"_s, u"warning"_s, u"error"_s};
    if (!levels.contains(line.logLevel))
        return tl::unexpected(
            u"--log-level %1 is none: use debug, info, warning or error"_s.arg(line.logLevel));
    for (const QString &name : {u"data-dir"_s, u"token-file"_s, u"server"_s, u"type"_s}) {
        if (parser.optionNames().contains(name) && value(name).isEmpty())
            return tl::unexpected(u"--%1 is empty: give it a value or leave it out"_s.arg(name));
    }
    if (const QString server = value(u"server"_s); !server.isEmpty()) {
        const auto address = serverAddress(server);
        if (!address)
            return tl::unexpected(describe(address.error()));
        line.server = *address;
    }
    if (const QString limit = value(u"limit"_s); !limit.isEmpty()) {
        bool isNumber = false;
        line.limit = limit.toInt(&isNumber);
        if (!isNumber || line.limit < 1 || line.limit > mostEvents)
            return tl::unexpected(
                u"--limit %1 is no count: use a whole number from 1 to %2"_s.arg(limit).arg(
                    mostEvents));
    }
    return {};
}

} // namespace

tl::expected<CommandLine, QString> parseCommandLine(const QStringList &arguments)
{
    CommandLine line;
    QStringList rest = arguments;
    const QString word = rest.value(1);
    if (isSignInLink(word)) {
        line.link = word;
        rest.removeAt(1);
    } else if (!word.isEmpty() && !word.startsWith(u'-')) {
        const auto action = subcommand(word);
        if (!action)
            return tl::unexpected(
                u"%1 is no command: use status, events, sign-in or sign-out, or none"_s.arg(word));
        line.action = *action;
        rest.removeAt(1);
    }

    QCommandLineParser parser;
    parser.setApplicationDescription(
        line.action == Action::Run
            ? u"Timesheet news in the system tray: approvals, rejections, notes, deadlines."_s
            : QString());
    const QCommandLineOption help({u"h"_s, u"help"_s}, u"Show this help."_s);
    const QCommandLineOption version({u"v"_s, u"version"_s}, u"Show the version."_s);
    parser.addOptions({help, version});
    addOptions(parser, line.action);

    if (!parser.parse(rest))
        return tl::unexpected(parser.errorText().simplified() +
                              u" See %1 --help."_s.arg(commandName(line.action, word)));
    if (!parser.positionalArguments().isEmpty())
        return tl::unexpected(u"%1 is one word too many: see %2 --help"_s.arg(
            parser.positionalArguments().constFirst(), commandName(line.action, word)));
    if (parser.isSet(help)) {
        line.text = helpText(parser, line.action, word);
        line.action = Action::ShowHelp;
        return line;
    }
    if (parser.isSet(version)) {
        line.text = u"timesheet-tray " TIMESHEET_VERSION "\n"_s;
        line.action = Action::ShowVersion;
        return line;
    }
    if (const auto read = readValues(parser, line); !read)
        return tl::unexpected(read.error());
    if (line.headless && !line.link.isEmpty())
        return tl::unexpected(u"a link asks before it signs in, so it needs a desktop"_s);
    if (line.action == Action::SignIn && line.tokenFile.isEmpty())
        line.tokenFile = u"-"_s;
    return line;
}

} // namespace timesheet
