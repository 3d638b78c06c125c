#include "connection/web/web_socket.h"

#include "connection/web/upgrade_answer.h"

#include <QSslSocket>
#include <QWebSocketHandshakeOptions>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// What may wait to be sent: we say little, and a server that reads takes it at once.
constexpr qint64 mostUnsent = qint64{256} * 1024;

/// RFC 6455's registry: the server restarts. QWebSocketProtocol has no name for it.
constexpr int serviceRestart = 1012;

qint64 unsentBytes(const QTcpSocket &socket)
{
    const auto *const tls = qobject_cast<const QSslSocket *>(&socket);
    return socket.bytesToWrite() + (tls ? tls->encryptedBytesToWrite() : 0);
}

QString closeText(int code, const QString &reason)
{
    // The reason is the server's text: bounded by the frame, but not to be trusted with a log.
    return reason.isEmpty() ? u"closed with %1"_s.arg(code)
                            : u"closed with %1 %2"_s.arg(code).arg(reason.left(40).simplified());
}

SocketEnd endOfClose(int code, const QString &reason)
{
    // Qt 6.4 does not know 1012: it reports 1002 and this reason instead.
    if (code == serviceRestart || reason.startsWith(u"Invalid close code"))
        return {{Loss::Cause::Goodbye, u"closed for a restart"_s}, 0, serviceRestart, {}};
    SocketEnd end{{Loss::Cause::Failed, closeText(code, reason)}, 0, code, reason};
    switch (code) {
    case QWebSocketProtocol::CloseCodeGoingAway:
        end.loss.cause = Loss::Cause::Goodbye;
        break;
    case QWebSocketProtocol::CloseCodeTooMuchData:
    case QWebSocketProtocol::CloseCodeWrongDatatype:
    case QWebSocketProtocol::CloseCodeProtocolError:
        end.loss.cause = Loss::Cause::Indigestible;
        break;
    default:
        break;
    }
    return end;
}

} // namespace

WebSocket::WebSocket(const ConnectionTiming &timing, TimeSource &time, QObject *parent)
    : QObject(parent)
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
    connect(&m_socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        m_backlog.tell([this, text] {
            if (!m_ended)
                emit textReceived(text);
        });
    });
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &WebSocket::binaryReceived);
    connect(&m_socket, &QWebSocket::disconnected, this, [this] {
        // Refused TCP arrives here first, as close code 1000, before any handshake: the error that
        // follows knows better.
        if (!m_handshake->isActive())
            end(endOfClose(m_socket.closeCode(), m_socket.closeReason()));
    });
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(&m_socket, &QWebSocket::errorOccurred, this, &WebSocket::endByError);
#else
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &WebSocket::endByError);
#endif
}

WebSocket::~WebSocket()
{
    m_ended = true;
    m_socket.disconnect(this);
}

void WebSocket::open(const QNetworkRequest &request, const Endpoint &endpoint,
                     const QStringList &subprotocols)
{
    QWebSocketHandshakeOptions options;
    options.setSubprotocols(subprotocols);
    m_socket.setProxy(endpoint.proxy());
    m_socket.setSslConfiguration(endpoint.tls());
    m_handshake->start(m_handshakeTimeout);
    m_socket.open(request, options);
    watch();
}

/// What QWebSocket does not tell, its socket does.
void WebSocket::watch()
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

void WebSocket::send(const QByteArray &text)
{
    m_socket.sendTextMessage(QString::fromUtf8(text));
}

void WebSocket::close()
{
    m_backlog.clear();
    if (std::exchange(m_ended, true)) {
        emit closed();
        return;
    }
    m_handshake->stop();
    m_socket.close(QWebSocketProtocol::CloseCodeNormal);
    m_farewell->start(m_closeTimeout); // on a dead link the closing handshake never ends by itself
}

void WebSocket::setReading(bool reading)
{
    if (m_backlog.isOpen() == reading)
        return;
    m_backlog.setOpen(reading); // what is told then may pause it again
    applyReading();
}

/// QWebSocket can neither pause nor say how much it takes in one turn, but its socket asks the
/// network for nothing while the buffer holds as much as it may: which is less than nothing here.
void WebSocket::applyReading()
{
    if (m_socket.state() == QAbstractSocket::ConnectedState)
        m_socket.setReadBufferSize(m_backlog.isOpen() ? 0 : -1);
}

void WebSocket::fail(const Loss &loss)
{
    end({loss, 0, 0, {}});
}

void WebSocket::end(const SocketEnd &end)
{
    m_backlog.tell([this, end] {
        if (std::exchange(m_ended, true))
            return;
        m_handshake->stop();
        m_socket.abort(); // after a refused upgrade the socket would stay open
        emit ended(end);
    });
}

void WebSocket::endByError()
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
    end({{Loss::Cause::Failed, u"HTTP status %1"_s.arg(answer.status()), answer.retryAfter()},
         answer.status(),
         0,
         {}});
}

} // namespace timesheet
