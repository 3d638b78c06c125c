#include "gateway/commands/command.h"

#include <QCoreApplication>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace timesheet::gateway;

namespace {

constexpr char usage[] =
    "Usage: timesheet-gateway COMMAND [options]\n"
    "The server of Timesheet Tray: timesheet news over WebSocket and HTTP.\n"
    "\n"
    "Commands:\n"
    "  serve         Serve events, kept in a database.\n"
    "  check-config  Check what serve would be told, and print it.\n"
    "  token         Print a token for a user, or for a service that publishes.\n"
    "  publish       Publish one event.\n"
    "  migrate       Bring a database to the schema that this version needs.\n"
    "\n"
    "Each command answers --help. Exit codes: 0 done, 1 refused or unreachable, 2 wrong use.\n";

ExitCode runCommand(QStringList arguments)
{
    const QString command = arguments.value(1);
    arguments.removeAt(1); // each command sees the program and its own arguments
    if (command == u"serve")
        return runServe(arguments);
    if (command == u"check-config")
        return runCheckConfig(arguments);
    if (command == u"token")
        return runToken(arguments);
    if (command == u"publish")
        return runPublish(arguments);
    if (command == u"migrate")
        return runMigrate(arguments);
    if (command == u"--help" || command == u"-h") {
        std::fputs(usage, stdout);
        return ExitCode::Ok;
    }
    if (command == u"--version") {
        std::fputs("timesheet-gateway " TIMESHEET_VERSION "\n", stdout);
        return ExitCode::Ok;
    }
    return fail(
        ExitCode::WrongUse,
        command.isEmpty()
            ? u"what to do? Say serve, check-config, token, publish or migrate; see "
              "timesheet-gateway --help"_s
            : u"\"%1\" is no command: there are serve, check-config, token, publish and migrate"_s
                  .arg(command.left(64)));
}

} // namespace

int main(int argc, char *argv[])
{
    // For the paths of Qt's plugins and for the arguments: no event loop of Qt runs here.
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"timesheet-gateway"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(TIMESHEET_VERSION));
    QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2)
        arguments.append(QString());
    return static_cast<int>(runCommand(arguments));
}
