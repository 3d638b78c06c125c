#include "gateway/monitoring/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <map>
#include <string>

namespace timesheet::gateway {

namespace {

/// Upper bounds in seconds; what the contract promises, 100 ms, is one of them.
prometheus::Histogram::BucketBoundaries latencyBuckets()
{
    return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

double seconds(Metrics::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

const char *nameOf(Drop reason)
{
    switch (reason) {
    case Drop::SlowReader:
        return "slow_reader";
    case Drop::RateLimit:
        return "rate_limit";
    case Drop::Unauthorized:
        return "unauthorized";
    case Drop::Origin:
        return "origin";
    case Drop::AddressLimit:
        return "address_limit";
    case Drop::TenantLimit:
        return "tenant_limit";
    case Drop::BufferLimit:
        return "buffer_limit";
    case Drop::BadFrame:
        return "bad_frame";
    case Drop::BadMessage:
        return "bad_message";
    case Drop::Storage:
        return "storage";
    case Drop::Overloaded:
        return "overloaded";
    }
    return "";
}

/// Tenants by how many connections they have: a label for each tenant would be one for each
/// customer, and no limit to them.
const char *tenantClass(std::size_t connections)
{
    if (connections < 10)
        return "1-9";
    if (connections < 100)
        return "10-99";
    return connections < 1000 ? "100-999" : "1000+";
}

} // namespace

struct Metrics::Instruments {
    prometheus::Registry registry;

    prometheus::Family<prometheus::Counter> &drops =
        prometheus::BuildCounter()
            .Name("timesheet_dropped_total")
            .Help("Connections, messages and requests that were not served.")
            .Register(registry);
    std::map<Drop, prometheus::Counter *> dropped;

    prometheus::Counter &stored = prometheus::BuildCounter()
                                      .Name("timesheet_events_stored_total")
                                      .Help("Events that were committed by this gateway.")
                                      .Register(registry)
                                      .Add({});
    prometheus::Counter &deliveries = prometheus::BuildCounter()
                                          .Name("timesheet_deliveries_total")
                                          .Help("Events times the connections that they went to.")
                                          .Register(registry)
                                          .Add({});
    prometheus::Histogram &latency =
        prometheus::BuildHistogram()
            .Name("timesheet_delivery_seconds")
            .Help("From an event's commit to its last write on one I/O loop.")
            .Register(registry)
            .Add({}, latencyBuckets());

    prometheus::Family<prometheus::Histogram> &storage =
        prometheus::BuildHistogram()
            .Name("timesheet_storage_seconds")
            .Help("How long one batch of work took the storage.")
            .Register(registry);
    prometheus::Histogram &appends = storage.Add({{"work", "append"}}, latencyBuckets());
    prometheus::Histogram &reads = storage.Add({{"work", "read"}}, latencyBuckets());
    prometheus::Histogram &otherWork = storage.Add({{"work", "other"}}, latencyBuckets());

    prometheus::Family<prometheus::Gauge> &connections =
        prometheus::BuildGauge()
            .Name("timesheet_connections")
            .Help("WebSocket connections, by how many their tenant has.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge> &queues = prometheus::BuildGauge()
                                                        .Name("timesheet_queue_depth")
                                                        .Help("What waits for the storage.")
                                                        .Register(registry);
    prometheus::Gauge &waitingAppends = queues.Add({{"queue", "appends"}});
    prometheus::Gauge &waitingReads = queues.Add({{"queue", "reads"}});
    prometheus::Gauge &waitingJobs = queues.Add({{"queue", "jobs"}});

    prometheus::Gauge &buffered = prometheus::BuildGauge()
                                      .Name("timesheet_buffered_bytes")
                                      .Help("What waits for clients: to be read, or to be whole.")
                                      .Register(registry)
                                      .Add({});
    prometheus::Gauge &bufferLimit = prometheus::BuildGauge()
                                         .Name("timesheet_buffered_limit_bytes")
                                         .Help("How much may wait for clients.")
                                         .Register(registry)
                                         .Add({});
};

Metrics::Metrics()
    : m_instruments(std::make_unique<Instruments>())
{
    for (const Drop reason : {Drop::SlowReader, Drop::RateLimit, Drop::Unauthorized, Drop::Origin,
                              Drop::AddressLimit, Drop::TenantLimit, Drop::BufferLimit,
                              Drop::BadFrame, Drop::BadMessage, Drop::Storage, Drop::Overloaded})
        m_instruments->dropped.emplace(reason,
                                       &m_instruments->drops.Add({{"reason", nameOf(reason)}}));
}

Metrics::~Metrics() = default;

void Metrics::dropped(Drop reason)
{
    m_instruments->dropped.at(reason)->Increment();
}

void Metrics::stored(std::size_t events)
{
    m_instruments->stored.Increment(static_cast<double>(events));
}

void Metrics::storageWorked(StorageWork work, Duration duration)
{
    switch (work) {
    case StorageWork::Append:
        m_instruments->appends.Observe(seconds(duration));
        break;
    case StorageWork::Read:
        m_instruments->reads.Observe(seconds(duration));
        break;
    case StorageWork::Other:
        m_instruments->otherWork.Observe(seconds(duration));
        break;
    }
}

void Metrics::delivered(std::size_t deliveries, Duration sinceCommit)
{
    if (deliveries == 0)
        return;
    m_instruments->deliveries.Increment(static_cast<double>(deliveries));
    m_instruments->latency.Observe(seconds(sinceCommit));
}

QByteArray Metrics::text(const Snapshot &snapshot) const
{
    std::map<std::string, double> connections{
        {"1-9", 0}, {"10-99", 0}, {"100-999", 0}, {"1000+", 0}};
    for (const std::size_t count : snapshot.connectionsOfTenants)
        connections[tenantClass(count)] += static_cast<double>(count);
    for (const auto &[name, count] : connections)
        m_instruments->connections.Add({{"tenant_class", name}}).Set(count);
    m_instruments->waitingAppends.Set(static_cast<double>(snapshot.waitingAppends));
    m_instruments->waitingReads.Set(static_cast<double>(snapshot.waitingReads));
    m_instruments->waitingJobs.Set(static_cast<double>(snapshot.waitingJobs));
    m_instruments->buffered.Set(static_cast<double>(snapshot.bufferedBytes));
    m_instruments->bufferLimit.Set(static_cast<double>(snapshot.bufferLimit));
    return QByteArray::fromStdString(
        prometheus::TextSerializer().Serialize(m_instruments->registry.Collect()));
}

} // namespace timesheet::gateway
