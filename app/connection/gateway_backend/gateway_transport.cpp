#include "connection/gateway_backend/gateway_transport.h"

#include "connection/gateway_backend/upgrade_answer.h"
#include "wire/client_codec.h"
#include "wire/close_reason.h"
#include "wire/limits.h"
#include "wire/server_codec.h"

#include <QNetworkRequest>
#include <QSslSocket>
#include <QUrlQuery>
#include <QWebSocketHandshakeOptions>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// What is read as a whole. Of that, more than the largest message that is kept is dropped, and
/// what follows goes on; at a message beyond this the socket ends.
constexpr quint64 largestRead = quint64{4} * 1024 * 1024;

/// What may wait to be sent: we say little, and a server that reads takes it at once.
constexpr qint64 mostUnsent = qint64{256} * 1024;

qint64 unsentBytes(const QTcpSocket &socket)
{
    const auto *const tls = qobject_cast<const QSslSocket *>(&socket);
    return socket.bytesToWrite() + (tls ? tls->encryptedBytesToWrite() : 0);
}

/// Only the protocol's own words are a refusal: with 1008 a server says many things.
Loss::Cause causeOfReason(int code, const QString &reason)
{
    const auto known = wire::closeReasonOf(code, reason);
    if (known == wire::CloseReason::Unauthorized || known == wire::CloseReason::TokenExpired)
        return Loss::Cause::Unauthorized;
    return known == wire::CloseReason::RateLimitExceeded ? Loss::Cause::RateLimited
                                                         : Loss::Cause::Failed;
}

QString closeText(int code, const QString &reason)
{
    // The reason is the server's text: bounded by the frame, but not to be trusted with a log.
    return reason.isEmpty() ? u"closed with %1"_s.arg(code)
                            : u"closed with %1 %2"_s.arg(code).arg(reason.left(40).simplified());
}

} // namespace

GatewayTransport::GatewayTransport(Endpoint endpoint, Upgrade upgrade, qsizetype largestMessage,
                                   const ConnectionTiming &timing, TimeSource &time,
                                   QObject *parent)
    : Transport(parent)
    , m_endpoint(std::move(endpoint))
    , m_upgrade(std::move(upgrade))
    , m_largestMessage(largestMessage)
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
    m_socket.setMaxAllowedIncomingFrameSize(largestRead);
    m_socket.setMaxAllowedIncomingMessageSize(largestRead);

    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_handshake->stop();
        if (m_tcp)
            m_tcp->commitTransaction();
        applyReading();
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
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(&m_socket, &QWebSocket::errorOccurred, this, &GatewayTransport::failByError);
#else
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &GatewayTransport::failByError);
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
    watchSocket();
}

/// What QWebSocket does not tell, its socket does.
void GatewayTransport::watchSocket()
{
    auto *const tcp = m_socket.findChild<QTcpSocket *>(QString(), Qt::FindDirectChildrenOnly);
    if (!tcp)
        return;
    m_tcp = tcp;
    // So that what QWebSocket takes of the answer can be read again where it is none.
    const auto begin = [tcp] { tcp->startTransaction(); };
    if (auto *const tls = qobject_cast<QSslSocket *>(tcp))
        connect(tls, &QSslSocket::encrypted, this, begin);
    else
        connect(tcp, &QTcpSocket::connected, this, begin);
    connect(tcp, &QTcpSocket::readyRead, this, [this, tcp] {
        // Each ping is answered by QWebSocket, whether the server takes the answers or not.
        if (!m_ended && unsentBytes(*tcp) > mostUnsent)
            fail({Loss::Cause::Failed, u"the server does not read"_s});
    });
}

void GatewayTransport::send(const wire::ClientMessage &message)
{
    m_socket.sendTextMessage(QString::fromUtf8(wire::encode(message)));
}

void GatewayTransport::close()
{
    m_held.clear();
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
    if (m_isReading && m_held.isEmpty())
        tell(text);
    else if (!m_ended)
        m_held.append(text);
}

void GatewayTransport::setReading(bool reading)
{
    if (std::exchange(m_isReading, reading) == reading)
        return;
    applyReading();
    tellHeld();
}

/// QWebSocket can neither pause nor say how much it takes in one turn, but its socket asks the
/// network for nothing while the buffer holds as much as it may: which is less than nothing here.
void GatewayTransport::applyReading()
{
    if (m_socket.state() == QAbstractSocket::ConnectedState)
        m_socket.setReadBufferSize(m_isReading ? 0 : -1);
}

void GatewayTransport::tellHeld()
{
    while (m_isReading && !m_held.isEmpty())
        tell(m_held.takeFirst());
    if (m_isReading && m_heldLoss)
        fail(*m_heldLoss);
}

void GatewayTransport::tell(const QString &text)
{
    if (m_ended)
        return;
    m_hasHeard = true;
    const auto message =
        wire::decodeServerMessage(text.toUtf8(), m_upgrade.tenant, m_largestMessage);
    if (message)
        emit messageReceived(*message);
    else
        emit dropped(message.error());
}

void GatewayTransport::fail(Loss loss)
{
    if (!m_held.isEmpty()) {
        m_heldLoss = m_heldLoss.value_or(loss); // after what came before it
        return;
    }
    if (std::exchange(m_ended, true))
        return;
    m_handshake->stop();
    m_socket.abort(); // after a refused upgrade the socket would stay open
    const bool onlyByHeader = m_upgrade.tokenIn == Upgrade::TokenIn::Header && !m_hasHeard;
    if (loss.cause == Loss::Cause::Unauthorized && onlyByHeader) {
        loss.cause = Loss::Cause::Failed;
        emit headerRefused();
    }
    emit lost(loss);
}

void GatewayTransport::failByError()
{
    if (m_socket.closeCode() == QWebSocketProtocol::CloseCodePolicyViolated)
        return; // the server's close, told by `disconnected`
    UpgradeAnswer answer;
    if (m_tcp && m_handshake->isActive() && m_tcp->isTransactionStarted()) {
        m_tcp->rollbackTransaction();
        answer.look(*m_tcp);
    }
    if (answer.status() == 0) {
        fail({Loss::Cause::Failed, m_socket.errorString().left(120)});
        return;
    }
    const bool isRefusal = m_upgrade.server == Answerer::Gateway && answer.status() == 401;
    fail({isRefusal ? Loss::Cause::Unauthorized : Loss::Cause::Failed,
          u"HTTP status %1"_s.arg(answer.status()), answer.retryAfter()});
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
    case QWebSocketProtocol::CloseCodeTooMuchData:
    case QWebSocketProtocol::CloseCodeWrongDatatype:
    case QWebSocketProtocol::CloseCodeProtocolError:
        return {Loss::Cause::Indigestible, detail};
    default:
        return {causeOfReason(code, reason), detail};
    }
}

} // namespace timesheet
