#include "domain/addresses.h"

#include "support/server_addresses.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class AddressesTest : public QObject
{
    Q_OBJECT

private slots:
    void serverAddress_asWritten_isJudged_data() { samples::addServerAddresses(); }
    void serverAddress_asWritten_isJudged()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, url);
        const auto judged = serverAddress(text);
        QCOMPARE(judged.has_value(), !url.isEmpty());
        QCOMPARE(judged.value_or(QUrl()), QUrl(url));
    }

    void serverAddress_letThrough_isLetThroughAgain_data() { samples::addServerAddresses(); }
    void serverAddress_letThrough_isLetThroughAgain()
    {
        QFETCH(const QString, text);
        if (const auto judged = serverAddress(text)) {
            QCOMPARE(serverAddress(*judged), judged);
            QCOMPARE(serverAddress(judged->toString()), judged); // as it is kept in files
            QCOMPARE(serverAddress(judged->toDisplayString()), judged);
        }
    }

    void serverAddress_fault_isNamed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<ServerAddressFault>("fault");
        QTest::addRow("nothing") << u" "_s << ServerAddressFault::Empty;
        QTest::addRow("no host") << u"wss://"_s << ServerAddressFault::NotAServer;
        QTest::addRow("a web page") << u"https://a"_s << ServerAddressFault::NotAServer;
        QTest::addRow("a token") << u"wss://a?token=secret"_s << ServerAddressFault::HoldsMore;
        QTest::addRow("a password") << u"wss://me:secret@a"_s << ServerAddressFault::HoldsMore;
        QTest::addRow("2 KB") << u"wss://example.com/"_s + QString(2031, u'a')
                              << ServerAddressFault::TooLong;
    }
    void serverAddress_fault_isNamed()
    {
        QFETCH(const QString, text);
        QFETCH(const ServerAddressFault, fault);
        const auto judged = serverAddress(text);
        QVERIFY(!judged);
        QCOMPARE(judged.error(), fault);
        QVERIFY(!describe(fault).isEmpty());
        QVERIFY(!describe(fault).contains(u'\n'));
    }

    void serverAddress_justShortEnough_isLetThrough()
    {
        QVERIFY(serverAddress(u"wss://example.com/"_s + QString(2030, u'a')));
    }

    void serverAddress_urlWithoutScheme_isNotCompleted()
    {
        QVERIFY(!serverAddress(QUrl(u"localhost:3001"_s)));
        QVERIFY(!serverAddress(QUrl(u"ws.example.com"_s)));
        QVERIFY(!serverAddress(QUrl()));
    }

    void projectKey_asWritten_isJudged_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("is");
        const auto row = [](const char *name, const QString &text, bool is) {
            QTest::addRow("%s", name) << text << is;
        };
        row("publishable", u"sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH"_s, true);
        row("JWT", u"eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2ln"_s, true);
        row("longest", QString(2048, u'a'), true);
        row("too long", QString(2049, u'a'), false);
        row("nothing", QString(), false);
        row("a server's", u"sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz"_s, false);
        row("of two lines", u"a\r\nb"_s, false);
        row("with a space", u" a"_s, false);
        row("of other letters", u"schlüssel"_s, false);
        row("with U+0000", u"a"_s + QChar(), false);
    }
    void projectKey_asWritten_isJudged()
    {
        QFETCH(const QString, text);
        QFETCH(const bool, is);
        const auto judged = projectKey(text);
        QCOMPARE(judged.has_value(), is);
        QCOMPARE(judged.value_or(QByteArray()), is ? text.toLatin1() : QByteArray());
    }

    void isThisMachine_hosts_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("is");
        QTest::addRow("name") << u"localhost"_s << true;
        QTest::addRow("IPv4") << u"127.0.0.1"_s << true;
        QTest::addRow("another of its IPv4") << u"127.1.2.3"_s << true;
        QTest::addRow("IPv4 in short") << u"127.1"_s << true;
        QTest::addRow("IPv6") << u"[::1]"_s << true;
        QTest::addRow("IPv6 in full") << u"[0:0:0:0:0:0:0:1]"_s << true;
        QTest::addRow("IPv4 within IPv6") << u"[::ffff:127.0.0.1]"_s << true;
        QTest::addRow("another IPv4") << u"192.0.2.127"_s << false;
        QTest::addRow("another IPv6") << u"[2001:db8::1]"_s << false;
        QTest::addRow("a name that begins alike") << u"127.example.com"_s << false;
        QTest::addRow("a name that ends alike") << u"my.localhost.example"_s << false;
    }
    void isThisMachine_hosts()
    {
        QFETCH(const QString, host);
        QFETCH(const bool, is);
        QCOMPARE(isThisMachine(QUrl(u"ws://%1:3001"_s.arg(host))), is);
    }

    void isWebAddress_onlyHttp()
    {
        QVERIFY(isWebAddress(QUrl(u"https://example.com"_s)));
        QVERIFY(isWebAddress(QUrl(u"http://example.com/a?b"_s)));
        for (const QString &other : {u"file:///etc"_s, u"javascript:alert(1)"_s, u"https://"_s,
                                     u"wss://example.com"_s, QString()})
            QVERIFY2(!isWebAddress(QUrl(other)), qPrintable(other));
    }
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::AddressesTest)
#include "tst_addresses.moc"
