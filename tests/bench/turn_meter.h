#pragma once

#include <QAbstractEventDispatcher>
#include <QElapsedTimer>
#include <QObject>

#include <algorithm>
#include <chrono>
#include <vector>

namespace timesheet::bench {

/// Measures the turns of this thread's event loop: from waking up to the next wait. Not with
/// GLib's event dispatcher, which tells of its waking too late.
class TurnMeter : public QObject
{
    Q_OBJECT

public:
    explicit TurnMeter(QObject *parent = nullptr)
        : QObject(parent)
    {
        const QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
        connect(dispatcher, &QAbstractEventDispatcher::awake, this, [this] { m_turn.start(); });
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, [this] {
            if (m_turn.isValid())
                m_turns.push_back(std::chrono::nanoseconds(m_turn.nsecsElapsed()));
            m_turn.invalidate();
        });
    }

    std::size_t count() const { return m_turns.size(); }
    std::chrono::nanoseconds longest() const { return percentile(1.0); }
    /// The turn that a share of `portion` (0 to 1) of all turns does not exceed.
    std::chrono::nanoseconds percentile(double portion) const
    {
        if (m_turns.empty())
            return std::chrono::nanoseconds(0);
        std::vector<std::chrono::nanoseconds> sorted = m_turns;
        std::sort(sorted.begin(), sorted.end());
        const auto last = static_cast<double>(sorted.size() - 1);
        return sorted[static_cast<std::size_t>(last * portion)];
    }

private:
    QElapsedTimer m_turn;
    std::vector<std::chrono::nanoseconds> m_turns;
};

} // namespace timesheet::bench
