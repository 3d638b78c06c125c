#pragma once

#include <QCommandLineParser>

#include <optional>

/// The programs inside the program: what the commands of `timesheet-gateway` share.
namespace timesheet::gateway {

/// What the program ends with.
enum class ExitCode {
    Ok = 0,
    Failed = 1,   ///< refused, unreachable, or the database or the address cannot be used
    WrongUse = 2, ///< said in one line on stderr, with how to mend it
};

/// One line on stderr.
ExitCode fail(ExitCode code, const QString &sentence);

/// Reads a command's arguments, the first of which is the program. Answers --help and --version,
/// and refuses what is not understood: then it returns what to end with.
std::optional<ExitCode> readArguments(QCommandLineParser &parser, const QString &command,
                                      const QStringList &arguments);

/// The value of an option; nothing where it was not given.
std::optional<QString> valueOf(const QCommandLineParser &parser, const QString &option);

ExitCode runServe(const QStringList &arguments);
ExitCode runCheckConfig(const QStringList &arguments);
ExitCode runToken(const QStringList &arguments);
ExitCode runPublish(const QStringList &arguments);
ExitCode runMigrate(const QStringList &arguments);

} // namespace timesheet::gateway
