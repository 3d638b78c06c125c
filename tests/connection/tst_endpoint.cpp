#include "connection/endpoint.h"

#include <QTemporaryFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class EndpointTest : public QObject
{
    Q_OBJECT

private slots:
    void create_addresses_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("good");
        QTest::addRow("development") << u"ws://localhost:3001"_s << true;
        QTest::addRow("production") << u"wss://ws.example.com"_s << true;
        QTest::addRow("with a path") << u"wss://example.com/realtime"_s << true;
        QTest::addRow("IPv6") << u"ws://[::1]:3001"_s << true;
        QTest::addRow("http") << u"http://localhost:3001"_s << false;
        QTest::addRow("no scheme") << u"localhost:3001"_s << false;
        QTest::addRow("no host") << u"ws://"_s << false;
        QTest::addRow("empty") << QString() << false;
        QTest::addRow("a token in the query") << u"ws://localhost:3001?token=x"_s << false;
        QTest::addRow("a password") << u"ws://user:secret@localhost:3001"_s << false;
        QTest::addRow("bad port") << u"ws://localhost:99999"_s << false;
    }
    void create_addresses()
    {
        QFETCH(QString, address);
        QFETCH(bool, good);
        const auto endpoint = Endpoint::create(QUrl(address, QUrl::StrictMode), {});
        QCOMPARE(endpoint.has_value(), good);
        if (!good)
            QVERIFY(!endpoint.error().contains(u"secret"_s));
    }

    void http_anyServer_isTheSameHostAndPort()
    {
        const auto plain = Endpoint::create(QUrl(u"ws://localhost:3001"_s), {});
        QCOMPARE(plain->http(u"/v1/events"_s), QUrl(u"http://localhost:3001/v1/events"_s));
        const auto secure = Endpoint::create(QUrl(u"wss://example.com/rt/"_s), {});
        QCOMPARE(secure->http(u"/v1/events"_s), QUrl(u"https://example.com/rt/v1/events"_s));
        QCOMPARE(plain->webSocket(u"/v1/live"_s), QUrl(u"ws://localhost:3001/v1/live"_s));
        QCOMPARE(secure->webSocket(u"/v1/live"_s), QUrl(u"wss://example.com/rt/v1/live"_s));
    }

    void create_caFileWithoutCertificate_isRefusedByName()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write("no certificate\n");
        file.flush();
        const auto endpoint = Endpoint::create(QUrl(u"wss://example.com"_s), file.fileName());
        QVERIFY(!endpoint);
        QVERIFY(endpoint.error().contains(file.fileName()));
    }
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::EndpointTest)
#include "tst_endpoint.moc"
