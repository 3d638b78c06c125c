#pragma once

#include "domain/event_type.h"

#include <QString>
#include <QStringList>
#include <QUrl>

#include <tl/expected.hpp>

#include <optional>

namespace timesheet {

/// What the command line asks for. A contract: others script against it.
struct CommandLine {
    enum class Action {
        Run,
        Status,
        Events,
        SignIn,
        SignOut,
        ShowHelp,
        ShowVersion,
    };

    Action action = Action::Run;
    QString text; ///< to print, for ShowHelp and ShowVersion

    std::optional<QUrl> server;
    QString link;      ///< timesheet-tray://…, as a browser hands it over
    QString tokenFile; ///< "-" is standard input, for SignIn only
    QString dataDir;
    bool minimized = false;
    bool headless = false;
    QString logLevel; ///< debug, info, warning or error

    bool json = false;
    int limit = 50;
    QString type; ///< the name on the wire; empty for all
    bool unreadOnly = false;
    QString search;
};

/// `arguments` as QCoreApplication::arguments() has them.
/// Errors: one line that says what is wrong and how to mend it.
tl::expected<CommandLine, QString> parseCommandLine(const QStringList &arguments);

} // namespace timesheet
