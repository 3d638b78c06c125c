#pragma once

#include "connection/endpoint.h"
#include "connection/timing.h"
#include "connection/transport.h"
#include "domain/credentials.h"
#include "domain/ids.h"

#include <QTimer>
#include <QWebSocket>

#include <optional>

namespace timesheet {

/// Where the token travels. The deployed contract has it in the URL's query, which servers tend
/// to log; a server that said hello takes it from the Authorization header.
enum class TokenPlace {
    Query,
    Header,
};

/// What a socket says when it opens.
struct Opening {
    Token token; ///< of Credentials: that bounds its characters
    TokenPlace tokenPlace = TokenPlace::Query;
    TenantId tenant;
    std::optional<Cursor> after; ///< where to resume
};

/// A QWebSocket to a server of the deployed contract or to our gateway, with what QWebSocket lacks:
/// a handshake timeout, an end to every failed upgrade and every close, and bounds on what comes.
class GatewayTransport : public Transport
{
    Q_OBJECT

public:
    GatewayTransport(Endpoint endpoint, Opening opening, const ConnectionTiming &timing,
                     QObject *parent = nullptr);
    ~GatewayTransport() override;

    void open() override;
    void send(const wire::ClientMessage &message) override;
    void close() override;

private:
    void receiveText(const QString &text);
    void fail(const Loss &loss);
    Loss lossOfClose() const;

    Endpoint m_endpoint;
    Opening m_opening;
    std::chrono::milliseconds m_closeTimeout;
    QWebSocket m_socket;
    QTimer m_handshakeTimer;
    bool m_ended = false;
};

} // namespace timesheet
