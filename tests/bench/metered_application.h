#pragma once

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <chrono>
#include <vector>

namespace timesheet::bench {

/// An application that measures the turns of its event loop: what is delivered to objects between
/// two waits. The event dispatchers' own signals are no measure: some tell of their waking only
/// after the turn's work.
class MeteredApplication : public QApplication
{
    Q_OBJECT

public:
    MeteredApplication(int &argc, char **argv)
        : QApplication(argc, argv)
    {
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
                &MeteredApplication::endTurn);
    }

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_depth > 0)
            return QApplication::notify(receiver, event);
        ++m_depth;
        m_delivery.start();
        const bool done = QApplication::notify(receiver, event);
        m_turn += std::chrono::nanoseconds(m_delivery.nsecsElapsed());
        --m_depth;
        return done;
    }

    std::size_t turnCount() const { return m_turns.size(); }
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
    void endTurn()
    {
        if (m_turn.count() > 0)
            m_turns.push_back(m_turn);
        m_turn = std::chrono::nanoseconds(0);
    }

    int m_depth = 0;
    QElapsedTimer m_delivery;
    std::chrono::nanoseconds m_turn{0};
    std::vector<std::chrono::nanoseconds> m_turns;
};

} // namespace timesheet::bench
