#pragma once

#include "gateway/net/asio.h"
#include "gateway/news/presence_roster.h"
#include "gateway/storage/storage.h"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <map>
#include <set>

namespace timesheet::gateway {

/// The times of presence.
struct PresenceTiming {
    /// A connection that has ended counts for so long: most of them come back.
    std::chrono::milliseconds grace{10'000};
    /// How often a gateway renews its lease, while somebody is present on it.
    std::chrono::milliseconds renewal{10'000};
    /// After so long without a renewal the other gateways take its users for gone.
    std::chrono::milliseconds lease{30'000};
};

/// Works out who is present on this gateway's connections together, and reports to the storage what
/// changes in that, one report at a time. After a report that failed the next one holds everything.
class PresenceBoard
{
public:
    /// Lives on the loop of `io`.
    PresenceBoard(asio::io_context &io, Storage &storage, const PresenceTiming &timing = {});

    /// From any thread. The steps of one connection come from one thread.
    void tell(const PresenceStep &step);

    /// This gateway ends. Its lease is cut to the grace, in which its users come back on another
    /// gateway, or else are gone. To be called when the loop has ended.
    void end();

private:
    using Key = std::pair<TenantId, UserId>;

    /// How many of a user's connections are online, and how many away.
    struct Connections {
        int online = 0;
        int away = 0;

        int &of(wire::PresenceState state);
        wire::PresenceState together() const;
    };
    struct Departure {
        SteadyClock::time_point due;
        Key user;
        wire::PresenceState state = wire::PresenceState::Offline; ///< what the connection was
    };

    void take(const PresenceStep &step);
    void change(const Key &user, wire::PresenceState before, wire::PresenceState after);
    void waitForDeparture();
    void letGo();
    void report();
    QList<PresenceReport> takeReports(PresenceScope scope);
    void onReported(PresenceScope scope, const QList<PresenceReport> &reports,
                    const tl::expected<PresenceReceipt, LogError> &reported);
    void reportLater(PresenceScope scope, const QList<PresenceReport> &reports,
                     const QSet<TenantId> &tenants);
    void waitToRenew();
    void renew();

    asio::io_context &m_io;
    Storage &m_storage;
    PresenceTiming m_timing;
    asio::steady_timer m_departureTimer;
    asio::steady_timer m_renewalTimer;
    std::map<Key, Connections> m_users;
    std::deque<Departure> m_departures; ///< in the order of their times
    std::set<Key> m_changed;            ///< users who are to be reported
    std::set<Key> m_changedLater;       ///< the same, with the next renewal
    QSet<TenantId> m_held;              ///< whose changes wait until then, for somebody holds them
    bool m_isBehind = true;             ///< the storage does not know all that was reported
    bool m_isBehindLater = false;       ///< the same, as of the next renewal
    bool m_isReporting = false;
    bool m_isRenewing = false;
};

} // namespace timesheet::gateway
