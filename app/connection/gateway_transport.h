#pragma once

#include "connection/endpoint.h"
#include "connection/timing.h"
#include "connection/transport.h"
#include "domain/ids.h"

#include <QTimer>
#include <QWebSocket>

namespace timesheet {

/// Where the token travels. The deployed contract has it in the URL's query, which servers tend
/// to log; a server that said hello takes it from the Authorization header.
enum class TokenPlace {
    Query,
    Header,
};

/// A QWebSocket to a server of the deployed contract or to our gateway, with what QWebSocket lacks:
/// a handshake timeout, an end to every failed upgrade and every close, and bounds on what comes.
class GatewayTransport : public Transport
{
    Q_OBJECT

public:
    /// The token must be readable by wire::readToken(): that bounds its characters.
    GatewayTransport(Endpoint endpoint, QByteArray token, TokenPlace place, TenantId tenant,
                     const ConnectionTiming &timing, QObject *parent = nullptr);
    ~GatewayTransport() override;

    void open() override;
    void send(const wire::ClientMessage &message) override;
    void close() override;

private:
    void receiveText(const QString &text);
    void fail(const Loss &loss);
    Loss lossOfClose() const;

    Endpoint m_endpoint;
    QByteArray m_token;
    TokenPlace m_place;
    TenantId m_tenant;
    std::chrono::milliseconds m_closeTimeout;
    QWebSocket m_socket;
    QTimer m_handshakeTimer;
    bool m_ended = false;
};

} // namespace timesheet
