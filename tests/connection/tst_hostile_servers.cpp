#include "support/servers/manager_over_sockets.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using test::HttpAnswer;
using test::HttpRequest;

namespace {

constexpr qsizetype mib = qsizetype{1024} * 1024;

/// The head of a frame of 5 MiB: more is not needed to be too much.
const QByteArray tooMuch("\x81\x7f\x00\x00\x00\x00\x00\x50\x00\x00", 10);

QByteArray pageOf(const QStringList &events, const QString &cursor)
{
    return u"{\"events\":[%1],\"cursor\":\"%2\"}"_s.arg(events.join(u','), cursor).toUtf8();
}

/// The number behind a name in a query; 0 where there is none.
int numberIn(const QByteArray &target, const QByteArray &name)
{
    const qsizetype begin = target.indexOf(name);
    return begin < 0 ? 0 : target.mid(begin + name.size()).split('&').constFirst().toInt();
}

QString resumed(const QString &cursor)
{
    return u"{\"type\":\"resumed\",\"cursor\":\"%1\",\"replayed\":1,\"complete\":true} "_s.arg(
        cursor);
}

} // namespace

/// What one server does that is no good costs little, and what follows comes: over real sockets.
class HostileServersTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { make(test::quickTiming()); }
    void cleanup() { m_client.reset(); }

    void replay_withWhatTheSocketCannotTake_isSteppedOverByHttp()
    {
        poisonReplaysAfter(u"c1"_s);
        m_client->server.http = [](const HttpRequest &request) -> HttpAnswer {
            if (!request.target.contains("after=c1"))
                return {200, pageOf({}, u"c2"_s), {}};
            return {200, pageOf({test::eventText(u"c2"_s, QString(2 * mib, u'x'))}, u"c2"_s), {}};
        };
        m_client->signIn();
        QTRY_COMPARE(m_client->events, QStringList{u"c3"_s});
        QCOMPARE(m_client->gaps, 1);
        QVERIFY2(m_client->attempts() <= 4, qPrintable(QString::number(m_client->attempts())));
        QCOMPARE(m_client->manager.droppedCounts().value(wire::DropReason::TooLarge), 1);
    }

    void replay_withACharacterInTwoFragments_isFetchedByHttp()
    {
        poisonReplaysAfter(u"c1"_s, QByteArray("\x01\x01\xc3", 3) + QByteArray("\x80\x01\xa4", 3));
        m_client->server.http = [](const HttpRequest &request) -> HttpAnswer {
            if (!request.target.contains("after=c1"))
                return {200, pageOf({}, u"c2"_s), {}};
            return {200, pageOf({test::eventText(u"c2"_s)}, u"c2"_s), {}};
        };
        m_client->signIn();
        QTRY_COMPARE(m_client->events, (QStringList{u"c2"_s, u"c3"_s}));
        QCOMPARE(m_client->gaps, 0);
    }

    void replay_withWhatCanBeHadInNoWay_isAGapAndWhatFollowsComes()
    {
        // A replay that begins while HTTP is still being asked is one more.
        ConnectionTiming timing = test::quickTiming();
        timing.backoff.assign(timing.backoff.size(), std::chrono::milliseconds(200));
        make(timing);
        poisonReplaysAfter(u"c1"_s);
        m_client->signIn();
        QTRY_COMPARE(m_client->events, QStringList{u"c3"_s});
        QVERIFY(m_client->gaps > 0);
        QVERIFY2(m_client->attempts() <= 5, qPrintable(QString::number(m_client->attempts())));
    }

    void poll_pagesTooLarge_areAskedForWithFewerEvents()
    {
        m_client->server.refusal = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
        // Each page has as many events of 1 MB as it may, and ten are too much.
        m_client->server.http = [](const HttpRequest &request) -> HttpAnswer {
            const int count = std::min(numberIn(request.target, "limit="), 10);
            const int after = numberIn(request.target, "after=c");
            if (after >= 3)
                return {200, pageOf({}, u"c3"_s), {}};
            QStringList events;
            for (int i = 1; i <= count; ++i)
                events.append(test::eventText(u"c%1"_s.arg(after + i), QString(mib - 1024, u'x')));
            return {200, pageOf(events, u"c%1"_s.arg(after + count)), {}};
        };
        m_client->cursor = Cursor(u"c0"_s);
        m_client->signIn();
        QTRY_VERIFY(m_client->events.size() >= 3);
        QCOMPARE(m_client->events.first(3), (QStringList{u"c1"_s, u"c2"_s, u"c3"_s}));
    }

private:
    void make(const ConnectionTiming &timing)
    {
        m_client = std::make_unique<test::ManagerOverSockets>(timing);
        m_client->cursor = Cursor(u"c1"_s);
        m_client->server.greeting = test::helloText();
    }
    /// Whoever comes back to this place is sent what no QWebSocket takes; others get what is new.
    void poisonReplaysAfter(const QString &place, const QByteArray &poison = tooMuch)
    {
        connect(&m_client->server, &test::ScriptedServer::clientConnected, this, [=, this] {
            const QString query = m_client->server.requestUrls.constLast().query();
            if (query.contains(u"after="_s + place)) {
                m_client->server.sendRaw(poison);
                return;
            }
            if (query.contains(u"after="_s))
                m_client->server.send(resumed(u"c2"_s));
            m_client->server.send(test::eventText(u"c3"_s));
        });
    }

    std::unique_ptr<test::ManagerOverSockets> m_client;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::HostileServersTest)
#include "tst_hostile_servers.moc"
