#include "connection/web/http_client.h"

#include "support/manual_time.h"

#include <QMap>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr auto soon = 50ms;
constexpr auto never = 1h;

} // namespace

/// Requests over real sockets, to a server that answers each when the test says so.
class HttpClientTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_requests.clear();
        m_ended.clear();
        m_asked.clear();
        m_connections = 0;
        m_client = std::make_unique<HttpClient>(m_time);
        m_server = std::make_unique<QTcpServer>();
        QVERIFY(m_server->listen(QHostAddress::LocalHost));
        connect(m_server.get(), &QTcpServer::newConnection, this, &HttpClientTest::welcome);
    }
    void cleanup() { m_requests.clear(); }

    void request_outOfTime_isFollowedByOneOverAFreshConnection()
    {
        ask(u"/one"_s);
        ask(u"/two"_s);
        QTRY_COMPARE(m_asked.size(), 2);
        answer(u"/one"_s);
        answer(u"/two"_s);
        QTRY_COMPARE(m_ended.size(), 2);
        ask(u"/kept"_s);
        QTRY_VERIFY(m_asked.contains(u"/kept"_s));
        answer(u"/kept"_s);
        QTRY_VERIFY(m_ended.contains(u"/kept"_s));
        QCOMPARE(m_connections, 2); // it was asked over one of those

        ask(u"/lost"_s, soon);
        QTRY_COMPARE(m_ended.value(u"/lost"_s), QNetworkReply::OperationCanceledError);
        ask(u"/next"_s);
        QTRY_VERIFY(m_asked.contains(u"/next"_s));
        QCOMPARE(m_connections, 3); // not over the other one, which is idle
    }

    void request_underWay_outlivesAnotherThatRunsOutOfTime()
    {
        ask(u"/held"_s);
        QTRY_VERIFY(m_asked.contains(u"/held"_s));
        ask(u"/lost"_s, soon);
        QTRY_COMPARE(m_ended.value(u"/lost"_s), QNetworkReply::OperationCanceledError);
        ask(u"/next"_s);
        QTRY_VERIFY(m_asked.contains(u"/next"_s));
        answer(u"/next"_s);
        QTRY_COMPARE(m_ended.value(u"/next"_s, QNetworkReply::UnknownNetworkError),
                     QNetworkReply::NoError);
        answer(u"/held"_s);
        QTRY_COMPARE(m_ended.value(u"/held"_s, QNetworkReply::UnknownNetworkError),
                     QNetworkReply::NoError);
    }

private:
    void welcome()
    {
        ++m_connections;
        QTcpSocket *const socket = m_server->nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
            const QByteArray head = socket->readAll();
            m_asked.insert(QString::fromLatin1(head.split(' ').value(1)), socket);
        });
    }

    void ask(const QString &path, std::chrono::milliseconds timeout = never)
    {
        const auto endpoint =
            Endpoint::create(QUrl(u"ws://127.0.0.1:%1"_s.arg(m_server->serverPort())), QString());
        QVERIFY(endpoint.has_value());
        const AnswerLimits limits{1024, never};
        m_requests.push_back(m_client->send(*endpoint, "GET",
                                            plainRequest(*endpoint, path, {}, timeout), {}, limits,
                                            [this, path](const QNetworkReply &reply, AnswerEnd) {
                                                m_ended.insert(path, reply.error());
                                            }));
    }

    void answer(const QString &path)
    {
        m_asked.value(path)->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }

    test::ManualTime m_time;
    std::unique_ptr<QTcpServer> m_server;
    std::unique_ptr<HttpClient> m_client;
    std::vector<std::unique_ptr<Request>> m_requests;
    QMap<QString, QTcpSocket *> m_asked;
    QMap<QString, QNetworkReply::NetworkError> m_ended;
    int m_connections = 0;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::HttpClientTest)
#include "tst_http_client.moc"
