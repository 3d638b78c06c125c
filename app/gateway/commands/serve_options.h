#pragma once

#include "gateway/config/config.h"

#include <QCommandLineParser>

namespace timesheet::gateway {

/// HS256 wants a key as long as its hash (RFC 7518, section 3.2).
inline constexpr qsizetype shortestGoodSecret = 32;

/// Has the parser know all options(), and --config.
void addServeOptions(QCommandLineParser &parser);

/// What the command line and the configuration file that it names come to.
/// Errors: a sentence.
tl::expected<Config, QString> configOf(const QCommandLineParser &parser);

/// What works but should not stay so: a sentence each.
QStringList adviceFor(const Config &config);

} // namespace timesheet::gateway
