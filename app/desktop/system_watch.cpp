#include "desktop/system_watch.h"

#include "desktop/desktop_log.h"

#include <QNetworkInformation>

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
        qCInfo(desktopLog) << "nobody tells when this computer sleeps; the heartbeat notices later";

    if (!QNetworkInformation::loadDefaultBackend())
        return;
    const QNetworkInformation *network = QNetworkInformation::instance();
    connect(network, &QNetworkInformation::reachabilityChanged, this, &SystemWatch::networkChanged);
    connect(network, &QNetworkInformation::isBehindCaptivePortalChanged, this,
            &SystemWatch::networkChanged);
}

void SystemWatch::onPrepareForSleep(bool begins)
{
    if (!begins)
        emit wokeUp();
}

} // namespace timesheet
