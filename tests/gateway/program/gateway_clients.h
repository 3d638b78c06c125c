#pragma once

#include "gateway/program/gateway_process.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QTcpSocket>
#include <QWebSocket>

namespace timesheet::gateway {

/// A WebSocket client that keeps what it hears.
class SocketClient
{
public:
    enum class Offer { Nothing, TimesheetV1 };

    SocketClient();

    void open(const QUrl &url, Offer offer, const QByteArray &bearer = {});

    /// Opens and waits until the server is there: for hello, or for a pong.
    bool join(const QUrl &url, Offer offer);

    void send(const QJsonObject &message);

    /// Waits for a message of this type and returns the first, or an empty one.
    QJsonObject waitFor(const QString &type);
    /// Waits until so many events are here.
    bool waitForEvents(qsizetype count);
    bool waitForClose();

    /// Says how present its user is, and waits until the server has heard that.
    bool sayPresence(const QString &state);

    QStringList eventIds() const;
    QJsonObject first(const QString &type) const;
    int count(const QString &type) const;
    QList<QJsonObject> messagesOf(const QString &type) const;
    /// "user state" for each change of presence that it was told of.
    QStringList presences() const;

    QWebSocket &socket() { return m_socket; }
    const QList<QJsonObject> &messages() const { return m_messages; }
    const QList<QJsonObject> &events() const { return m_events; }
    int closeCode() const { return m_socket.closeCode(); }
    QString closeReason() const { return m_socket.closeReason(); }

private:
    QWebSocket m_socket;
    QList<QJsonObject> m_messages;
    QList<QJsonObject> m_events; ///< those with a payload
};

struct HttpResult {
    int status = 0;
    QByteArray contentType;
    QJsonObject json;
    QByteArray retryAfter;
};

/// HTTP requests, each waited for.
class WebClient
{
public:
    explicit WebClient(const GatewayProcess &gateway);

    HttpResult get(const QString &target, const QByteArray &token = {});
    HttpResult post(const QString &target, const QByteArray &token, const QByteArray &body);

    /// Begins a request; finish() waits for it.
    QNetworkReply *begin(const QString &target, const QByteArray &token);
    QNetworkReply *beginPost(const QString &target, const QByteArray &token,
                             const QByteArray &body);
    static HttpResult finish(QNetworkReply *reply);

    /// Publishes events with these ids; the cursors, empty where it fails.
    QStringList publish(const QString &tenant, const QStringList &ids,
                        const QString &recipient = {}, qsizetype padding = 0);

private:
    const GatewayProcess &m_gateway;
    QNetworkAccessManager m_network;
};

/// A plain TCP connection, for what well-behaved clients do not do.
class RawClient
{
public:
    explicit RawClient(const GatewayProcess &gateway);

    void write(const QByteArray &bytes);
    /// Waits until the answer contains this.
    bool waitFor(const QByteArray &text);
    bool waitForEnd();
    const QByteArray &received();

    /// The opening handshake.
    bool upgrade(const QByteArray &token);

    QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

/// A masked frame, as clients send them.
QByteArray clientFrame(int firstByte, const QByteArray &payload);

} // namespace timesheet::gateway
