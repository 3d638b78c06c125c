#pragma once

#include <QByteArray>

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace timesheet::gateway {

/// Why a connection, a message or a request was not served. The label `reason` of
/// timesheet_dropped_total.
enum class Drop {
    SlowReader,
    RateLimit,
    Unauthorized,
    Origin,
    AddressLimit,
    TenantLimit,
    BufferLimit, ///< too much waits of their user, their tenant, or all
    BadFrame,
    BadMessage,
    Storage,    ///< it is away, or cannot hold what it was given
    Overloaded, ///< too much waits for the storage
};

/// What the storage was busy with. The label `work` of timesheet_storage_seconds.
enum class StorageWork { Append, Read, Other };

/// What operators watch, in the text format of Prometheus (version 0.0.4). May be told things on
/// any thread.
class Metrics
{
public:
    /// What is only known when somebody asks.
    struct Snapshot {
        std::vector<std::size_t> connectionsOfTenants; ///< for each tenant, how many
        std::size_t waitingAppends = 0;
        std::size_t waitingReads = 0;
        std::size_t waitingJobs = 0;
        std::int64_t bufferedBytes = 0;
        std::int64_t bufferLimit = 0;
    };

    using Duration = std::chrono::steady_clock::duration;

    Metrics();
    ~Metrics();
    Metrics(const Metrics &) = delete;
    Metrics &operator=(const Metrics &) = delete;
    Metrics(Metrics &&) = delete;
    Metrics &operator=(Metrics &&) = delete;

    void dropped(Drop reason);
    void stored(std::size_t events);
    void storageWorked(StorageWork work, Duration duration);

    /// News have gone to `deliveries` connections of one I/O loop; the last of them was written
    /// this long after the news were committed.
    void delivered(std::size_t deliveries, Duration sinceCommit);

    QByteArray text(const Snapshot &snapshot) const;

private:
    struct Instruments;
    std::unique_ptr<Instruments> m_instruments;
};

} // namespace timesheet::gateway
