#pragma once

#include "sqlite/sqlite_error.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <tl/expected.hpp>

#include <functional>
#include <memory>

namespace timesheet {

/// Whose file it is and how it is kept.
struct SqliteProfile {
    int applicationId = 0;    ///< stands in the file's head (PRAGMA application_id)
    QString migrationsFolder; ///< of numbered SQL scripts, in order; usually in the resources
    /// FULL: a commit survives a power cut. NORMAL: it survives the end of the process.
    enum class Synchronous { Normal, Full } synchronous = Synchronous::Full;
    /// Asked before each statement: false makes it fail as a full disk would. For tests.
    std::function<bool()> allowStatement;
};

/// One open SQLite file in WAL mode with the newest schema. Belongs to the thread that opened it.
class SqliteDatabase
{
public:
    /// Creates the file where there is none; brings an older one to the newest schema, each step in
    /// one transaction. A newer file, or another program's, is left untouched.
    static tl::expected<std::unique_ptr<SqliteDatabase>, SqliteError>
    open(const QString &file, const SqliteProfile &profile);

    ~SqliteDatabase();
    Q_DISABLE_COPY_MOVE(SqliteDatabase)

    /// Runs one statement with its values. Statements are prepared once and kept.
    tl::expected<QSqlQuery, SqliteError> run(const QString &sql, const QVariantList &values = {});

    /// Whether the content contradicts itself; reads the whole file.
    tl::expected<void, SqliteError> checkIntegrity();

private:
    SqliteDatabase(QString name, SqliteProfile profile);

    tl::expected<void, SqliteError> configure();
    tl::expected<void, SqliteError> migrate();
    tl::expected<void, SqliteError> applyMigration(int version, const QString &script);
    tl::expected<QString, SqliteError> ask(const QString &pragma);

    QString m_name; ///< Qt's name for the connection
    SqliteProfile m_profile;
    QSqlDatabase m_database;
    QHash<QString, QSqlQuery> m_statements;
};

} // namespace timesheet
