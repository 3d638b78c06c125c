#pragma once

#include <QObject>

#include <memory>

class QSocketNotifier;

namespace timesheet {

/// Turns SIGTERM, SIGINT and SIGHUP into a signal of the event loop, so that the program ends as it
/// does from its menu. One at a time: signal handlers belong to the process.
class Termination : public QObject
{
    Q_OBJECT

public:
    explicit Termination(QObject *parent = nullptr);
    ~Termination() override;

    /// Waits until a file can be read (POLLIN) or written (POLLOUT) without blocking, or has no
    /// more to give. False: the program is to end.
    [[nodiscard]] bool waitFor(int descriptor, short event) const;
    /// Whether the program is to end.
    bool isRequested() const;

signals:
    void requested();

private:
    int m_readingEnd = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace timesheet
