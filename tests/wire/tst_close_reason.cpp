#include "wire/close_reason.h"

#include <QTest>

using namespace timesheet::wire;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(CloseReason)

/// What servers and clients must agree on to the letter.
class TestCloseReason : public QObject
{
    Q_OBJECT

private slots:
    void reason_onTheWire_data();
    void reason_onTheWire();
    void otherWords_areNoReason_data();
    void otherWords_areNoReason();
};

void TestCloseReason::reason_onTheWire_data()
{
    QTest::addColumn<CloseReason>("reason");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("text");
    const auto row = [](CloseReason reason, int code, const char *text) {
        QTest::newRow(text) << reason << code << QString::fromLatin1(text);
    };
    row(CloseReason::Unauthorized, 1008, "Unauthorized");
    row(CloseReason::TokenExpired, 1008, "Token expired");
    row(CloseReason::RateLimitExceeded, 1008, "Rate limit exceeded");
    row(CloseReason::TooManyConnections, 1013, "Too many connections");
    row(CloseReason::Overloaded, 1013, "Overloaded");
    row(CloseReason::IdleTimeout, 1001, "Idle timeout");
    row(CloseReason::ServiceRestart, 1012, "Service restart");
    row(CloseReason::BinaryMessage, 1003, "Binary messages are not supported");
}

void TestCloseReason::reason_onTheWire()
{
    QFETCH(const CloseReason, reason);
    QFETCH(const int, code);
    QFETCH(const QString, text);
    constexpr qsizetype longestText = 123; // RFC 6455, section 5.5: 125 bytes, two of them the code
    const CloseWords words = closeWords(reason);
    QCOMPARE(static_cast<int>(words.code), code);
    QCOMPARE(QString::fromLatin1(words.text), text);
    QVERIFY(words.text.size() <= longestText);
    QVERIFY(closeReasonOf(code, text) == reason);
}

void TestCloseReason::otherWords_areNoReason_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << 1000 << QString();
    QTest::newRow("unknown text") << 1008 << u"Go away"_s;
    QTest::newRow("another code's text") << 1001 << u"Unauthorized"_s;
    QTest::newRow("other letters") << 1008 << u"rate limit exceeded"_s;
    QTest::newRow("the text and more") << 1008 << u"Token expired."_s;
}

void TestCloseReason::otherWords_areNoReason()
{
    QFETCH(const int, code);
    QFETCH(const QString, text);
    QVERIFY(!closeReasonOf(code, text));
}

QTEST_GUILESS_MAIN(TestCloseReason)
#include "tst_close_reason.moc"
