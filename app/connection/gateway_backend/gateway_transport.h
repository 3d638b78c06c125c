#pragma once

#include "connection/endpoint.h"
#include "connection/timing.h"
#include "connection/transport.h"
#include "connection/web/http_request.h"
#include "connection/web/web_socket.h"
#include "domain/credentials.h"
#include "domain/ids.h"
#include "domain/time_source.h"

#include <optional>

namespace timesheet {

/// What the request says that asks for the upgrade to a WebSocket.
struct Upgrade {
    /// The deployed contract has the token in the URL's query, which servers tend to log; a server
    /// that said hello takes it from the Authorization header.
    enum class TokenIn {
        Query,
        Header,
    };

    Token token; ///< of Credentials: that bounds its characters
    TokenIn tokenIn = TokenIn::Query;
    Answerer server = Answerer::Anybody; ///< a gateway's 401 is about the token
    TenantId tenant;
    std::optional<Cursor> after; ///< where to resume
};

/// A WebSocket to a server of the deployed contract or to our gateway, which both speak our
/// protocol.
class GatewayTransport final : public Transport
{
    Q_OBJECT

public:
    /// `largestMessage`: what is kept of one message, in bytes.
    GatewayTransport(Endpoint endpoint, Upgrade upgrade, qsizetype largestMessage,
                     const ConnectionTiming &timing, TimeSource &time, QObject *parent = nullptr);

    void open() override;
    void send(const wire::ClientMessage &message) override;
    void setReading(bool reading) override { m_socket.setReading(reading); }
    void close() override { m_socket.close(); }

signals:
    /// Before lost(): a server that has said nothing else refuses a token that came in the header.
    /// It may be one that looks for it in the query only, so that this is no refusal.
    void headerRefused();

private:
    void tell(const QString &text);
    void lose(const SocketEnd &end);

    Endpoint m_endpoint;
    Upgrade m_upgrade;
    qsizetype m_largestMessage;
    WebSocket m_socket;
    bool m_hasHeard = false; ///< a message came
};

} // namespace timesheet
