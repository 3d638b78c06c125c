#pragma once

#include "connection/endpoint.h"
#include "connection/gateway_backend/http_request.h"
#include "connection/timing.h"
#include "connection/transport.h"
#include "domain/credentials.h"
#include "domain/ids.h"
#include "domain/time_source.h"

#include <QPointer>
#include <QStringList>
#include <QTcpSocket>
#include <QWebSocket>

#include <memory>
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

/// A QWebSocket to a server of the deployed contract or to our gateway, with what QWebSocket lacks:
/// a handshake timeout, an end to every failed upgrade and every close, and bounds on what comes.
class GatewayTransport final : public Transport
{
    Q_OBJECT

public:
    /// `largestMessage`: what is kept of one message, in bytes.
    GatewayTransport(Endpoint endpoint, Upgrade upgrade, qsizetype largestMessage,
                     const ConnectionTiming &timing, TimeSource &time, QObject *parent = nullptr);
    ~GatewayTransport() override;

    void open() override;
    void send(const wire::ClientMessage &message) override;
    void setReading(bool reading) override;
    void close() override;

signals:
    /// Before lost(): a server that has said nothing else refuses a token that came in the header.
    /// It may be one that looks for it in the query only, so that this is no refusal.
    void headerRefused();

private:
    void watchSocket();
    void receiveText(const QString &text);
    void tell(const QString &text);
    void tellHeld();
    void applyReading();
    void fail(Loss loss);
    void failByError();
    Loss lossOfClose() const;

    Endpoint m_endpoint;
    Upgrade m_upgrade;
    qsizetype m_largestMessage;
    std::chrono::milliseconds m_handshakeTimeout;
    std::chrono::milliseconds m_closeTimeout;
    QWebSocket m_socket;
    QPointer<QTcpSocket> m_tcp;         ///< below it
    std::unique_ptr<Timer> m_handshake; ///< runs while the server has not answered it
    std::unique_ptr<Timer> m_farewell;
    QStringList m_held; ///< what came before QWebSocket stopped; of one turn at the most
    std::optional<Loss> m_heldLoss;
    bool m_isReading = true;
    bool m_hasHeard = false; ///< a message came
    bool m_ended = false;
};

} // namespace timesheet
