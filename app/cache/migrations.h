#pragma once

#include "cache/database.h"

namespace timesheet {

/// Marks the file's head as this cache's (PRAGMA application_id): "TSTC".
inline constexpr int cacheApplicationId = 0x54535443;

/// Whether a file may be opened at all, judged by its head alone: not a byte is changed and
/// nothing is laid beside it. An empty file may. Errors: Newer, Open (another program's
/// database), Damaged, Io.
[[nodiscard]] tl::expected<void, StoreError> inspectFile(const QString &path);

/// Brings the file to the newest schema: the numbered scripts under resources/cache/migrations
/// that it does not have yet, each in one transaction. Errors: also Newer, where the newer head is
/// still in the file's log.
[[nodiscard]] tl::expected<void, StoreError> migrate(Database &database);

} // namespace timesheet
