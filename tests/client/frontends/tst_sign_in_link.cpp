#include "client/frontends/sign_in_link.h"
#include "wire/limits.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class SignInLinkTest : public QObject
{
    Q_OBJECT

private slots:
    void link_isRead_data()
    {
        QTest::addColumn<QString>("link");
        QTest::addColumn<QUrl>("server");
        const QUrl server(u"wss://ws.example.com"_s);
        QTest::addRow("plain")
            << u"timesheet-tray://sign-in?server=wss://ws.example.com&token=a.b.c"_s << server;
        QTest::addRow("encoded")
            << u"timesheet-tray://sign-in?server=wss%3A%2F%2Fws.example.com&token=a.b.c"_s
            << server;
        QTest::addRow("as browsers write it")
            << u"timesheet-tray://sign-in/?token=a.b.c&server=wss%3A%2F%2Fws.example.com"_s
            << server;
        QTest::addRow("loud") << u"TIMESHEET-TRAY://sign-in?server=ws.example.com&token=a.b.c"_s
                              << server;
    }
    void link_isRead()
    {
        QFETCH(const QString, link);
        QFETCH(const QUrl, server);
        QVERIFY(isSignInLink(link));
        const auto read = readSignInLink(link);
        QVERIFY2(read, read ? "" : qPrintable(read.error()));
        QCOMPARE(read->server, server);
        QCOMPARE(read->token, Token("a.b.c"));
    }

    void badLink_isRefusedWithoutItsToken_data()
    {
        QTest::addColumn<QString>("link");
        QTest::addRow("another wish") << u"timesheet-tray://delete?token=secret.b.c"_s;
        QTest::addRow("no server") << u"timesheet-tray://sign-in?token=secret.b.c"_s;
        QTest::addRow("no token") << u"timesheet-tray://sign-in?server=wss://ws.example.com"_s;
        QTest::addRow("two servers")
            << u"timesheet-tray://sign-in?server=wss://a&server=wss://b&token=secret.b.c"_s;
        QTest::addRow("a page's address")
            << u"timesheet-tray://sign-in?server=https://a.example.com&token=secret.b.c"_s;
        QTest::addRow("a user in the server")
            << u"timesheet-tray://sign-in?server=wss://ws.example.com@evil.example&token=secret.b.c"_s;
        QTest::addRow("too long") << u"timesheet-tray://sign-in?server=wss://a&token="_s +
                                         QString(4 * wire::maxTokenBytes, u's');
    }
    void badLink_isRefusedWithoutItsToken()
    {
        QFETCH(const QString, link);
        const auto read = readSignInLink(link);
        QVERIFY(!read);
        QVERIFY(!read.error().isEmpty());
        QVERIFY(!read.error().contains(u"secret"_s));
    }

    void otherWords_areNoLinks()
    {
        for (const QString &word : {u"status"_s, u"--minimized"_s, u"https://example.com"_s})
            QVERIFY(!isSignInLink(word));
    }
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::SignInLinkTest)
#include "tst_sign_in_link.moc"
