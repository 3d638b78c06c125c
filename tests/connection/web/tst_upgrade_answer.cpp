#include "connection/web/upgrade_answer.h"

#include <QBuffer>
#include <QTest>

using namespace std::chrono_literals;

namespace timesheet {

class UpgradeAnswerTest : public QObject
{
    Q_OBJECT

private slots:
    void look_answer_isReadByItsLines_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("status");
        QTest::addColumn<std::chrono::milliseconds>("retryAfter");
        const auto row = [](const char *name, const QByteArray &head, int status,
                            std::chrono::milliseconds retryAfter) {
            QTest::newRow(name) << head << status << retryAfter;
        };
        row("accepted", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", 101, 0ms);
        row("busy", "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n\r\n", 503, 7s);
        row("loud", "HTTP/1.0 429 Slow\r\nRETRY-AFTER:  9 \r\n\r\n", 429, 9s);
        row("bare line ends", "HTTP/1.1 503 Busy\nRetry-After: 7\n\n", 503, 7s);
        row("no reason", "HTTP/1.1 401\r\n\r\n", 401, 0ms);
        row("another number in the reason", "HTTP/1.1 500 upstream said 401\r\n\r\n", 500, 0ms);
        row("what the body says", "HTTP/1.1 503 Busy\r\n\r\nRetry-After: 7\r\n", 503, 0ms);
        row("a date", "HTTP/1.1 503 Busy\r\nRetry-After: Mon, 23 Nov 2026\r\n\r\n", 503, 0ms);
        row("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 0, 0ms);
        row("no number", "HTTP/1.1 abc Busy\r\n\r\n", 0, 0ms);
        row("too many digits", "HTTP/1.1 4010 Busy\r\n\r\n", 0, 0ms);
        row("half a line", "HTTP/1.1 503 Bu", 0, 0ms);
        row("nothing", "", 0, 0ms);
    }
    void look_answer_isReadByItsLines()
    {
        QFETCH(QByteArray, head);
        QFETCH(const int, status);
        QFETCH(const std::chrono::milliseconds, retryAfter);
        QBuffer socket(&head);
        QVERIFY(socket.open(QIODevice::ReadOnly));
        UpgradeAnswer answer;
        answer.look(socket);
        QCOMPARE(answer.status(), status);
        QCOMPARE(answer.retryAfter(), retryAfter);
        QCOMPARE(socket.pos(), 0);
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::UpgradeAnswerTest)
#include "tst_upgrade_answer.moc"
