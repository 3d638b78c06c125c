#include "connection/gateway_backend/gateway_transport.h"

#include "connection/http_request.h"
#include "wire/client_codec.h"
#include "wire/close_reason.h"
#include "wire/limits.h"
#include "wire/server_codec.h"

#include <QNetworkRequest>
#include <QUrlQuery>
#include <QWebSocketHandshakeOptions>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// The only place where a refused upgrade's status stands in Qt 6.4 is the error's text.
bool saysUnauthorized(const QString &errorText)
{
    return errorText.contains(u" 401"_s) || errorText.contains(u" 403"_s) ||
           errorText.contains(u"(401)"_s) || errorText.contains(u"(403)"_s);
}

QString closeText(int code, const QString &reason)
{
    // The reason is the server's text: bounded by the frame, but not to be trusted with a log.
    return reason.isEmpty() ? u"closed with %1"_s.arg(code)
                            : u"closed with %1 %2"_s.arg(code).arg(reason.left(40).simplified());
}

} // namespace

GatewayTransport::GatewayTransport(Endpoint endpoint, Upgrade upgrade,
                                   const ConnectionTiming &timing, TimeSource &time,
                                   QObject *parent)
    : Transport(parent)
    , m_endpoint(std::move(endpoint))
    , m_upgrade(std::move(upgrade))
    , m_handshakeTimeout(timing.handshakeTimeout)
    , m_closeTimeout(timing.closeTimeout)
    , m_handshake(time.timer([this] {
        fail({Loss::Cause::Failed, u"no answer to the handshake"_s});
    }))
    , m_farewell(time.timer([this] {
        m_socket.abort();
        emit closed();
    }))
{
    m_socket.setMaxAllowedIncomingFrameSize(wire::maxMessageBytes);
    m_socket.setMaxAllowedIncomingMessageSize(wire::maxMessageBytes);

    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_handshake->stop();
        emit opened();
    });
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &GatewayTransport::receiveText);
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this,
            [this] { emit dropped(wire::DropReason::NotText); });
    connect(&m_socket, &QWebSocket::disconnected, this, [this] {
        // Refused TCP arrives here first, as close code 1000, before any handshake: the error that
        // follows knows better.
        if (!m_handshake->isActive())
            fail(lossOfClose());
    });
    const auto onError = [this] {
        const QString text = m_socket.errorString();
        const bool refused = m_handshake->isActive() && saysUnauthorized(text);
        if (m_socket.closeCode() == QWebSocketProtocol::CloseCodePolicyViolated)
            return; // the server's close, told by `disconnected`
        fail({refused ? Loss::Cause::Unauthorized : Loss::Cause::Failed, text.left(120)});
    };
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(&m_socket, &QWebSocket::errorOccurred, this, onError);
#else
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, onError);
#endif
}

GatewayTransport::~GatewayTransport()
{
    m_ended = true;
    m_socket.disconnect(this);
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

    QWebSocketHandshakeOptions options;
    options.setSubprotocols({QString::fromUtf16(wire::subprotocolName)});
    m_socket.setProxy(m_endpoint.proxy());
    m_socket.setSslConfiguration(m_endpoint.tls());
    m_handshake->start(m_handshakeTimeout);
    m_socket.open(request, options);
}

void GatewayTransport::send(const wire::ClientMessage &message)
{
    m_socket.sendTextMessage(QString::fromUtf8(wire::encode(message)));
}

void GatewayTransport::close()
{
    if (std::exchange(m_ended, true)) {
        emit closed();
        return;
    }
    m_handshake->stop();
    m_socket.close(QWebSocketProtocol::CloseCodeNormal);
    m_farewell->start(m_closeTimeout); // on a dead link the closing handshake never ends by itself
}

void GatewayTransport::receiveText(const QString &text)
{
    if (m_ended)
        return;
    const auto message = wire::decodeServerMessage(text.toUtf8(), m_upgrade.tenant);
    if (message)
        emit messageReceived(*message);
    else
        emit dropped(message.error());
}

void GatewayTransport::fail(const Loss &loss)
{
    if (std::exchange(m_ended, true))
        return;
    m_handshake->stop();
    m_socket.abort(); // after a refused upgrade the socket would stay open
    emit lost(loss);
}

Loss GatewayTransport::lossOfClose() const
{
    const int code = m_socket.closeCode();
    const QString reason = m_socket.closeReason();
    const QString detail = closeText(code, reason);
    // Qt 6.4 knows no 1012 (service restart): it reports 1002 and this reason instead.
    if (code == 1012 || reason.startsWith(u"Invalid close code"))
        return {Loss::Cause::Goodbye, u"closed for a restart"_s};
    switch (code) {
    case QWebSocketProtocol::CloseCodeNormal:
    case QWebSocketProtocol::CloseCodeGoingAway:
        return {Loss::Cause::Goodbye, detail};
    case QWebSocketProtocol::CloseCodePolicyViolated:
        if (wire::closeReasonOf(code, reason) == wire::CloseReason::RateLimitExceeded)
            return {Loss::Cause::RateLimited, detail};
        return {Loss::Cause::Unauthorized, detail};
    default:
        return {Loss::Cause::Failed, detail};
    }
}

} // namespace timesheet
