#include "gateway/program/gateway_clients.h"

#include <QJsonDocument>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>
#include <QWebSocketHandshakeOptions>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr int patience = 20'000;

} // namespace

SocketClient::SocketClient()
{
    QObject::connect(&m_socket, &QWebSocket::textMessageReceived, &m_socket,
                     [this](const QString &text) {
                         const auto message = QJsonDocument::fromJson(text.toUtf8()).object();
                         m_messages.append(message);
                         if (message.contains("payload"_L1))
                             m_events.append(message);
                     });
}

void SocketClient::open(const QUrl &url, Offer offer, const QByteArray &bearer)
{
    QNetworkRequest request(url);
    if (!bearer.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + bearer);
    QWebSocketHandshakeOptions options;
    if (offer == Offer::TimesheetV1)
        options.setSubprotocols({u"timesheet.v1"_s});
    m_socket.open(request, options);
}

bool SocketClient::join(const QUrl &url, Offer offer)
{
    open(url, offer);
    QSignalSpy connected(&m_socket, &QWebSocket::connected);
    if (!connected.wait(patience))
        return false;
    if (offer == Offer::TimesheetV1)
        return !waitFor(u"hello"_s).isEmpty();
    send({{u"type"_s, u"ping"_s}});
    return !waitFor(u"pong"_s).isEmpty();
}

void SocketClient::send(const QJsonObject &message)
{
    m_socket.sendTextMessage(
        QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
}

QJsonObject SocketClient::waitFor(const QString &type)
{
    if (!QTest::qWaitFor([&] { return !first(type).isEmpty(); }, patience))
        return {};
    return first(type);
}

bool SocketClient::waitForEvents(qsizetype count)
{
    return QTest::qWaitFor([&] { return m_events.size() >= count; }, patience);
}

bool SocketClient::waitForClose()
{
    return QTest::qWaitFor([&] { return m_socket.state() == QAbstractSocket::UnconnectedState; },
                           patience);
}

bool SocketClient::sayPresence(const QString &state)
{
    const int pongs = count(u"pong"_s);
    send({{u"type"_s, u"presence"_s}, {u"state"_s, state}});
    send({{u"type"_s, u"ping"_s}});
    return QTest::qWaitFor([&] { return count(u"pong"_s) > pongs; }, patience);
}

QStringList SocketClient::eventIds() const
{
    QStringList ids;
    for (const QJsonObject &event : m_events)
        ids.append(event.value("id"_L1).toString());
    return ids;
}

QJsonObject SocketClient::first(const QString &type) const
{
    for (const QJsonObject &message : m_messages) {
        if (message.value("type"_L1).toString() == type)
            return message;
    }
    return {};
}

int SocketClient::count(const QString &type) const
{
    return static_cast<int>(messagesOf(type).size());
}

QList<QJsonObject> SocketClient::messagesOf(const QString &type) const
{
    QList<QJsonObject> found;
    std::copy_if(
        m_messages.begin(), m_messages.end(), std::back_inserter(found),
        [&](const QJsonObject &message) { return message.value("type"_L1).toString() == type; });
    return found;
}

QStringList SocketClient::presences() const
{
    QStringList words;
    const QList<QJsonObject> told = messagesOf(u"presence"_s);
    for (const QJsonObject &one : told)
        words.append(one.value("user_id"_L1).toString() + u' ' + one.value("state"_L1).toString());
    return words;
}

WebClient::WebClient(const GatewayProcess &gateway)
    : m_gateway(gateway)
{
}

HttpResult WebClient::get(const QString &target, const QByteArray &token)
{
    return finish(begin(target, token));
}

HttpResult WebClient::post(const QString &target, const QByteArray &token, const QByteArray &body)
{
    return finish(beginPost(target, token, body));
}

QNetworkReply *WebClient::begin(const QString &target, const QByteArray &token)
{
    QNetworkRequest request(m_gateway.httpUrl(target));
    if (!token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + token);
    return m_network.get(request);
}

QNetworkReply *WebClient::beginPost(const QString &target, const QByteArray &token,
                                    const QByteArray &body)
{
    QNetworkRequest request(m_gateway.httpUrl(target));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    if (!token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + token);
    return m_network.post(request, body);
}

HttpResult WebClient::finish(QNetworkReply *reply)
{
    if (!QTest::qWaitFor([reply] { return reply->isFinished(); }, 2 * patience))
        reply->abort();
    HttpResult result{
        reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
        reply->header(QNetworkRequest::ContentTypeHeader).toByteArray(),
        QJsonDocument::fromJson(reply->readAll()).object(),
        reply->rawHeader("Retry-After"),
    };
    reply->deleteLater();
    return result;
}

QStringList WebClient::publish(const QString &tenant, const QStringList &ids,
                               const QString &recipient, qsizetype padding)
{
    QJsonArray events;
    for (const QString &id : ids) {
        QJsonObject event{{u"id"_s, id},
                          {u"type"_s, u"timesheet:approved"_s},
                          {u"payload"_s, QJsonObject{{u"id"_s, u"ts"_s}}}};
        if (padding > 0)
            event.insert("payload"_L1, QJsonObject{{u"pad"_s, QString(padding, u'x')}});
        if (!recipient.isEmpty())
            event.insert("recipient_id"_L1, recipient);
        events.append(event);
    }
    const auto result =
        post(u"/v1/events"_s, GatewayProcess::token(tenant, u"publisher"_s, u"service"_s),
             QJsonDocument(events).toJson(QJsonDocument::Compact));
    QStringList cursors;
    const QJsonArray receipts = result.json.value("events"_L1).toArray();
    for (const auto &receipt : receipts)
        cursors.append(receipt.toObject().value("cursor"_L1).toString());
    return cursors;
}

RawClient::RawClient(const GatewayProcess &gateway)
{
    m_socket.connectToHost(u"127.0.0.1"_s, gateway.port());
    m_socket.waitForConnected(patience);
}

void RawClient::write(const QByteArray &bytes)
{
    m_socket.write(bytes);
    m_socket.flush();
}

bool RawClient::waitFor(const QByteArray &text)
{
    return QTest::qWaitFor([&] { return received().contains(text); }, patience);
}

bool RawClient::waitForEnd()
{
    return QTest::qWaitFor([&] { return m_socket.state() == QAbstractSocket::UnconnectedState; },
                           patience);
}

const QByteArray &RawClient::received()
{
    m_received += m_socket.readAll();
    return m_received;
}

bool RawClient::upgrade(const QByteArray &token)
{
    write("GET /?token=" + token +
          " HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
          "Sec-WebSocket-Protocol: timesheet.v1\r\n\r\n");
    // The key and its answer are those of RFC 6455, section 1.3.
    return waitFor("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") && waitFor("hello");
}

QByteArray clientFrame(int firstByte, const QByteArray &payload)
{
    QByteArray bytes(1, static_cast<char>(firstByte));
    if (payload.size() < 126) {
        bytes.append(static_cast<char>(0x80 | payload.size()));
    } else if (payload.size() <= 0xffff) {
        bytes.append('\xfe').append(2, '\0');
        qToBigEndian(static_cast<quint16>(payload.size()), bytes.data() + 2);
    } else {
        bytes.append('\xff').append(8, '\0');
        qToBigEndian(static_cast<quint64>(payload.size()), bytes.data() + 2);
    }
    bytes.append("\x0f\x1e\x2d\x3c", 4);
    for (qsizetype i = 0; i < payload.size(); ++i)
        bytes.append(static_cast<char>(payload.at(i) ^ "\x0f\x1e\x2d\x3c"[i % 4]));
    return bytes;
}

} // namespace timesheet::gateway
