#include "client/process/token_file.h"

#include "support/tokens.h"
#include "wire/limits.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class TokenFileTest : public QObject
{
    Q_OBJECT

private slots:
    void read_token_withWhiteSpaceAroundIt()
    {
        const QByteArray token = test::tokenFor(u"acme"_s, u"alex"_s);
        const auto credentials = readTokenFile(fileWith("\n  " + token + "\r\n\n"));
        QVERIFY2(credentials, credentials ? "" : qPrintable(credentials.error()));
        QCOMPARE(credentials->token.bytes(), token);
        QCOMPARE(credentials->identity.user, UserId(u"alex"_s));
    }

    void read_noGood_saysWhyAndNotWhat_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("words");
        const QByteArray secret = test::tokenFor(u"acme"_s, u"alex"_s);
        QTest::addRow("empty") << QByteArray() << u"is empty"_s;
        QTest::addRow("white space") << QByteArray(" \n\t") << u"is empty"_s;
        QTest::addRow("a password") << QByteArray("secret") << u"not a JWT"_s;
        QTest::addRow("two tokens") << secret + '\n' + secret << u"not a JWT"_s;
        QTest::addRow("a header") << "Bearer " + secret << u"not a JWT"_s;
        QTest::addRow("zeros") << secret + QByteArray(1, '\0') << u"not a JWT"_s;
        QTest::addRow("too long") << secret + QByteArray(wire::maxTokenBytes, 'A') << u"too long"_s;
        QTest::addRow("a disk") << QByteArray(10'000'000, 'A') << u"too long"_s;
    }
    void read_noGood_saysWhyAndNotWhat()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const QString, words);
        const auto credentials = readTokenFile(fileWith(content));
        QVERIFY(!credentials);
        QVERIFY2(credentials.error().contains(words), qPrintable(credentials.error()));
        QVERIFY(!credentials.error().contains(u"secret"_s));
        QVERIFY(!credentials.error().contains(u"eyJ"_s));
        QVERIFY(!credentials.error().contains(u'\n'));
    }

    void read_noFile_saysWhich()
    {
        QVERIFY(readTokenFile(m_folder.filePath(u"none"_s)).error().contains(u"none"_s));
        QVERIFY(!readTokenFile(m_folder.path()));
    }

private:
    QString fileWith(const QByteArray &content) const
    {
        QFile file(m_folder.filePath(u"token"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write the token file");
        return file.fileName();
    }

    QTemporaryDir m_folder;
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::TokenFileTest)
#include "tst_token_file.moc"
