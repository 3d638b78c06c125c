#include "connection/gateway_backend/gateway_transport.h"

#include "support/servers/manager_over_sockets.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>
#include <QtEndian>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr qsizetype kib = 1024;

/// The head of a final text frame of a server's.
QByteArray frameHead(qsizetype length)
{
    QByteArray head("\x81\x7f", 2);
    QByteArray size(8, '\0');
    qToBigEndian(static_cast<quint64>(length), size.data());
    return head + size;
}

} // namespace

/// What comes over a socket that is too much in some way, and what it costs.
class GatewayTransportTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_transport.reset();
        m_server = std::make_unique<test::ScriptedServer>();
        m_ids.clear();
        m_dropped.clear();
        m_losses.clear();
        open(test::usualLargestMessage);
    }

    void cleanup() { m_transport.reset(); }

    void message_large_data()
    {
        QTest::addColumn<qsizetype>("largest");
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<bool>("isKept");
        const auto row = [](const char *name, qsizetype largest, qsizetype size, bool isKept) {
            QTest::newRow(name) << largest * kib << size * kib << isKept;
        };
        row("as our gateway's largest", 1024, 60, true);
        row("beyond that", 1024, 80, true);
        row("just kept", 1024, 1023, true);
        row("too large to keep", 1024, 1025, false);
        row("just read", 1024, 4095, false);
        row("kept by the setting", 2048, 1536, true);
        row("just kept by the setting", 2048, 2047, true);
        row("too large for the setting", 2048, 2049, false);
        row("the most", 4096, 4095, true);
        row("the least", 64, 63, true);
        row("too large for the least", 64, 65, false);
    }
    void message_large()
    {
        QFETCH(const qsizetype, largest);
        QFETCH(const qsizetype, size);
        QFETCH(const bool, isKept);
        open(largest);
        m_server->send(test::eventText(u"large"_s, QString(size, u'x')));
        m_server->send(test::eventText(u"next"_s));
        QTRY_VERIFY(m_ids.contains(u"next"_s));
        QCOMPARE(m_ids.contains(u"large"_s), isKept);
        QCOMPARE(m_dropped, isKept ? QList<wire::DropReason>() : QList{wire::DropReason::TooLarge});
        QVERIFY(m_losses.isEmpty());
    }

    void message_thatTheSocketCannotTake_isSaidSo_data()
    {
        QTest::addColumn<QByteArray>("frames");
        QTest::addRow("5 MiB") << frameHead(5120 * kib);
        QTest::addRow("a character in two fragments")
            << QByteArray("\x01\x01\xc3", 3) + QByteArray("\x80\x01\xa4", 3);
        QTest::addRow("reserved bits") << QByteArray("\xf1\x01x", 3);
    }
    void message_thatTheSocketCannotTake_isSaidSo()
    {
        QFETCH(const QByteArray, frames);
        m_server->send(test::eventText(u"before"_s));
        QTRY_COMPARE(m_ids, QStringList{u"before"_s});
        m_server->sendRaw(frames);
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_losses.constFirst().cause, Loss::Cause::Indigestible);
    }

    void pings_ofAServerThatDoesNotRead_areAnsweredUpToABound()
    {
        m_server->stopReading();
        const QByteArray pings = QByteArray("\x89\x7d", 2) + QByteArray(125, 'p');
        const QByteArray many = pings.repeated(2000);
        for (int sent = 0; m_losses.isEmpty(); ++sent) {
            QVERIFY(sent < 1000); // 250 MB, more than all the kernel's buffers
            m_server->sendRaw(many);
            QTest::qWait(1);
        }
        QCOMPARE(m_losses.constFirst().detail, u"the server does not read"_s);
    }

    void setReading_no_keepsTheRestForLaterInItsOrder()
    {
        connect(m_transport.get(), &Transport::messageReceived, this, [this] {
            if (m_ids.size() == 3)
                m_transport->setReading(false);
        });
        QStringList sent;
        for (int i = 0; i < 2000; ++i) {
            sent.append(u"e%1"_s.arg(i));
            m_server->send(test::eventText(sent.constLast()));
        }
        m_server->client()->close(); // told after what came before it
        QTRY_COMPARE(m_ids.size(), 3);
        QTest::qWait(50);
        QCOMPARE(m_ids.size(), 3);
        QVERIFY(m_losses.isEmpty());
        m_transport->setReading(true);
        QTRY_COMPARE(m_losses.size(), 1);
        QCOMPARE(m_ids, sent);
    }

    void setReading_no_makesTheServerWait()
    {
        m_transport->setReading(false);
        const QString large = test::eventText(u"large"_s, QString(500 * kib, u'x'));
        for (int i = 0; i < 100; ++i)
            m_server->send(large);
        // What fits into the kernel's buffers goes; most of these 50 MB does not.
        QTest::qWait(200);
        QVERIFY(m_server->client()->bytesToWrite() > 20480 * kib);
        QVERIFY(m_ids.isEmpty());
        m_transport->setReading(true);
        QTRY_COMPARE(m_ids.size(), 100);
    }

    void upgrade_retryAfter_isPartOfTheLoss()
    {
        m_server->refusal = "HTTP/1.1 503 Busy\r\nRetry-After: 90\r\nContent-Length: 0\r\n\r\n";
        GatewayTransport refused(*Endpoint::create(m_server->url(), {}),
                                 Upgrade{.token = m_credentials.token,
                                         .tenant = m_credentials.identity.tenant,
                                         .after = std::nullopt},
                                 test::usualLargestMessage, ConnectionTiming(), m_time);
        QSignalSpy lost(&refused, &Transport::lost);
        refused.open();
        QTRY_COMPARE(lost.size(), 1);
        QCOMPARE(lost.constFirst().constFirst().value<Loss>(),
                 (Loss{Loss::Cause::Failed, u"HTTP status 503"_s, 90s}));
    }

private:
    void open(qsizetype largestMessage)
    {
        m_transport =
            std::make_unique<GatewayTransport>(*Endpoint::create(m_server->url(), {}),
                                               Upgrade{.token = m_credentials.token,
                                                       .tenant = m_credentials.identity.tenant,
                                                       .after = std::nullopt},
                                               largestMessage, ConnectionTiming(), m_time);
        connect(m_transport.get(), &Transport::messageReceived, this,
                [this](const wire::ServerMessage &message) {
                    if (const auto *const event = std::get_if<Event>(&message))
                        m_ids.append(event->id.value());
                });
        connect(m_transport.get(), &Transport::dropped, this,
                [this](wire::DropReason reason) { m_dropped.append(reason); });
        connect(m_transport.get(), &Transport::lost, this,
                [this](const Loss &loss) { m_losses.append(loss); });
        QSignalSpy opened(m_transport.get(), &Transport::opened);
        QSignalSpy connected(m_server.get(), &test::ScriptedServer::clientConnected);
        m_transport->open();
        QVERIFY(opened.wait());
        QTRY_COMPARE(connected.size(), 1);
    }

    Credentials m_credentials = test::credentialsFor(u"tenant-123"_s, u"user-1"_s);
    SystemTimeSource m_time;
    std::unique_ptr<test::ScriptedServer> m_server;
    std::unique_ptr<GatewayTransport> m_transport;
    QStringList m_ids;
    QList<wire::DropReason> m_dropped;
    QList<Loss> m_losses;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::GatewayTransportTest)
#include "tst_gateway_transport.moc"
