#include "gateway/news/presence_board.h"

#include "gateway/monitoring/log_line.h"

#include <boost/asio/post.hpp>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

using wire::PresenceState;

namespace {

/// The most users in one report, and so in what is told at a time. Where thousands leave at the
/// same moment, telling all of it at once would be so many bytes that those who stay would count as
/// slow readers and be cut.
constexpr qsizetype maxChangesAtOnce = 500;

} // namespace

int &PresenceBoard::Connections::of(PresenceState state)
{
    return state == PresenceState::Online ? online : away;
}

PresenceState PresenceBoard::Connections::together() const
{
    if (online > 0)
        return PresenceState::Online;
    return away > 0 ? PresenceState::Away : PresenceState::Offline;
}

PresenceBoard::PresenceBoard(asio::io_context &io, Storage &storage, const PresenceTiming &timing)
    : m_io(io)
    , m_storage(storage)
    , m_timing(timing)
    , m_departureTimer(io)
    , m_renewalTimer(io)
{
}

void PresenceBoard::tell(const PresenceStep &step)
{
    asio::post(m_io, [this, step] { take(step); });
}

void PresenceBoard::end()
{
    if (m_isRenewing) // otherwise there is no lease to cut
        m_storage.reportPresence({}, PresenceScope::Changes, m_timing.grace, {});
}

void PresenceBoard::take(const PresenceStep &step)
{
    const Key user{step.tenant, step.user};
    if (step.after != PresenceState::Offline) {
        change(user, step.before, step.after);
        return;
    }
    m_departures.push_back({SteadyClock::now() + m_timing.grace, user, step.before});
    if (m_departures.size() == 1)
        waitForDeparture();
}

void PresenceBoard::change(const Key &user, PresenceState before, PresenceState after)
{
    Connections &connections = m_users[user];
    const PresenceState was = connections.together();
    if (before != PresenceState::Offline)
        --connections.of(before);
    if (after != PresenceState::Offline)
        ++connections.of(after);
    const PresenceState is = connections.together();
    if (is == PresenceState::Offline)
        m_users.erase(user);
    if (is == was)
        return;
    waitToRenew();
    if (m_held.contains(user.first)) {
        m_changedLater.insert(user);
        return;
    }
    m_changed.insert(user);
    report();
}

void PresenceBoard::waitForDeparture()
{
    m_departureTimer.expires_at(m_departures.front().due);
    m_departureTimer.async_wait([this](ErrorCode cancelled) {
        if (!cancelled)
            letGo();
    });
}

void PresenceBoard::letGo()
{
    const auto now = SteadyClock::now();
    while (!m_departures.empty() && m_departures.front().due <= now) {
        const Departure gone = std::move(m_departures.front());
        m_departures.pop_front();
        change(gone.user, gone.state, PresenceState::Offline);
    }
    if (!m_departures.empty())
        waitForDeparture();
}

void PresenceBoard::report()
{
    if (std::exchange(m_isReporting, true))
        return; // when that report is done, the next has what has changed meanwhile
    const auto scope =
        std::exchange(m_isBehind, false) ? PresenceScope::Everything : PresenceScope::Changes;
    const QList<PresenceReport> reports = takeReports(scope);
    m_storage.reportPresence(
        reports, scope, m_timing.lease,
        [this, scope, reports](const auto &reported) { onReported(scope, reports, reported); });
}

QList<PresenceReport> PresenceBoard::takeReports(PresenceScope scope)
{
    QList<PresenceReport> reports;
    if (scope == PresenceScope::Everything) {
        m_changed.clear();
        for (const auto &[user, connections] : m_users)
            reports.append({user.first, user.second, connections.together()});
        return reports;
    }
    while (!m_changed.empty() && reports.size() < maxChangesAtOnce) {
        const Key user = m_changed.extract(m_changed.begin()).value();
        const auto known = m_users.find(user);
        const bool isThere = known != m_users.end();
        reports.append(
            {user.first, user.second, isThere ? known->second.together() : PresenceState::Offline});
    }
    return reports;
}

/// After a failure the next report, of a change or a renewal, says everything.
void PresenceBoard::onReported(PresenceScope scope, const QList<PresenceReport> &reports,
                               const tl::expected<PresenceReceipt, LogError> &reported)
{
    m_isReporting = false;
    if (!reported) {
        m_isBehind = true;
        qCDebug(gatewayLog).noquote()
            << logLine(u"presence_not_reported"_s, {{"detail", reported.error().detail}});
        return;
    }
    if (!reported->blocked.isEmpty())
        reportLater(scope, reports, reported->blocked);
    if (reported->lease == PresenceLease::New && scope == PresenceScope::Changes)
        m_isBehind = true;
    if (m_isBehind || !m_changed.empty())
        report();
}

/// Not at once: somebody holds these tenants, and each report asks whether they still do.
void PresenceBoard::reportLater(PresenceScope scope, const QList<PresenceReport> &reports,
                                const QSet<TenantId> &tenants)
{
    m_held.unite(tenants);
    m_isBehindLater = m_isBehindLater || scope == PresenceScope::Everything;
    for (const PresenceReport &one : reports) {
        if (tenants.contains(one.tenant))
            m_changedLater.insert({one.tenant, one.user});
    }
    waitToRenew();
}

void PresenceBoard::waitToRenew()
{
    if (std::exchange(m_isRenewing, true))
        return;
    m_renewalTimer.expires_after(m_timing.renewal);
    m_renewalTimer.async_wait([this](ErrorCode cancelled) {
        if (!cancelled)
            renew();
    });
}

void PresenceBoard::renew()
{
    m_isRenewing = false;
    m_held.clear();
    m_changed.merge(m_changedLater);
    m_isBehind = std::exchange(m_isBehindLater, false) || m_isBehind;
    if (m_users.empty() && m_changed.empty() && !m_isBehind)
        return;
    report();
    waitToRenew();
}

} // namespace timesheet::gateway
