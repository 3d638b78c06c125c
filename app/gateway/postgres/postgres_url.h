#pragma once

#include <QString>

#include <tl/expected.hpp>

namespace timesheet::gateway {

/// Where a PostgreSQL database is and how to log in to it.
struct PostgresUrl {
    QString host; ///< a name, an address, or the folder of a socket
    int port = -1;
    QString database;
    QString user;
    QString password;
    QString options; ///< further ones, as QSqlDatabase::setConnectOptions() takes them

    /// "db.example.com/timesheets": where it is, without anything secret.
    QString location() const;
};

/// Whether a database is named by a URL, and so is none of SQLite's files.
bool isPostgresUrl(const QString &database);

/// "postgresql://user:password@host:port/database?sslmode=verify-full"; `host` may be a parameter,
/// too, for the folder of a socket. Errors: a sentence that does not repeat the URL.
tl::expected<PostgresUrl, QString> parsePostgresUrl(const QString &text);

} // namespace timesheet::gateway
