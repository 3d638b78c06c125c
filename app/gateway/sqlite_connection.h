#pragma once

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>

#include <tl/expected.hpp>

#include <memory>

namespace timesheet::gateway {

/// One open SQLite file with the settings that make a commit durable, and with the newest schema.
/// Belongs to the thread that opened it.
class SqliteConnection
{
public:
    /// Creates the file where there is none. Errors: a sentence for the administrator; a file of
    /// a newer schema, or of another program, is left untouched.
    static tl::expected<std::unique_ptr<SqliteConnection>, QString> open(const QString &file);

    ~SqliteConnection();
    Q_DISABLE_COPY_MOVE(SqliteConnection)

    /// A prepared, forward-only statement. Fails the program on bad SQL, which is ours.
    QSqlQuery prepare(const QString &sql);

    bool begin();
    bool commit();
    void rollBack();

    QString lastError() const;

private:
    explicit SqliteConnection(QString name);

    tl::expected<void, QString> configure();
    tl::expected<void, QString> migrate();
    tl::expected<void, QString> applyMigration(int version, const QString &script);
    tl::expected<QString, QString> ask(const QString &pragma);
    bool run(const QString &sql);

    QString m_name; ///< Qt's name for the connection
    QSqlDatabase m_database;
    QString m_lastError;
};

} // namespace timesheet::gateway
