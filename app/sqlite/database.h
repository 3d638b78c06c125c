#pragma once

#include "sqlite/sqlite_profile.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <tl/expected.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

namespace timesheet {

/// One SQLite file with the newest schema. Belongs to the thread that made it.
class Database
{
public:
    using Visitor = std::function<void(const QSqlQuery &row)>;

    Database(QString file, SqliteProfile profile);
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    /// Opens the file, creates it where there is none, and brings it to the newest schema. Newer
    /// and other programs' files are refused untouched.
    [[nodiscard]] tl::expected<void, SqliteError> open();
    void close();

    /// A statement to keep, which must be gone before this is. Bad SQL is a programmer's error and
    /// ends the program.
    QSqlQuery prepare(const QString &sql);
    /// Runs a statement and shows each row of its answer. Statements are prepared once and kept.
    [[nodiscard]] tl::expected<void, SqliteError>
    read(const QString &sql, const QVariantList &values, const Visitor &visit);
    /// The first value of the answer; null where it is empty.
    [[nodiscard]] tl::expected<QVariant, SqliteError> ask(const QString &sql,
                                                          const QVariantList &values = {});
    /// Runs a statement whose answer, if any, matters to nobody.
    [[nodiscard]] tl::expected<void, SqliteError> write(const QString &sql,
                                                        const QVariantList &values = {});

private:
    [[nodiscard]] tl::expected<void, SqliteError> configure();
    [[nodiscard]] tl::expected<void, SqliteError>
    run(const QString &sql, const QVariantList &values, const Visitor &visit);
    [[nodiscard]] tl::expected<QSqlQuery *, SqliteError> prepared(const QString &sql);

    QString m_file;
    SqliteProfile m_profile;
    QString m_connection; ///< Qt's name for it, unlike any other
    QSqlDatabase m_database;
    std::unordered_map<QString, std::unique_ptr<QSqlQuery>> m_statements;
};

/// All or nothing: what is not committed when this goes is rolled back.
class Transaction
{
public:
    /// Read: all statements see the same state, and wait for nobody.
    enum class Kind { Write, Read };

    explicit Transaction(Database &database, Kind kind = Kind::Write);
    ~Transaction();
    Q_DISABLE_COPY_MOVE(Transaction)

    [[nodiscard]] tl::expected<void, SqliteError> begin();
    [[nodiscard]] tl::expected<void, SqliteError> commit();

private:
    Database &m_database;
    Kind m_kind;
    bool m_isOpen = false;
};

} // namespace timesheet
