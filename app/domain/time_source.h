#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace timesheet {

/// Calls back once, when its time has come. It does not run before it is started, and must not be
/// destroyed by what it calls.
class Timer
{
public:
    Timer() = default;
    virtual ~Timer() = default;
    Timer(const Timer &) = delete;
    Timer &operator=(const Timer &) = delete;

    /// Calls back after this long. A time that was set before does not count any more.
    virtual void start(std::chrono::milliseconds wait) = 0;
    virtual void stop() = 0;
    virtual bool isActive() const = 0;
    /// Until it calls back; 0 where it does not run.
    virtual std::chrono::milliseconds remaining() const = 0;
};

/// How time passes: how long something took, and what is to be done after a while. Passed in, so
/// that tests let the time pass. What the clock on the wall shows is domain/clock.h.
class TimeSource
{
public:
    TimeSource() = default;
    virtual ~TimeSource() = default;
    TimeSource(const TimeSource &) = delete;
    TimeSource &operator=(const TimeSource &) = delete;

    /// Never steps back.
    virtual std::chrono::steady_clock::time_point now() const = 0;
    /// A timer that does not run yet.
    virtual std::unique_ptr<Timer> timer(std::function<void()> callback) = 0;
};

/// The system's time. Its timers need the event loop of the thread that they were made in.
class SystemTimeSource final : public TimeSource
{
public:
    std::chrono::steady_clock::time_point now() const override;
    std::unique_ptr<Timer> timer(std::function<void()> callback) override;
};

} // namespace timesheet
