#pragma once

#include "connection/backend.h"
#include "connection/backoff.h"
#include "connection/timing.h"
#include "domain/clock.h"
#include "domain/event.h"
#include "domain/time_source.h"

#include <QObject>
#include <QSet>

#include <chrono>
#include <memory>
#include <optional>

namespace timesheet {

/// Decides when the back end is asked for events: until a gap is filled, or again and again in
/// place of the socket.
class Poller : public QObject
{
    Q_OBJECT

public:
    Poller(Backend &backend, const ConnectionTiming &timing, TimeSource &time, Clock now,
           RandomSource random, QObject *parent = nullptr);

    /// Fetches page after page until nothing new comes. Where the server does not answer it is
    /// asked again, until stop(); where it keeps no events, that is a gap. Without `after`: only
    /// the newest page.
    void fetchGap(const std::optional<Cursor> &after);
    /// As fetchGap(), and goes on with what comes. The server is asked to hold each request until
    /// there is something (long polling); one that does not is asked at an interval.
    void start(const std::optional<Cursor> &after);
    /// As fetchGap(), for a transport whose events come this way: at the first failure it stops.
    void catchUp(const std::optional<Cursor> &after);
    void stop();
    /// Asks for no page while nobody can take it; a page that is due is asked for later.
    void setReading(bool reading);

    /// Whether a page is asked for, and not answered yet.
    bool isAsking() const { return m_request != nullptr; }
    bool isPolling() const { return m_task == Task::Polling; }
    /// Whether the server has held the last request.
    bool isHeld() const { return m_isHeld; }

signals:
    void eventReceived(const timesheet::Event &event);
    void dropped(timesheet::wire::DropReason reason);
    void cursorAdvanced(const timesheet::Cursor &cursor); ///< after the page's events
    /// What came before `until` is lost, as far as it is not here.
    void gapFound(const QDateTime &until);
    void answered();
    void serverTimeRead(const QDateTime &time); ///< UTC
    /// After all pages, the last of which was asked for at that time, UTC by this computer's clock.
    void caughtUp(const QDateTime &asked);
    void failed(const QString &detail);       ///< the server did not answer as it should
    void unauthorized(const QString &detail); ///< only while it polls in place of the socket
    void gaveUp(const timesheet::RequestFailure &failure); ///< only after catchUp()

private:
    enum class Task {
        None,
        Gap,
        Polling,
        CatchUp,
    };

    void begin(Task task, const std::optional<Cursor> &after);
    void fetch();
    void finish(const EventsAnswer &answer);
    void takePage(const wire::DecodedPage &decoded);
    bool bringsNews(const QList<Event> &events);
    void takeFailure(const RequestFailure &failure);
    void stepOver(const QString &detail);
    void leaveGap(const QString &detail);
    void tryAgain(const QString &detail, std::chrono::milliseconds pause);

    Backend &m_backend;
    std::chrono::milliseconds m_interval;
    TimeSource &m_time;
    Clock m_now;
    RandomSource m_random;
    std::unique_ptr<Timer> m_pause;
    std::unique_ptr<Request> m_request;
    std::chrono::steady_clock::time_point m_askedAt;
    QDateTime m_asked; ///< the same by the clock on the wall
    std::optional<Cursor> m_after;
    Task m_task = Task::None;
    QSet<EventId> m_known; ///< some of those that came lately
    int m_busyAnswers = 0; ///< in a row
    int m_idlePages = 0;   ///< in a row: answered at once, without news
    bool m_isReading = true;
    bool m_isDue = false; ///< a page, as soon as it can be taken
    bool m_asksToHold = false;
    bool m_isHeld = false;
};

} // namespace timesheet
