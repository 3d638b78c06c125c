#pragma once

#include "client/process/folders.h"
#include "client/program/command_line.h"
#include "client/settings/settings.h"

namespace timesheet {

/// The commands that run beside an instance: `status`, `events`, `sign-in`, `sign-out`. They ask
/// the running instance, or read the cache of the account last used. Each returns the exit status.

int runStatus(const CommandLine &line, const Folders &folders, const Settings &settings);
int runEvents(const CommandLine &line, const Folders &folders, Settings &settings);
int runSignIn(const CommandLine &line, const Folders &folders, Settings &settings);
int runSignOut(const Folders &folders, Settings &settings);

} // namespace timesheet
