#include "support/servers/scripted_server.h"

#include <QTimer>

using namespace Qt::StringLiterals;

namespace timesheet::test {

namespace {

constexpr qint64 largestHead = 16384;
const QByteArray headEnd = "\r\n\r\n";

/// How many bytes a request has, to the end of its body.
qint64 requestSize(const QByteArray &head)
{
    const QByteArray lengthName = "\r\ncontent-length:";
    const qsizetype headSize = head.indexOf(headEnd) + headEnd.size();
    const qsizetype begin = head.toLower().indexOf(lengthName);
    if (begin < 0 || begin >= headSize)
        return headSize;
    const qsizetype from = begin + lengthName.size();
    return headSize + head.sliced(from, head.indexOf("\r\n", from) - from).trimmed().toLongLong();
}

} // namespace

ScriptedServer::ScriptedServer(QObject *parent)
    : QObject(parent)
    , m_webSockets(u"scripted"_s, QWebSocketServer::NonSecureMode)
{
    m_webSockets.setSupportedSubprotocols({u"timesheet.v1"_s});
    connect(&m_webSockets, &QWebSocketServer::newConnection, this, &ScriptedServer::welcome);
    connect(&m_tcp, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_tcp.nextPendingConnection())
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { sort(socket); });
    });
    start();
}

ScriptedServer::~ScriptedServer()
{
    stop();
}

QUrl ScriptedServer::url() const
{
    return QUrl(u"ws://127.0.0.1:%1"_s.arg(m_port));
}

void ScriptedServer::start()
{
    if (!m_tcp.listen(QHostAddress::LocalHost, m_port))
        qFatal("the scripted server cannot listen");
    m_port = m_tcp.serverPort();
}

void ScriptedServer::stop()
{
    m_tcp.close();
    const QList<QWebSocket *> clients = std::exchange(m_clients, {});
    for (QWebSocket *client : clients) {
        client->disconnect(this);
        client->abort();
        client->deleteLater();
    }
}

void ScriptedServer::sort(QTcpSocket *socket)
{
    const QByteArray head = socket->peek(largestHead);
    if (!head.contains(headEnd))
        return;
    if (!head.toLower().contains("upgrade: websocket")) {
        if (socket->bytesAvailable() < requestSize(head))
            return;
        socket->disconnect(this);
        answerHttp(socket);
        return;
    }
    socket->disconnect(this);
    upgradeHeads.append(head);
    if (!refusal.isEmpty()) {
        socket->readAll();
        socket->write(refusal); // and keep it open, as servers do
    } else if (answersUpgrades) {
        m_sockets.append(socket);
        m_webSockets.handleConnection(socket);
    }
}

void ScriptedServer::welcome()
{
    QWebSocket *client = m_webSockets.nextPendingConnection();
    client->setParent(this);
    m_clients.append(client);
    requestUrls.append(client->requestUrl());
    connect(client, &QWebSocket::textMessageReceived, this, [this, client](const QString &text) {
        if (text == uR"({"type":"ping"})") {
            ++pings;
            if (answersPings)
                client->sendTextMessage(uR"({"type":"pong"})"_s);
            return;
        }
        texts.append(text);
        emit textReceived();
    });
    connect(client, &QWebSocket::disconnected, this, [this, client] {
        m_clients.removeOne(client);
        client->deleteLater();
        emit clientGone();
    });
    if (!upgradeHeads.constLast().startsWith(closesUnless)) {
        client->close(QWebSocketProtocol::CloseCodePolicyViolated, u"Unauthorized"_s);
        return;
    }
    if (!greeting.isEmpty())
        client->sendTextMessage(greeting);
    emit clientConnected();
    if (closesWith.first != 0)
        client->close(static_cast<QWebSocketProtocol::CloseCode>(closesWith.first),
                      closesWith.second);
}

void ScriptedServer::answerHttp(QTcpSocket *socket)
{
    const QByteArray request = socket->readAll();
    const qsizetype bodyBegin = request.indexOf(headEnd) + headEnd.size();
    const QByteArray head = request.first(bodyBegin);
    httpHeads.append(head);
    const HttpAnswer answer =
        http ? http({head.split(' ').value(1), head, request.sliced(bodyBegin)})
             : HttpAnswer{404, "{}", {}};
    QByteArray text = "HTTP/1.1 " + QByteArray::number(answer.status) + " Scripted\r\n";
    for (const QByteArray &header : answer.headers)
        text += header + "\r\n";
    text += "Content-Type: application/json\r\nConnection: close\r\nContent-Length: " +
            QByteArray::number(answer.body.size()) + "\r\n\r\n" + answer.body;
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    QTimer::singleShot(holds, socket, [socket, text] {
        socket->write(text);
        socket->disconnectFromHost();
    });
}

} // namespace timesheet::test
