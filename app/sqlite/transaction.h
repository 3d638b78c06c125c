#pragma once

#include "sqlite/sqlite_database.h"

namespace timesheet {

/// All or nothing: what is not committed when this goes is rolled back.
class Transaction
{
public:
    explicit Transaction(SqliteDatabase &database)
        : m_database(database)
        , m_begun(database.run(QStringLiteral("BEGIN IMMEDIATE")).map([](const auto &) {}))
        , m_isOpen(m_begun.has_value())
    {
    }
    ~Transaction()
    {
        // SQLite may have rolled back by itself (a full disk); that this fails then is no news.
        if (m_isOpen)
            (void)m_database.run(QStringLiteral("ROLLBACK"));
    }
    Q_DISABLE_COPY_MOVE(Transaction)

    const tl::expected<void, SqliteError> &begun() const { return m_begun; }

    [[nodiscard]] tl::expected<void, SqliteError> commit()
    {
        auto committed = m_database.run(QStringLiteral("COMMIT"));
        if (!committed)
            return tl::unexpected(committed.error());
        m_isOpen = false;
        return {};
    }

private:
    SqliteDatabase &m_database;
    tl::expected<void, SqliteError> m_begun;
    bool m_isOpen;
};

} // namespace timesheet
