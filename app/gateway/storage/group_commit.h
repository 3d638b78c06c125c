#pragma once

#include "gateway/monitoring/metrics.h"
#include "gateway/storage/event_log.h"
#include "gateway/storage/fair_queue.h"

#include <chrono>
#include <map>
#include <span>
#include <vector>

namespace timesheet::gateway {

/// What one publisher wants to have stored, all or nothing.
struct AppendJob {
    Asker asker;
    QList<NewLogEntry> entries;
    qint64 bytes = 0; ///< of the request
    std::function<void(tl::expected<QList<Appended>, LogError>)> handler;
    /// Of one that was blocked: until when it is tried again.
    std::optional<std::chrono::steady_clock::time_point> giveUpAt = {};
};

/// Stores what several publishers want in one transaction, so that they share its fsync, and sees
/// to it that none of them pays for another: what fails because of one of them is tried again
/// without it. Answers each job, but for those that somebody else's lock was in the way of.
class GroupCommit
{
public:
    explicit GroupCommit(Metrics &metrics);

    /// Whether something of the tenant has failed lately. What comes next is to go alone, so that
    /// the others do not have to be sorted out from it again.
    bool isSuspect(const TenantId &tenant) const { return m_suspects.contains(tenant); }

    /// The jobs that were blocked and not answered.
    [[nodiscard]] std::vector<AppendJob> appendTogether(LogWriter &log,
                                                        std::vector<AppendJob> jobs);

    using Stored = tl::expected<QList<Appended>, LogError>;
    /// What goes alone: stores it, on any thread. settle() then does the rest.
    Stored store(LogWriter &log, const QList<NewLogEntry> &entries, Patience patience) const;
    /// The job, where it was blocked and not answered.
    [[nodiscard]] std::vector<AppendJob> settle(AppendJob job, const Stored &stored);

private:
    void append(LogWriter &log, std::span<AppendJob> jobs, Patience patience,
                std::vector<AppendJob> &blocked);
    void settle(std::span<AppendJob> jobs, const Stored &stored, std::vector<AppendJob> &blocked);
    void answer(std::span<const AppendJob> jobs, const QList<Appended> &appended);
    void suspect(const TenantId &tenant, int toGoWell);
    void trust(const TenantId &tenant);

    Metrics &m_metrics;
    std::map<TenantId, int> m_suspects; ///< how much has to go well before they are none
};

} // namespace timesheet::gateway
