#pragma once

#include "cache/store_error.h"

#include <QDateTime>
#include <QString>

#include <tl/expected.hpp>

namespace timesheet {

/// Whether the last program that had the file open did not close it: its log is still there.
bool wasLeftOpen(const QString &file);

/// Renames a closed database and its companions (-wal, -shm) out of the way, with `now` in the
/// name. The new name of the database.
[[nodiscard]] tl::expected<QString, StoreError> setAside(const QString &file, const QDateTime &now);

/// Renames a closed database and its companions, in place of another closed one.
[[nodiscard]] tl::expected<void, StoreError> moveFile(const QString &from, const QString &to);

/// Deletes a closed database and its companions.
[[nodiscard]] tl::expected<void, StoreError> removeFile(const QString &file);

} // namespace timesheet
