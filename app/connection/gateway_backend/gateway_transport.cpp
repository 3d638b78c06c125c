#include "connection/gateway_backend/gateway_transport.h"

#include "wire/client_codec.h"
#include "wire/close_reason.h"
#include "wire/limits.h"
#include "wire/server_codec.h"

#include <QNetworkRequest>
#include <QUrlQuery>
#include <QWebSocketProtocol>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// Only the protocol's own words are a refusal: with 1008 a server says many things.
Loss::Cause causeOfReason(int code, const QString &reason)
{
    const auto known = wire::closeReasonOf(code, reason);
    if (known == wire::CloseReason::Unauthorized || known == wire::CloseReason::TokenExpired)
        return Loss::Cause::Unauthorized;
    return known == wire::CloseReason::RateLimitExceeded ? Loss::Cause::RateLimited
                                                         : Loss::Cause::Failed;
}

/// What an end means that the socket knows nothing more of.
Loss::Cause causeOf(const SocketEnd &end, Answerer server)
{
    if (end.loss.cause != Loss::Cause::Failed)
        return end.loss.cause;
    if (end.closeCode == QWebSocketProtocol::CloseCodeNormal)
        return Loss::Cause::Goodbye;
    const bool isRefusal = server == Answerer::Gateway && end.httpStatus == 401;
    return isRefusal ? Loss::Cause::Unauthorized : causeOfReason(end.closeCode, end.closeReason);
}

} // namespace

GatewayTransport::GatewayTransport(Endpoint endpoint, Upgrade upgrade, qsizetype largestMessage,
                                   const ConnectionTiming &timing, TimeSource &time,
                                   QObject *parent)
    : Transport(parent)
    , m_endpoint(std::move(endpoint))
    , m_upgrade(std::move(upgrade))
    , m_largestMessage(largestMessage)
    , m_socket(timing, time)
{
    connect(&m_socket, &WebSocket::opened, this, &Transport::opened);
    connect(&m_socket, &WebSocket::textReceived, this, &GatewayTransport::tell);
    connect(&m_socket, &WebSocket::binaryReceived, this,
            [this] { emit dropped(wire::DropReason::NotText); });
    connect(&m_socket, &WebSocket::ended, this, &GatewayTransport::lose);
    connect(&m_socket, &WebSocket::closed, this, &Transport::closed);
}

void GatewayTransport::open()
{
    QUrl url = m_endpoint.server();
    if (url.path().isEmpty())
        url.setPath(u"/"_s); // QWebSocket would send none, which strict servers refuse
    QUrlQuery query;
    if (m_upgrade.tokenIn == Upgrade::TokenIn::Query)
        query.addQueryItem(u"token"_s, QString::fromLatin1(m_upgrade.token.bytes()));
    if (m_upgrade.after)
        query.addQueryItem(u"after"_s, encodedQueryValue(m_upgrade.after->value()));
    if (!query.isEmpty())
        url.setQuery(query);
    QNetworkRequest request(url);
    if (m_upgrade.tokenIn == Upgrade::TokenIn::Header)
        request.setRawHeader("Authorization", "Bearer " + m_upgrade.token.bytes());

    m_socket.open(request, m_endpoint, {QString::fromUtf16(wire::subprotocolName)});
}

void GatewayTransport::send(const wire::ClientMessage &message)
{
    m_socket.send(wire::encode(message));
}

void GatewayTransport::tell(const QString &text)
{
    m_hasHeard = true;
    const auto message =
        wire::decodeServerMessage(text.toUtf8(), m_upgrade.tenant, m_largestMessage);
    if (message)
        emit messageReceived(*message);
    else
        emit dropped(message.error());
}

void GatewayTransport::lose(const SocketEnd &end)
{
    Loss loss = end.loss;
    loss.cause = causeOf(end, m_upgrade.server);
    const bool onlyByHeader = m_upgrade.tokenIn == Upgrade::TokenIn::Header && !m_hasHeard;
    if (loss.cause == Loss::Cause::Unauthorized && onlyByHeader) {
        loss.cause = Loss::Cause::Failed;
        emit headerRefused();
    }
    emit lost(loss);
}

} // namespace timesheet
