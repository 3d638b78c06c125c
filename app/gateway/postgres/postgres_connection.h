#pragma once

#include "gateway/postgres/postgres_claims.h"
#include "gateway/postgres/postgres_url.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <tl/expected.hpp>

#include <chrono>
#include <memory>
#include <type_traits>
#include <unordered_map>

namespace timesheet::gateway {

/// One connection to PostgreSQL, with the statements that were prepared on it. It never comes back
/// by itself: open() again makes a new one. Belongs to the thread that made it.
class PostgresConnection
{
public:
    /// How long a statement waits for a row that somebody else has locked, unless waitForLocks()
    /// says otherwise: longer than a commit takes, and no longer, for others wait behind it.
    static constexpr std::chrono::milliseconds lockTimeout{100};

    explicit PostgresConnection(PostgresUrl url);
    ~PostgresConnection();
    Q_DISABLE_COPY_MOVE(PostgresConnection)

    /// Connects and sets what holds for the whole session. Errors here and below say a sentence or
    /// the server's words, without anything secret and without what rows hold.
    tl::expected<void, LogError> open();
    void close();
    bool isOpen() const;

    /// So long from now on, until open().
    tl::expected<void, LogError> waitForLocks(std::chrono::milliseconds timeout);

    /// Gives up what the login role may and becomes timesheet_gateway. Refuses roles that
    /// row-level security does not hold.
    tl::expected<void, LogError> becomeGateway();

    /// Runs a statement that was prepared at its first use. The rows are valid until its next use.
    tl::expected<QSqlQuery *, LogError> run(const QString &sql, const QVariantList &values = {});
    /// Runs the statements of a script, unprepared: also those that cannot be prepared.
    tl::expected<void, LogError> runScript(const QString &sql);
    /// The first value of the answer; null where it is empty.
    tl::expected<QVariant, LogError> ask(const QString &sql, const QVariantList &values = {});

    /// Does the work in one transaction, which is committed if it succeeds and rolled back if not.
    template <class Work>
    std::invoke_result_t<Work> transact(const QString &begin, const Work &work)
    {
        if (const auto begun = runScript(begin); !begun)
            return tl::unexpected(begun.error());
        auto outcome = work();
        const auto ended = end(outcome.has_value());
        if (outcome && !ended)
            return tl::unexpected(ended.error());
        return outcome;
    }

    /// Sets what row-level security goes by until the end of the transaction.
    tl::expected<void, LogError> claim(const PostgresClaims &claims);
    /// As ask(), in a transaction, with these claims.
    tl::expected<QVariant, LogError> askAs(const PostgresClaims &claims, const QString &sql,
                                           const QVariantList &values = {});

    /// Another one after each open().
    QSqlDriver *driver() const { return m_database.driver(); }
    const PostgresUrl &url() const { return m_url; }

private:
    tl::expected<void, LogError> end(bool isGood);

    PostgresUrl m_url;
    QString m_name; ///< Qt's name for it, unlike any other
    QSqlDatabase m_database;
    std::chrono::milliseconds m_lockTimeout{0}; ///< that holds, while it is open
    std::unordered_map<QString, std::unique_ptr<QSqlQuery>> m_statements;
};

} // namespace timesheet::gateway
