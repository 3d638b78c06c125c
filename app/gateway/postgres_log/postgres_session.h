#pragma once

#include "gateway/postgres_log/postgres_connection.h"
#include "gateway/storage/event_log.h"

#include <chrono>
#include <type_traits>

namespace timesheet::gateway {

/// The gateway's connection for reading and writing. Where it is lost, calls fail until it is back,
/// which is tried as they come, not more often than each second.
class PostgresSession
{
public:
    enum class Mode {
        Statement, ///< the work is one statement, a transaction of its own
        Read,      ///< all of it sees the same state
        Write,
    };

    /// Errors: a sentence for the administrator.
    static tl::expected<std::unique_ptr<PostgresSession>, QString> open(PostgresUrl url);

    /// Does the work in one transaction, which is committed if it succeeds and forgotten if not.
    /// Its errors are LogErrors.
    template <class Work>
    std::invoke_result_t<Work> transact(Mode mode, const Work &work)
    {
        if (const auto connected = ensureConnected(); !connected)
            return tl::unexpected(connected.error());
        auto outcome =
            mode == Mode::Statement ? work() : m_connection.transact(beginOf(mode), work, failure);
        noteIfLost();
        return outcome;
    }

    /// Parts of the work.
    tl::expected<QSqlQuery *, LogError> run(const QString &sql, const QVariantList &values = {});
    tl::expected<void, LogError> claim(const QJsonObject &claims);

    /// Which log this is; may be another one after the connection was lost.
    const QString &epoch() const { return m_epoch; }
    /// Counts the connections: differs after one was lost.
    int connectionNumber() const { return m_connectionNumber; }
    bool isConnected() const { return m_connection.isOpen(); }

private:
    using Clock = std::chrono::steady_clock;

    explicit PostgresSession(PostgresUrl url);

    tl::expected<void, QString> connect();
    tl::expected<void, QString> loadEpoch();
    tl::expected<void, LogError> ensureConnected();
    static QString beginOf(Mode mode);
    static LogError failure(const QString &detail);
    void noteIfLost();

    PostgresConnection m_connection;
    QString m_epoch;
    int m_connectionNumber = 0;
    bool m_isAway = false;
    Clock::time_point m_nextAttempt;
};

} // namespace timesheet::gateway
