#pragma once

#include "connection/backend.h"
#include "connection/backoff.h"
#include "connection/timing.h"
#include "domain/ids.h"
#include "domain/time_source.h"

#include <QList>
#include <QObject>

#include <chrono>
#include <memory>

namespace timesheet {

/// Tells the server what the user has read, one report at a time, and hears that it has been kept.
class MarkReporter : public QObject
{
    Q_OBJECT

public:
    MarkReporter(Backend &backend, const ConnectionTiming &timing, TimeSource &time,
                 RandomSource random, QObject *parent = nullptr);

    /// False where an earlier report is under way or waits for its next try.
    bool report(const QList<EventId> &ids);
    void stop();

signals:
    /// The server has kept these, or keeps no marks at all.
    void confirmed(const QList<timesheet::EventId> &ids);
    /// A report has failed some time ago, and another may be tried.
    void ready();

private:
    void finish(const tl::expected<void, RequestFailure> &answer, const QList<EventId> &ids);

    Backend &m_backend;
    std::chrono::milliseconds m_interval;
    RandomSource m_random;
    std::unique_ptr<Timer> m_pause;
    std::unique_ptr<Request> m_request;
};

} // namespace timesheet
