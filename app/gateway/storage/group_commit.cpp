#include "gateway/storage/group_commit.h"

#include <algorithm>
#include <iterator>

namespace timesheet::gateway {

namespace {

/// Jobs of a tenant that have to go well, one by one, after one that did not.
constexpr int probation = 32;

bool areOfOneTenant(std::span<const AppendJob> jobs)
{
    return std::all_of(jobs.begin(), jobs.end(), [&jobs](const AppendJob &job) {
        return job.asker.tenant == jobs.front().asker.tenant;
    });
}

} // namespace

GroupCommit::GroupCommit(Metrics &metrics)
    : m_metrics(metrics)
{
}

std::vector<AppendJob> GroupCommit::appendTogether(LogWriter &log, std::vector<AppendJob> jobs)
{
    std::vector<AppendJob> blocked;
    if (jobs.empty())
        return blocked;
    // Each tenant's side by side, for the case that one of them has to be sorted out.
    std::stable_sort(jobs.begin(), jobs.end(), [](const AppendJob &a, const AppendJob &b) {
        return a.asker.tenant < b.asker.tenant;
    });
    append(log, jobs, Patience::Usual, blocked);
    return blocked;
}

GroupCommit::Stored GroupCommit::store(LogWriter &log, const QList<NewLogEntry> &entries,
                                       Patience patience) const
{
    log.setPatience(patience);
    const auto begun = std::chrono::steady_clock::now();
    auto stored = log.append(entries);
    m_metrics.storageWorked(StorageWork::Append, std::chrono::steady_clock::now() - begun);
    return stored;
}

std::vector<AppendJob> GroupCommit::settle(AppendJob job, const Stored &stored)
{
    std::vector<AppendJob> blocked;
    settle({&job, 1}, stored, blocked);
    return blocked;
}

/// What fails because of one of the jobs is tried again in halves, down to that one. A storage that
/// is away is not asked again.
void GroupCommit::append(LogWriter &log, std::span<AppendJob> jobs, Patience patience,
                         std::vector<AppendJob> &blocked)
{
    QList<NewLogEntry> entries;
    for (const AppendJob &job : jobs)
        entries.append(job.entries);
    const Stored stored = store(log, entries, patience);
    const bool isBlocked = !stored && stored.error().kind == LogError::Kind::Blocked;
    if (!stored && stored.error().isOfThisWorkAlone() && jobs.size() > 1 &&
        !(isBlocked && areOfOneTenant(jobs))) {
        append(log, jobs.first(jobs.size() / 2), Patience::Short, blocked);
        append(log, jobs.subspan(jobs.size() / 2), Patience::Short, blocked);
        return;
    }
    settle(jobs, stored, blocked);
}

/// Answers jobs that were stored together, or failed for one reason; but not the blocked.
void GroupCommit::settle(std::span<AppendJob> jobs, const Stored &stored,
                         std::vector<AppendJob> &blocked)
{
    if (stored) {
        answer(jobs, *stored);
        return;
    }
    const LogError &error = stored.error();
    if (error.kind == LogError::Kind::Refused)
        suspect(jobs.front().asker.tenant, probation);
    if (error.kind == LogError::Kind::Blocked) {
        suspect(jobs.front().asker.tenant, 1);
        std::move(jobs.begin(), jobs.end(), std::back_inserter(blocked));
        return;
    }
    for (const AppendJob &job : jobs)
        job.handler(tl::unexpected(error));
}

void GroupCommit::answer(std::span<const AppendJob> jobs, const QList<Appended> &appended)
{
    m_metrics.stored(static_cast<std::size_t>(std::count_if(
        appended.begin(), appended.end(), [](const Appended &one) { return one.isNew; })));
    qsizetype position = 0;
    for (const AppendJob &job : jobs) {
        trust(job.asker.tenant);
        job.handler(appended.sliced(position, job.entries.size()));
        position += job.entries.size();
    }
}

void GroupCommit::suspect(const TenantId &tenant, int toGoWell)
{
    int &known = m_suspects[tenant];
    known = std::max(known, toGoWell);
}

void GroupCommit::trust(const TenantId &tenant)
{
    const auto suspected = m_suspects.find(tenant);
    if (suspected != m_suspects.end() && --suspected->second == 0)
        m_suspects.erase(suspected);
}

} // namespace timesheet::gateway
