#include "gateway/storage/retention.h"

#include "gateway/monitoring/log_line.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// How many events are removed at once: few enough that a POST behind that waits for milliseconds.
constexpr int stepSize = 500;
constexpr std::chrono::minutes interval{5};

} // namespace

Retention::Retention(asio::io_context &io, Storage &storage, std::chrono::seconds keeps)
    : m_storage(storage)
    , m_keeps(keeps)
    , m_timer(io)
{
}

void Retention::start()
{
    prune();
}

void Retention::prune()
{
    m_storage.prune(QDateTime::currentDateTimeUtc().addSecs(-m_keeps.count()), stepSize,
                    [this](const tl::expected<int, LogError> &pruned) {
                        if (!pruned)
                            qCWarning(gatewayLog).noquote() << logLine(
                                u"pruning_failed"_s, {{"detail", pruned.error().detail}});
                        if (pruned && *pruned == stepSize)
                            prune();
                        else
                            wait();
                    });
}

void Retention::wait()
{
    m_timer.expires_after(interval);
    m_timer.async_wait([this](ErrorCode cancelled) {
        if (!cancelled)
            prune();
    });
}

} // namespace timesheet::gateway
