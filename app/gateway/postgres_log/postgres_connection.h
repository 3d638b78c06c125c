#pragma once

#include "gateway/postgres_log/postgres_claims.h"
#include "gateway/postgres_log/postgres_url.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <tl/expected.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <unordered_map>

namespace timesheet::gateway {

/// One connection to PostgreSQL, with the statements that were prepared on it. It never comes back
/// by itself: open() again makes a new one. Belongs to the thread that made it.
class PostgresConnection
{
public:
    explicit PostgresConnection(PostgresUrl url);
    ~PostgresConnection();
    Q_DISABLE_COPY_MOVE(PostgresConnection)

    /// Connects and sets what holds for the whole session. Errors here and below: a sentence or
    /// the server's words, without anything secret.
    tl::expected<void, QString> open();
    void close();
    bool isOpen() const;

    /// Gives up what the login role may and becomes timesheet_gateway. Refuses roles that
    /// row-level security does not hold.
    tl::expected<void, QString> becomeGateway();

    /// Runs a statement that was prepared at its first use. The rows are valid until its next use.
    tl::expected<QSqlQuery *, QString> run(const QString &sql, const QVariantList &values = {});
    /// Runs the statements of a script, unprepared: also those that cannot be prepared.
    tl::expected<void, QString> runScript(const QString &sql);
    /// The first value of the answer; null where it is empty.
    tl::expected<QVariant, QString> ask(const QString &sql, const QVariantList &values = {});

    /// Does the work in one transaction, which is committed if it succeeds and rolled back if not.
    /// `asError` makes one of the work's errors of words.
    template <class Work, class AsError = std::identity>
    std::invoke_result_t<Work> transact(const QString &begin, const Work &work,
                                        const AsError &asError = {})
    {
        if (const auto begun = runScript(begin); !begun)
            return tl::unexpected(asError(begun.error()));
        auto outcome = work();
        const auto ended = end(outcome.has_value());
        if (outcome && !ended)
            return tl::unexpected(asError(ended.error()));
        return outcome;
    }

    /// Sets what row-level security goes by until the end of the transaction.
    tl::expected<void, QString> claim(const PostgresClaims &claims);
    /// As ask(), in a transaction, with these claims.
    tl::expected<QVariant, QString> askAs(const PostgresClaims &claims, const QString &sql,
                                          const QVariantList &values = {});

    /// Another one after each open().
    QSqlDriver *driver() const { return m_database.driver(); }
    const PostgresUrl &url() const { return m_url; }

private:
    tl::expected<void, QString> end(bool isGood);

    PostgresUrl m_url;
    QString m_name; ///< Qt's name for it, unlike any other
    QSqlDatabase m_database;
    std::unordered_map<QString, std::unique_ptr<QSqlQuery>> m_statements;
};

} // namespace timesheet::gateway
