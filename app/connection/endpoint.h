#pragma once

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QString>
#include <QUrl>

#include <tl/expected.hpp>

namespace timesheet {

/// A server as the client reaches it: its address and how TLS is checked there.
class Endpoint
{
public:
    /// `server` is one that serverAddress() lets through. `caFile` names a PEM file of certificates
    /// to trust besides the system's; empty for none.
    /// Errors: one line that says what is wrong and how to mend it.
    static tl::expected<Endpoint, QString> create(const QUrl &server, const QString &caFile);

    const QUrl &server() const { return m_server; }
    const QSslConfiguration &tls() const { return m_tls; }

    /// The address of an HTTP resource on the same host and port, below the server's path.
    QUrl http(const QString &path) const;
    /// The same of a WebSocket.
    QUrl webSocket(const QString &path) const;

    /// The proxy that this application uses for this server; none for this machine itself.
    /// QWebSocket would not ask for wss.
    QNetworkProxy proxy() const;

private:
    QUrl m_server;
    QSslConfiguration m_tls;
};

} // namespace timesheet
