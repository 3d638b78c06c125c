#pragma once

#include <QObject>
#include <QStringList>
#include <QTcpServer>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketServer>

#include <chrono>
#include <functional>

namespace timesheet::test {

struct HttpRequest {
    QByteArray target; ///< path and query
    QByteArray head;   ///< request line and headers
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
    quint16 m_port = 0;
};

} // namespace timesheet::test
