#pragma once

#include "connection/backend.h"
#include "connection/backoff.h"
#include "connection/poller.h"
#include "connection/timing.h"
#include "domain/clock.h"
#include "domain/event.h"
#include "domain/time_source.h"

#include <QObject>

#include <memory>
#include <optional>

namespace timesheet {

/// Asks for what came after a place, wherever the server says only that something came: after each
/// join, once more a little later, then slowly, and after each hint. One request at a time.
class CatchUp : public QObject
{
    Q_OBJECT

public:
    /// Without `after`, the first page is the newest. `backend` and `time` outlive it.
    CatchUp(Backend &backend, std::optional<Cursor> after, const ConnectionTiming &timing,
            TimeSource &time, Clock now, RandomSource random, QObject *parent = nullptr);

    /// The channel was joined: what came before that is not hinted at.
    void start();
    /// From here on changes are hinted at: what came since the join perhaps was not.
    void noteSubscribed();
    /// Something is new, perhaps. What is asked for already may be without it.
    void hint();
    /// Asks again at once: an answer that is under way counts no more.
    void restart();
    void stop();
    void setReading(bool reading) { m_poller.setReading(reading); }

    /// After the last page.
    const std::optional<Cursor> &cursor() const { return m_cursor; }

signals:
    void eventReceived(const timesheet::Event &event);
    void dropped(timesheet::wire::DropReason reason);
    void gapFound(); ///< part of what is asked for is gone
    void answered(); ///< after each page
    void caughtUp(); ///< after all pages
    /// It has stopped: an answer that no other try would change, the very first failed, or many.
    void failed(const timesheet::RequestFailure &failure);

private:
    void ask();
    void askGathered();
    void askSlowly();
    void advance(const Cursor &cursor);
    void finish();
    void tryAgain(const RequestFailure &failure);

    std::optional<Cursor> m_cursor;
    std::chrono::milliseconds m_again;
    std::chrono::milliseconds m_gathering;
    std::chrono::milliseconds m_interval;
    TimeSource &m_time;
    RandomSource m_random;
    Poller m_poller;
    Backoff m_backoff;
    std::unique_ptr<Timer> m_next;
    std::unique_ptr<Timer> m_gather;
    std::chrono::steady_clock::time_point m_gatherUntil; ///< hints, after an answer
    bool m_isAsking = false;
    bool m_isHinted = false;  ///< since the request that is under way was sent
    bool m_isResting = false; ///< after a failure
    bool m_hasAnswer = false;
};

} // namespace timesheet
