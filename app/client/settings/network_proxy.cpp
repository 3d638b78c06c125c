#include "client/settings/network_proxy.h"

#include <QNetworkProxy>

namespace timesheet {

void useProxy(const Preferences &preferences)
{
    QNetworkProxyFactory::setUseSystemConfiguration(preferences.proxy == ProxyChoice::System);
    if (preferences.proxy == ProxyChoice::System)
        return;
    QNetworkProxy proxy(QNetworkProxy::NoProxy);
    // Chosen, and its address lost: better no connection than one past the proxy.
    if (preferences.proxy == ProxyChoice::Manual) {
        const QUrl &address = preferences.proxyAddress;
        const bool isSocks = address.scheme() == u"socks5";
        proxy = QNetworkProxy(isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy,
                              address.host(), static_cast<quint16>(qMax(0, address.port())));
    }
    QNetworkProxy::setApplicationProxy(proxy);
}

} // namespace timesheet
