#include "desktop/words/status_text.h"

#include "domain/instant.h"

#include <QtTest>

using namespace timesheet;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QDateTime now()
{
    return *parseInstant(u"2026-11-23T09:30:00Z");
}

ConnectionStatus in(ConnectionState state)
{
    ConnectionStatus status;
    status.state = state;
    return status;
}

} // namespace

class TestStatusText : public QObject
{
    Q_OBJECT

private slots:
    void statusLine_ofState_isWords_data();
    void statusLine_ofState_isWords();
    void trayTooltip_namesStateAndUnread();
    void connectionDiagnostics_neverHoldASecret();
};

void TestStatusText::statusLine_ofState_isWords_data()
{
    QTest::addColumn<ConnectionStatus>("status");
    QTest::addColumn<QString>("line");

    ConnectionStatus status = in(ConnectionState::Connected);
    QTest::addRow("live") << status << u"Live"_s;
    status.roundTrip = 12ms;
    QTest::addRow("live with round trip") << status << u"Live, 12 ms"_s;
    QTest::addRow("connecting") << in(ConnectionState::Connecting) << u"Connecting…"_s;
    status = in(ConnectionState::Reconnecting);
    status.attempt = 2;
    status.maxAttempts = 5;
    QTest::addRow("retrying now") << status << u"Retrying (2 of 5)…"_s;
    status.nextAttempt = now().addMSecs(7400);
    QTest::addRow("retrying soon") << status << u"Retrying (2 of 5) in 8 s"_s;
    status = in(ConnectionState::Polling);
    QTest::addRow("long polling") << status << u"Checking for news"_s;
    status.pollInterval = 30s;
    QTest::addRow("polling") << status << u"Checking every 30 s"_s;
    status.nextAttempt = now().addSecs(12);
    QTest::addRow("polling, next try") << status << u"Checking every 30 s, next try in 0:12"_s;
    status = in(ConnectionState::Offline);
    QTest::addRow("offline") << status << u"Offline"_s;
    status.nextAttempt = now().addSecs(75);
    QTest::addRow("offline, next try") << status << u"Offline, next try in 1:15"_s;
    QTest::addRow("unauthorized") << in(ConnectionState::Unauthorized) << u"Sign-in needed"_s;
    QTest::addRow("signed out") << in(ConnectionState::SignedOut) << u"Not signed in"_s;
}

void TestStatusText::statusLine_ofState_isWords()
{
    QFETCH(const ConnectionStatus, status);
    QFETCH(const QString, line);
    QCOMPARE(statusLine(status, now()), line);
}

void TestStatusText::trayTooltip_namesStateAndUnread()
{
    QCOMPARE(trayTooltip(TrayState::Live, 3), u"Timesheet Tray: connected, 3 unread"_s);
    QCOMPARE(trayTooltip(TrayState::Offline, 0), u"Timesheet Tray: offline"_s);
}

void TestStatusText::connectionDiagnostics_neverHoldASecret()
{
    ConnectionStatus status = in(ConnectionState::Polling);
    status.server = QUrl(u"wss://me:secret@ws.example.com/x?token=secret#secret"_s);
    const QString text = connectionDiagnostics(status, now(), now());
    QVERIFY(text.contains(u"server: wss://ws.example.com/x"));
    QVERIFY(text.contains(u"state: polling"));
    QVERIFY(text.contains(u"last event: 2026-11-23T09:30:00.000Z"));
    QVERIFY(!text.contains(u"secret"));
    for (const auto &[name, value] : connectionFacts(status, now(), now(), QLocale::c()))
        QVERIFY2(!value.contains(u"secret"), qPrintable(name));
}

QTEST_GUILESS_MAIN(TestStatusText)
#include "tst_status_text.moc"
