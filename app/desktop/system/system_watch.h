#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QVariantMap>

namespace timesheet {

/// Notices that the way to the server may have changed behind our back. A hint only: what is alive
/// is found out by asking the server.
///
/// Sleep is told by logind (org.freedesktop.login1, signal PrepareForSleep) on the system bus,
/// other networks by NetworkManager. Not by QNetworkInformation: it loads GLib's network stack as
/// well, which is a fortieth of this program's memory.
class SystemWatch : public QObject
{
    Q_OBJECT

public:
    explicit SystemWatch(QDBusConnection systemBus = QDBusConnection::systemBus(),
                         QObject *parent = nullptr);

signals:
    void wokeUp();
    void networkChanged();

private slots:
    void onPrepareForSleep(bool begins);
    void onNetworkManagerChanged(const QString &interface, const QVariantMap &changed);

private:
    QDBusConnection m_systemBus;
};

} // namespace timesheet
