#include "desktop/system/system_watch.h"

#include "desktop/system/system_log.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

SystemWatch::SystemWatch(QDBusConnection systemBus, QObject *parent)
    : QObject(parent)
    , m_systemBus(std::move(systemBus))
{
    const bool hears =
        m_systemBus.connect(u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s,
                            u"org.freedesktop.login1.Manager"_s, u"PrepareForSleep"_s, this,
                            SLOT(onPrepareForSleep(bool)));
    if (!hears)
        qCInfo(systemLog) << "nobody tells when this computer sleeps; the heartbeat notices later";

    m_systemBus.connect(u"org.freedesktop.NetworkManager"_s, u"/org/freedesktop/NetworkManager"_s,
                        u"org.freedesktop.DBus.Properties"_s, u"PropertiesChanged"_s, this,
                        SLOT(onNetworkManagerChanged(QString, QVariantMap)));
}

void SystemWatch::onNetworkManagerChanged(const QString &, const QVariantMap &changed)
{
    for (const QString &property : {u"State"_s, u"Connectivity"_s, u"PrimaryConnection"_s}) {
        if (changed.contains(property)) {
            emit networkChanged();
            return;
        }
    }
}

void SystemWatch::onPrepareForSleep(bool begins)
{
    if (!begins)
        emit wokeUp();
}

} // namespace timesheet
