#pragma once

#include <QDBusConnection>
#include <QProcess>
#include <QString>

namespace timesheet {

/// A message bus of one's own: a dbus-daemon that ends with its holder.
class PrivateBus
{
public:
    PrivateBus();
    ~PrivateBus();

    PrivateBus(const PrivateBus &) = delete;
    PrivateBus &operator=(const PrivateBus &) = delete;

    /// False where dbus-daemon is missing or does not start.
    bool isRunning() const { return !m_address.isEmpty(); }
    const QString &address() const { return m_address; }

    /// A connection of its own for each name.
    QDBusConnection connection(const QString &name) const;

private:
    QProcess m_daemon;
    QString m_address;
};

} // namespace timesheet
