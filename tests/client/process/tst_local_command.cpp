#include "client/process/local_command.h"

#include "support/credentials.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

const Credentials alex = test::credentialsFor(u"acme"_s, u"alex"_s);

QByteArray withoutQuotes(QByteArray line)
{
    return line.replace('"', '\'');
}

QByteArray withQuotes(QByteArray line)
{
    return line.replace('\'', '"');
}

} // namespace

class LocalCommandTest : public QObject
{
    Q_OBJECT

private slots:
    /// Versions 0.1 and later say so to each other.
    void command_onTheLine_data()
    {
        QTest::addColumn<LocalCommand>("command");
        QTest::addColumn<QByteArray>("line");
        const auto row = [](const char *name, const LocalCommand &command, const QByteArray &line) {
            QTest::newRow(name) << command << line;
        };
        row("show", local::Show(), "{'command':'show'}");
        row("status", local::Status(), "{'command':'status'}");
        row("sign out", local::SignOut(), "{'command':'sign-out'}");
        row("sign in", local::SignIn{QUrl(u"wss://ws.example.com"_s), alex},
            "{'command':'sign-in','server':'wss://ws.example.com','token':'" + alex.token.bytes() +
                "'}");
        row("link", local::OpenLink{u"timesheet-tray://sign-in?server=wss://a&token=a.b.c"_s},
            "{'command':'link','link':'timesheet-tray://sign-in?server=wss://a&token=a.b.c'}");
        row("first events", local::Events{u"timesheet:approved"_s, true, u"Überst"_s, 7, {}},
            "{'command':'events','limit':7,'search':'Überst','type':'timesheet:approved',"
            "'unread':true}");
        row("further events", local::Events{{}, false, {}, 200, qint64{1} << 52},
            "{'below':4503599627370496,'command':'events','limit':200,'search':'','type':'',"
            "'unread':false}");
    }
    void command_onTheLine()
    {
        QFETCH(const LocalCommand, command);
        QFETCH(const QByteArray, line);
        QCOMPARE(withoutQuotes(encodeLocalCommand(command)), line);
        const auto decoded = decodeLocalCommand(withQuotes(line));
        QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error()));
        QVERIFY(*decoded == command);
    }

    void decode_membersMissing_areAsIfNobodyHadSaid()
    {
        QVERIFY(*decodeLocalCommand(withQuotes("{'command':'events','type':7,'limit':'many'}")) ==
                LocalCommand(local::Events()));
        QVERIFY(*decodeLocalCommand(withQuotes("{'command':'link'}")) ==
                LocalCommand(local::OpenLink()));
        QVERIFY(*decodeLocalCommand(withQuotes("{'command':'show','of a later version':1}")) ==
                LocalCommand(local::Show()));
    }

    void decode_noGood_saysWhy_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("words");
        QTest::addRow("nothing") << QByteArray() << u"no command"_s;
        QTest::addRow("words") << QByteArray("please") << u"no command"_s;
        QTest::addRow("half a line") << QByteArray("{'command':'sho") << u"no command"_s;
        QTest::addRow("a list") << QByteArray("['show']") << u"no command"_s;
        QTest::addRow("no name") << QByteArray("{}") << u"no command"_s;
        QTest::addRow("a number") << QByteArray("{'command':7}") << u"no command"_s;
        QTest::addRow("unknown") << QByteArray("{'command':'dance'}") << u"dance is no command"_s;
        QTest::addRow("loud") << QByteArray("{'command':'SHOW'}") << u"SHOW is no command"_s;
        QTest::addRow("no token") << QByteArray("{'command':'sign-in','server':'wss://a'}")
                                  << u"not a JWT"_s;
        QTest::addRow("a bad token")
            << QByteArray("{'command':'sign-in','server':'wss://a','token':'secret.b.c'}")
            << u"not a JWT"_s;
        QTest::addRow("a long token") << "{'command':'sign-in','server':'wss://a','token':'secret" +
                                             QByteArray(9000, 'x') + "'}"
                                      << u"too long"_s;
        QTest::addRow("deep") << QByteArray(100, '[') << u"no command"_s;
    }
    void decode_noGood_saysWhy()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QString, words);
        const auto decoded = decodeLocalCommand(withQuotes(line));
        QVERIFY(!decoded);
        QVERIFY2(decoded.error().contains(words), qPrintable(decoded.error()));
        QVERIFY(!decoded.error().contains(u"secret"_s));
    }

    void decode_longName_isCutShort()
    {
        const auto decoded =
            decodeLocalCommand(withQuotes("{'command':'" + QByteArray(60000, 'x') + "'}"));
        QVERIFY(decoded.error().size() < 100);
    }

    void answer_onTheLine()
    {
        const QJsonObject object{{u"unread"_s, 3}, {u"events"_s, QJsonArray{1}}};
        QCOMPARE(encodeLocalAnswer(object), withQuotes("{'events':[1],'unread':3}"));
        QCOMPARE(decodeLocalAnswer(withQuotes("{'events':[1],'unread':3}")), LocalAnswer(object));
        const LocalAnswer error = tl::unexpected(u"it rains"_s);
        QCOMPARE(encodeLocalAnswer(error), withQuotes("{'error':'it rains'}"));
        QVERIFY(decodeLocalAnswer(withQuotes("{'error':'it rains'}")) == error);
        QVERIFY(decodeLocalAnswer("").value().isEmpty());
    }
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::LocalCommandTest)
#include "tst_local_command.moc"
