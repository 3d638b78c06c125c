#include "domain/time_source.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace timesheet {

namespace {

class SystemTimer final : public Timer
{
public:
    explicit SystemTimer(std::function<void()> callback)
        : m_callback(std::move(callback))
    {
        m_timer.setSingleShot(true);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { m_callback(); });
    }

    void start(std::chrono::milliseconds wait) override { m_timer.start(wait); }
    void stop() override { m_timer.stop(); }
    bool isActive() const override { return m_timer.isActive(); }
    std::chrono::milliseconds remaining() const override
    {
        // QTimer says -1 where it does not run.
        return std::max(m_timer.remainingTimeAsDuration(), std::chrono::milliseconds(0));
    }

private:
    std::function<void()> m_callback;
    QTimer m_timer;
};

} // namespace

std::chrono::steady_clock::time_point SystemTimeSource::now() const
{
    return std::chrono::steady_clock::now();
}

std::unique_ptr<Timer> SystemTimeSource::timer(std::function<void()> callback)
{
    return std::make_unique<SystemTimer>(std::move(callback));
}

} // namespace timesheet
