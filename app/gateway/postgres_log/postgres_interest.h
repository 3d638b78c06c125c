#pragma once

#include "domain/ids.h"

#include <map>
#include <mutex>
#include <optional>
#include <set>

namespace timesheet::gateway {

/// The numbers that a tenant's newest event and newest signal have.
struct PostgresHead {
    qint64 sequence = 0;
    qint64 signal = 0;
};

/// Which tenants are followed, and from where on. Told on any thread, asked on the follower's: who
/// reads, reads on another thread than the news are looked for.
///
/// News of a tenant go on after the first end of its log that was read since it is followed. Reads
/// come one after the other, so that no later one has seen less.
class PostgresInterest
{
public:
    struct Followed {
        quint64 number = 0;                ///< another one each time that it is followed anew
        std::optional<PostgresHead> start; ///< nothing: no read has seen its end yet
        QString epoch;                     ///< of the log in which that was
    };

    void follow(const TenantId &tenant);
    void unfollow(const TenantId &tenant);
    /// A read has seen this as the end of a tenant's log.
    void sawHead(const TenantId &tenant, const PostgresHead &head, const QString &epoch);

    /// What is different since the last call; nothing for a tenant that is not followed any more.
    std::map<TenantId, std::optional<Followed>> takeChanges();

private:
    std::mutex m_mutex; ///< guards what follows
    std::map<TenantId, Followed> m_tenants;
    std::set<TenantId> m_changed;
    quint64 m_lastNumber = 0;
};

} // namespace timesheet::gateway
