#include "connection/endpoint.h"

#include "domain/addresses.h"

#include <QNetworkProxyFactory>
#include <QSslCertificate>

using namespace Qt::StringLiterals;

namespace timesheet {

tl::expected<Endpoint, QString> Endpoint::create(const QUrl &server, const QString &caFile)
{
    const auto address = serverAddress(server);
    if (!address)
        return tl::unexpected(describe(address.error()));

    Endpoint endpoint;
    endpoint.m_server = *address;
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
    QUrl url = webSocket(path);
    url.setScheme(m_server.scheme() == u"wss" ? u"https"_s : u"http"_s);
    return url;
}

QUrl Endpoint::webSocket(const QString &path) const
{
    QUrl url = m_server;
    QString base = m_server.path();
    while (base.endsWith(u'/'))
        base.chop(1);
    url.setPath(base + path);
    return url;
}

QNetworkProxy Endpoint::proxy() const
{
    if (isThisMachine(m_server))
        return {QNetworkProxy::NoProxy};
    const QNetworkProxyQuery query(http(u"/"_s));
    const QList<QNetworkProxy> proxies = QNetworkProxyFactory::proxyForQuery(query);
    return proxies.value(0, QNetworkProxy(QNetworkProxy::NoProxy));
}

} // namespace timesheet
