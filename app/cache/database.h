#pragma once

#include "cache/store_error.h"

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

/// Asked before each statement with its SQL; an error makes the statement fail with it.
using StatementFault = std::function<std::optional<StoreError>(const QString &sql)>;

/// One SQLite file as the cache keeps it. Belongs to the thread that made it.
class Database
{
public:
    using Visitor = std::function<void(const QSqlQuery &row)>;

    explicit Database(QString file, StatementFault fault = {});
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    /// Opens the file, and creates it where there is none. WAL and the other settings are set and
    /// then asked back.
    [[nodiscard]] tl::expected<void, StoreError> open();
    void close();

    /// Runs a statement and shows each row of its answer. Statements are prepared once and kept.
    [[nodiscard]] tl::expected<void, StoreError>
    read(const QString &sql, const QVariantList &values, const Visitor &visit);
    /// The first value of the answer; null where it is empty.
    [[nodiscard]] tl::expected<QVariant, StoreError> ask(const QString &sql,
                                                         const QVariantList &values = {});
    /// Runs a statement whose answer, if any, matters to nobody.
    [[nodiscard]] tl::expected<void, StoreError> write(const QString &sql,
                                                       const QVariantList &values = {});

private:
    [[nodiscard]] tl::expected<void, StoreError> configure();
    [[nodiscard]] tl::expected<QSqlQuery *, StoreError> prepared(const QString &sql);

    QString m_file;
    StatementFault m_fault;
    QString m_connection; ///< Qt's name for it, unlike any other
    QSqlDatabase m_database;
    std::unordered_map<QString, std::unique_ptr<QSqlQuery>> m_statements;
};

/// All or nothing: what is not committed when this goes is rolled back.
class Transaction
{
public:
    explicit Transaction(Database &database);
    ~Transaction();
    Q_DISABLE_COPY_MOVE(Transaction)

    [[nodiscard]] tl::expected<void, StoreError> begin();
    [[nodiscard]] tl::expected<void, StoreError> commit();

private:
    Database &m_database;
    bool m_isOpen = false;
};

} // namespace timesheet
