#pragma once

#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketServer>

#include <chrono>
#include <functional>

namespace timesheet::test {

struct HttpRequest {
    QByteArray target; ///< path and query
    QByteArray head;   ///< request line and headers
    QByteArray body;
};

struct HttpAnswer {
    int status = 404;
    QByteArray body;
    QList<QByteArray> headers;
};

/// A server that says what the test tells it to, over real sockets: WebSocket and HTTP on one port
/// of loopback. By itself it accepts every upgrade, answers pings, and knows no HTTP resource.
class ScriptedServer : public QObject
{
    Q_OBJECT

public:
    explicit ScriptedServer(QObject *parent = nullptr);
    ~ScriptedServer() override;

    QUrl url() const;
    /// Stops listening and cuts everybody off; listens again on the same port.
    void stop();
    void start();

    // What it does with the next connections.
    bool answersPings = true;
    bool answersUpgrades = true;        ///< false: takes the request and says nothing
    QByteArray refusal;                 ///< sent in place of an upgrade where not empty
    QString greeting;                   ///< the first message to each client where not empty
    std::pair<int, QString> closesWith; ///< closes at once with this code and reason, where not 0
    QByteArray closesUnless; ///< where not empty: whose request begins otherwise is unauthorized
    std::function<HttpAnswer(const HttpRequest &)> http; ///< answers what is no upgrade
    std::chrono::milliseconds holds{0};                  ///< before each such answer

    // What came.
    QList<QUrl> requestUrls;
    QList<QByteArray> upgradeHeads;
    QList<QByteArray> httpHeads;
    QStringList texts; ///< but pings
    int pings = 0;

    QWebSocket *client() const { return m_clients.value(m_clients.size() - 1); }
    void send(const QString &text) { client()->sendTextMessage(text); }
    /// Bytes as they stand, past the WebSocket.
    void sendRaw(const QByteArray &bytes) { m_sockets.constLast()->write(bytes); }
    /// Takes nothing more from the newest client.
    void stopReading() { m_sockets.constLast()->setReadBufferSize(-1); }

signals:
    void clientConnected();
    void clientGone();
    void textReceived();

private:
    void sort(QTcpSocket *socket);
    void welcome();
    void answerHttp(QTcpSocket *socket);

    QTcpServer m_tcp;
    QWebSocketServer m_webSockets;
    QList<QWebSocket *> m_clients;
    QList<QPointer<QTcpSocket>> m_sockets; ///< below them
    quint16 m_port = 0;
};

} // namespace timesheet::test
