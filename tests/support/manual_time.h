#pragma once

#include "domain/time_source.h"

#include <QtGlobal>

#include <algorithm>
#include <list>
#include <utility>

namespace timesheet::test {

/// Time that passes only where the test says so.
class ManualTime final : public TimeSource
{
public:
    std::chrono::steady_clock::time_point now() const override { return m_now; }
    std::unique_ptr<Timer> timer(std::function<void()> callback) override
    {
        return std::make_unique<ManualTimer>(*this, std::move(callback));
    }

    /// Lets this much time pass, and calls back what is due meanwhile, each at its own moment and
    /// in their order.
    void pass(std::chrono::milliseconds time)
    {
        const auto end = m_now + time;
        while (ManualTimer *const next = firstUntil(end)) {
            m_now = std::max(m_now, next->due());
            next->callBack();
        }
        m_now = end;
    }

    /// How many timers run. Where none does, nothing will happen by itself.
    qsizetype running() const { return static_cast<qsizetype>(m_running.size()); }

private:
    class ManualTimer final : public Timer
    {
    public:
        ManualTimer(ManualTime &time, std::function<void()> callback)
            : m_time(time)
            , m_callback(std::move(callback))
        {
        }
        ~ManualTimer() override { m_time.m_running.remove(this); }
        ManualTimer(const ManualTimer &) = delete;
        ManualTimer &operator=(const ManualTimer &) = delete;

        void start(std::chrono::milliseconds wait) override
        {
            stop();
            m_due = m_time.m_now + wait;
            m_time.m_running.push_back(this);
        }
        void stop() override { m_time.m_running.remove(this); }
        bool isActive() const override
        {
            const auto &running = m_time.m_running;
            return std::find(running.begin(), running.end(), this) != running.end();
        }
        std::chrono::milliseconds remaining() const override
        {
            if (!isActive())
                return std::chrono::milliseconds(0);
            return std::chrono::duration_cast<std::chrono::milliseconds>(m_due - m_time.m_now);
        }

        std::chrono::steady_clock::time_point due() const { return m_due; }
        void callBack()
        {
            stop();
            m_callback();
        }

    private:
        ManualTime &m_time;
        std::function<void()> m_callback;
        std::chrono::steady_clock::time_point m_due;
    };

    /// The one that is due first; nothing where none is due until `end`.
    ManualTimer *firstUntil(std::chrono::steady_clock::time_point end) const
    {
        const auto first = std::min_element(
            m_running.begin(), m_running.end(),
            [](const ManualTimer *a, const ManualTimer *b) { return a->due() < b->due(); });
        return first != m_running.end() && (*first)->due() <= end ? *first : nullptr;
    }

    std::chrono::steady_clock::time_point m_now;
    std::list<ManualTimer *> m_running;
};

} // namespace timesheet::test
