#include "connection/endpoint.h"

#include <QHostAddress>
#include <QNetworkProxyFactory>
#include <QSslCertificate>

using namespace Qt::StringLiterals;

namespace timesheet {

tl::expected<Endpoint, QString> Endpoint::create(const QUrl &server, const QString &caFile)
{
    const bool isWebSocket = server.scheme() == u"ws" || server.scheme() == u"wss";
    if (!server.isValid() || !isWebSocket || server.host().isEmpty())
        return tl::unexpected(
            u"the server's address must look like wss://ws.example.com or ws://localhost:3001"_s);
    if (!server.userInfo().isEmpty() || server.hasQuery() || server.hasFragment())
        return tl::unexpected(
            u"the server's address must not hold a user, a query or a fragment: give the token "
            u"with --token-file"_s);

    Endpoint endpoint;
    endpoint.m_server = server;
    endpoint.m_tls = QSslConfiguration::defaultConfiguration();
    if (!caFile.isEmpty()) {
        const QList<QSslCertificate> extra = QSslCertificate::fromPath(
            caFile, QSsl::Pem, QSslCertificate::PatternSyntax::FixedString);
        if (extra.isEmpty())
            return tl::unexpected(
                u"the file of extra certificates holds none: %1 must be a PEM file"_s.arg(caFile));
        endpoint.m_tls.addCaCertificates(extra);
    }
    return endpoint;
}

QUrl Endpoint::http(const QString &path) const
{
    QUrl url = m_server;
    url.setScheme(m_server.scheme() == u"wss" ? u"https"_s : u"http"_s);
    QString base = m_server.path();
    while (base.endsWith(u'/'))
        base.chop(1);
    url.setPath(base + path);
    return url;
}

QNetworkProxy Endpoint::proxy() const
{
    if (m_server.host() == u"localhost" || QHostAddress(m_server.host()).isLoopback())
        return {QNetworkProxy::NoProxy};
    const QNetworkProxyQuery query(http(u"/"_s));
    const QList<QNetworkProxy> proxies = QNetworkProxyFactory::proxyForQuery(query);
    return proxies.value(0, QNetworkProxy(QNetworkProxy::NoProxy));
}

} // namespace timesheet
