#pragma once

#include "gateway/postgres_log/postgres_connection.h"

namespace timesheet::gateway {

/// Brings a database to the newest schema, each step in one transaction; how many steps it took.
/// Two at the same time do no harm. Errors: a sentence for the administrator, without secrets.
tl::expected<int, QString> migratePostgres(const QString &url);

/// Whether a database has the schema that this program needs. Errors: a sentence.
tl::expected<void, QString> checkVersion(PostgresConnection &connection);

} // namespace timesheet::gateway
