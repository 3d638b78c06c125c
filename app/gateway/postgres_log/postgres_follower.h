#pragma once

#include "gateway/postgres/postgres_session.h"
#include "gateway/postgres_log/postgres_interest.h"
#include "gateway/postgres_log/postgres_listener.h"

#include <map>

namespace timesheet::gateway {

/// Knows how far each followed tenant's news have been told, and reads what is new.
class PostgresFollower
{
public:
    /// `gateway` is the name that this program's own signals bear.
    PostgresFollower(PostgresSession &session, PostgresInterest &interest, QString gateway);

    /// What this program has added itself need not be read again to be told.
    void appended(const QList<Appended> &entries);
    /// This program adds something to a tenant's log, and appended() will be called with it. So it
    /// need not be looked at until then.
    void waitFor(const TenantId &tenant) { m_waitsFor.insert(tenant); }
    void waitNoLongerFor(const TenantId &tenant) { m_waitsFor.remove(tenant); }
    void marked(const ReadNotice &notice);
    /// This program has reported who is present: there may be news of that.
    void reported(const TenantId &tenant);

    /// Reads what is new of the tenants that were hinted at.
    tl::expected<LogNews, LogError> news(const NewsHints &hints);
    /// Whether news() had more than it could say at once.
    bool hasMore() const { return m_hasMore; }

    static constexpr std::chrono::milliseconds pollInterval{1000};

private:
    using SteadyClock = std::chrono::steady_clock;

    struct Tenant {
        std::optional<qint64> sequence; ///< told up to here; nothing: its end is not known yet
        std::optional<qint64> signal;
        bool isHinted = false;
        bool beginsAnywhere = false; ///< where the log's end is found: there is another log now
        quint64 number = 0;          ///< PostgresInterest::Followed::number
    };

    /// A row of signals.
    struct Signal {
        TenantId tenant;
        qint64 number = 0;
        QString gateway;
        QString kind;
        QByteArray payload;
    };
    /// What one look has found, all of it from the same moment.
    struct Found {
        std::map<TenantId, PostgresHead> heads;
        QList<LogEntry> entries;
        QList<Signal> signalRows;
    };

    void forgetOtherLog();
    void takeInterest();
    void forget(const TenantId &tenant);
    QStringList tenantsToLookAt(const NewsHints &hints);
    tl::expected<Found, LogError> look(PostgresTransaction &transaction,
                                       const QStringList &tenants);
    static tl::expected<void, LogError> readHeads(PostgresTransaction &transaction,
                                                  const PostgresClaims &claims,
                                                  const QStringList &tenants, Found &found);
    tl::expected<void, LogError> readEntries(PostgresTransaction &transaction,
                                             const PostgresClaims &claims, Found &found);
    tl::expected<void, LogError> readSignals(PostgresTransaction &transaction,
                                             const PostgresClaims &claims, Found &found);
    LogNews take(const Found &found);
    void hear(const Signal &signal, LogNews &news) const;

    PostgresSession &m_session;
    PostgresInterest &m_interest;
    QString m_gateway;
    std::map<TenantId, Tenant> m_tenants;
    QSet<TenantId> m_waitsFor;
    LogNews m_own; ///< this program's own, not yet told
    QString m_epoch;
    int m_lookedAtConnection = 0;
    SteadyClock::time_point m_lookedAt;
    bool m_mustLookAtAll = true;
    bool m_hasMore = false;
};

} // namespace timesheet::gateway
