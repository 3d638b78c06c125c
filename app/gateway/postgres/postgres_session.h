#pragma once

#include "gateway/postgres/postgres_connection.h"
#include "gateway/storage/event_log.h"

#include <chrono>
#include <optional>
#include <type_traits>

namespace timesheet::gateway {

/// A transaction that is under way. Whoever runs a statement says with whose claims: what a
/// statement before it was allowed to see is nothing that the next one sees by accident.
class PostgresTransaction
{
public:
    /// Runs a statement with these claims, and no others.
    tl::expected<QSqlQuery *, LogError> run(const PostgresClaims &claims, const QString &sql,
                                            const QVariantList &values = {});

    /// Calls a function that needs none: of PostgreSQL's own, or one of the schema's, which claim
    /// by themselves what they need.
    tl::expected<QSqlQuery *, LogError> call(const QString &sql, const QVariantList &values = {});

private:
    friend class PostgresSession;
    explicit PostgresTransaction(PostgresConnection &connection)
        : m_connection(connection)
    {
    }

    PostgresConnection &m_connection;
    std::optional<PostgresClaims> m_claims; ///< those that hold now, as far as is known
};

/// The gateway's connection for reading and writing. Where it is lost, calls fail until it is back,
/// which is tried as they come, not more often than each second.
class PostgresSession
{
public:
    enum class Mode {
        Read, ///< all of the work sees the same state
        Write,
    };

    /// Errors: a sentence for the administrator.
    static tl::expected<std::unique_ptr<PostgresSession>, QString> open(PostgresUrl url);

    /// Does the work, which gets a PostgresTransaction, in one transaction. That is committed if
    /// the work succeeds, and rolled back if not. Its errors are LogErrors. Work that reads is done
    /// again where it has found the connection lost: that may have been long ago, while nobody
    /// used it.
    template <class Work>
    std::invoke_result_t<Work, PostgresTransaction &> transact(Mode mode, const Work &work)
    {
        auto outcome = tryToTransact(mode, work);
        if (mode == Mode::Read && !outcome && m_isAway)
            outcome = tryToTransact(mode, work);
        return outcome;
    }

    /// How long the calls that follow wait for what somebody else has locked.
    void setPatience(Patience patience) { m_patience = patience; }

    /// As PostgresTransaction::call(), in a transaction of its own.
    tl::expected<QSqlQuery *, LogError> call(const QString &sql, const QVariantList &values = {});

    /// Which log this is; may be another one after the connection was lost.
    const QString &epoch() const { return m_epoch; }
    /// Counts the connections: differs after one was lost.
    int connectionNumber() const { return m_connectionNumber; }
    bool isConnected() const { return m_connection.isOpen(); }

private:
    using SteadyClock = std::chrono::steady_clock;

    explicit PostgresSession(PostgresUrl url);

    template <class Work>
    std::invoke_result_t<Work, PostgresTransaction &> tryToTransact(Mode mode, const Work &work)
    {
        if (const auto ready = makeReady(); !ready)
            return tl::unexpected(ready.error());
        PostgresTransaction transaction(m_connection);
        auto outcome = m_connection.transact(beginOf(mode), [&] { return work(transaction); });
        noteIfLost();
        return outcome;
    }

    tl::expected<void, LogError> connect();
    tl::expected<void, LogError> loadEpoch();
    tl::expected<void, LogError> ensureConnected();
    tl::expected<void, LogError> makeReady();
    static QString beginOf(Mode mode);
    void noteIfLost();

    PostgresConnection m_connection;
    QString m_epoch;
    int m_connectionNumber = 0;
    Patience m_patience = Patience::Usual;
    bool m_isAway = false;
    SteadyClock::time_point m_nextAttempt;
};

} // namespace timesheet::gateway
