#include "gateway/postgres/postgres_url.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace timesheet::gateway;

class TestPostgresUrl : public QObject
{
    Q_OBJECT

private slots:
    void wholeUrl_isTakenApart();
    void parameters_goBeforeTheRest();
    void badUrls_refused_data();
    void badUrls_refused();
};

void TestPostgresUrl::wholeUrl_isTakenApart()
{
    const auto url = parsePostgresUrl(
        u"postgresql://gateway:p%27w%2F@db.example.com:6543/timesheets?sslmode=verify-full"_s);
    QVERIFY(url);
    QCOMPARE(url->host, u"db.example.com"_s);
    QCOMPARE(url->port, 6543);
    QCOMPARE(url->database, u"timesheets"_s);
    QCOMPARE(url->user, u"gateway"_s);
    QCOMPARE(url->password, u"p'w/"_s);
    QVERIFY(url->options.endsWith(u";sslmode='verify-full'"_s));
    QCOMPARE(url->location(), u"db.example.com/timesheets"_s);
}

void TestPostgresUrl::parameters_goBeforeTheRest()
{
    const auto url = parsePostgresUrl(
        u"postgres:///timesheets?host=/run/postgresql&port=5433&user=u&password=p"_s);
    QVERIFY(url);
    QCOMPARE(url->host, u"/run/postgresql"_s);
    QCOMPARE(url->port, 5433);
    QCOMPARE(url->user, u"u"_s);
    QCOMPARE(url->password, u"p"_s);
}

void TestPostgresUrl::badUrls_refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("saying");
    const auto row = [](const char *name, const char *text, const char *saying) {
        QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(saying);
    };
    row("another scheme", "mysql://host/db", "is not written as");
    row("no port", "postgresql://host:99999/db", "is not written as");
    row("no database", "postgresql://host", "names no database");
    row("unknown parameter", "postgresql://host/db?hostaddr=1.2.3.4", "not known: hostaddr");
    row("semicolon", "postgresql://host/db?sslcert=a;b", "cannot hold a semicolon");
    row("zero", "postgresql://host/db?user=%00", "zero character");
    row("port 0 of the host", "postgresql://host:0/db", "is not written as");
    row("port is a word", "postgresql://host/db?port=abc", "no port");
    row("port 0", "postgresql://host/db?port=0", "no port");
    row("port below 0", "postgresql://host/db?port=-1", "no port");
    row("port too large", "postgresql://host/db?port=65536", "no port");
}

void TestPostgresUrl::badUrls_refused()
{
    QFETCH(const QString, text);
    QFETCH(const QString, saying);
    const auto url = parsePostgresUrl(text);
    QVERIFY(!url);
    QVERIFY2(url.error().contains(saying), qPrintable(url.error()));
}

QTEST_GUILESS_MAIN(TestPostgresUrl)
#include "tst_postgres_url.moc"
