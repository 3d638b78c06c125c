#pragma once

#include "gateway/postgres/postgres_connection.h"

namespace timesheet::gateway {

/// Brings a database to the newest schema, each step in one transaction; how many steps it took.
/// Two at the same time do no harm. Errors: a sentence for the administrator, without secrets.
tl::expected<int, QString> migratePostgres(const QString &url);

/// Whether a database has the schema that this program needs. Errors say a sentence.
tl::expected<void, LogError> checkVersion(PostgresConnection &connection);

} // namespace timesheet::gateway
