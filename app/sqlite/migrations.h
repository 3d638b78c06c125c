#pragma once

#include "sqlite/database.h"

namespace timesheet {

/// Whether a file may be opened at all, judged by its head alone: not a byte is changed and
/// nothing is laid beside it. An empty file may. Errors: Newer, Open (another program's
/// database), Damaged, Io.
[[nodiscard]] tl::expected<void, SqliteError> inspectFile(const QString &path,
                                                          const SqliteProfile &profile);

/// Brings the file to the newest schema: the numbered scripts that it does not have yet, each in
/// one transaction. Errors: also Newer, where the newer head is still in the file's log.
[[nodiscard]] tl::expected<void, SqliteError> migrate(Database &database,
                                                      const SqliteProfile &profile);

} // namespace timesheet
