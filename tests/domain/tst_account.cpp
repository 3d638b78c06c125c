#include "domain/account.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace timesheet;

namespace {

QString key(const QString &server, const QString &tenant = u"t"_s, const QString &user = u"u"_s)
{
    return accountKey({QUrl(server), TenantId(tenant), UserId(user)});
}

} // namespace

class AccountTest : public QObject
{
    Q_OBJECT

private slots:
    void key_sameAccountWrittenDifferently_isTheSame()
    {
        QCOMPARE(key(u"wss://ws.example.com"_s), key(u"wss://WS.Example.com:443"_s));
        QCOMPARE(key(u"ws://ws.example.com"_s), key(u"WS://ws.example.com:80"_s));
    }

    void key_anyDifference_isAnotherKey()
    {
        const QSet<QString> keys{
            key(u"wss://a.example"_s),
            key(u"ws://a.example"_s),
            key(u"wss://b.example"_s),
            key(u"wss://a.example:444"_s),
            key(u"wss://a.example/ws"_s),
            key(u"wss://a.example"_s, u"T"_s),
            key(u"wss://a.example"_s, u"t"_s, u"U"_s),
            key(u"wss://a.example"_s, u"tu"_s, QString()),
            key(u"wss://a.example"_s, u"t1:u"_s, u""_s),
        };
        QCOMPARE(keys.size(), 9);
    }

    void key_anyAccount_isFitForAFolderAndStaysTheSame()
    {
        const QString name = key(u"wss://ws.example.com"_s, u"../../etc"_s, u"a/b\n"_s);
        static const QRegularExpression hexadecimal(u"\\A[0-9a-f]{32}\\z"_s);
        QVERIFY(hexadecimal.match(name).hasMatch());
        // Folders of released versions have this name: a change would lose them.
        QCOMPARE(name, u"370865b6ae94c597c1ee898519aefb54"_s);
    }
};

QTEST_GUILESS_MAIN(AccountTest)
#include "tst_account.moc"
