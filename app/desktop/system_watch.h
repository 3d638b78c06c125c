#pragma once

#include <QDBusConnection>
#include <QObject>

namespace timesheet {

/// Notices that the way to the server may have changed behind our back. A hint only: what is alive
/// is found out by asking the server.
///
/// Sleep is told by logind (org.freedesktop.login1, signal PrepareForSleep) on the system bus;
/// network changes by QNetworkInformation, which has no backend on some systems.
class SystemWatch : public QObject
{
    Q_OBJECT

public:
    explicit SystemWatch(QDBusConnection systemBus, QObject *parent = nullptr);

signals:
    void wokeUp();
    void networkChanged();

private slots:
    void onPrepareForSleep(bool begins);

private:
    QDBusConnection m_systemBus;
};

} // namespace timesheet
