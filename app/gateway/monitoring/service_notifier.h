#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>

namespace timesheet::gateway {

/// Tells the service manager how the service is doing: sd_notify(3), which promises that its
/// datagrams stay as they are. Where nobody asked, which is where no manager is, it says nothing.
/// A telling that fails is logged and no more: the service goes on.
///
/// Ours, not libsystemd's: it is one datagram, and that library brings six others into a process
/// that reads strangers' bytes.
class ServiceNotifier
{
public:
    /// As NOTIFY_SOCKET and WATCHDOG_USEC say, which are taken from the environment.
    static ServiceNotifier fromEnvironment();

    /// `socket` is a path, or "@" and a name that is in no file system (unix(7), abstract); empty:
    /// nobody asked. Without word from us for as long as `patience` the manager starts us anew.
    explicit ServiceNotifier(QByteArray socket = {},
                             std::optional<std::chrono::microseconds> patience = {});

    void ready() const;
    void reloading() const; ///< until the next ready()
    void stopping() const;
    void alive() const;                     ///< what the manager's watchdog waits for
    void status(const QString &text) const; ///< for people, one line

    /// How often alive() is due, with one missed without consequences; nothing where nobody waits.
    std::optional<std::chrono::microseconds> aliveInterval() const;

private:
    void tell(const QByteArray &lines) const;

    QByteArray m_socket;
    std::optional<std::chrono::microseconds> m_patience;
};

} // namespace timesheet::gateway
