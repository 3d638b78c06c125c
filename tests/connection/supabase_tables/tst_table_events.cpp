#include "connection/supabase_tables/table_events.h"

#include "support/credentials.h"
#include "support/manual_time.h"
#include "support/quoted_json.h"
#include "support/remembered_rows.h"
#include "support/servers/scripted_server.h"
#include "support/servers/scripted_tables.h"

#include <QSet>
#include <QTest>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using Cause = RequestFailure::Cause;
using test::HttpAnswer;
using test::HttpRequest;
using test::json;

namespace {

constexpr qsizetype largestMessage = qsizetype{64} * 1024;
constexpr qint64 second = 1'000'000;
const QString sheets = u"timesheets"_s;
const QString notes = u"annotations"_s;
const QString news = u"notifications"_s;

QJsonObject status(const QString &status)
{
    return {{u"status"_s, status}, {u"employee_id"_s, u"user-1"_s}};
}

QJsonObject titled(const QString &title)
{
    return {{u"title"_s, title}};
}

} // namespace

/// Events out of tables that only PostgREST shows: each change once, whatever comes between.
class TableEventsTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_request.reset(); // before what made it
        m_source.reset();
        m_client.reset();
        m_server = std::make_unique<test::ScriptedServer>();
        m_tables = std::make_unique<test::ScriptedTables>(*m_server);
        m_rows.states.clear();
        m_rows.fails = m_rows.keepsNothing = false;
        m_cursor.reset();
        m_ids.clear();
        m_types.clear();
        m_gaps = 0;
        begin();
    }
    void cleanup() { m_request.reset(); }

    void find_saysWhatIsThere()
    {
        QCOMPARE(m_found, std::optional(true));
        QCOMPARE(m_source->name(), u"tables of the Timesheet Manager"_s);
        QCOMPARE(m_source->watched().size(), 5);
        QCOMPARE(m_source->watched().constFirst(),
                 (WatchedChanges{u"UPDATE"_s, u"public"_s, sheets, u"tenant_id"_s}));
    }

    void find_withoutATable_goesOnWithTheOthers()
    {
        m_tables->tables.remove(notes);
        begin();
        QCOMPARE(m_found, std::optional(true));
        QCOMPARE(m_source->name(), u"tables of the Timesheet Manager, without annotations"_s);
        QCOMPARE(m_source->watched().size(), 3);
        beCaughtUp();
        m_tables->put(news, u"1"_s, second, titled(u"hello"_s));
        catchUp();
        QCOMPARE(m_types, QStringList{u"notification:new"_s});
    }

    void find_withoutAny_saysSo()
    {
        m_tables->tables.clear();
        begin();
        QCOMPARE(m_found, std::optional(false));
    }

    void find_timesOfMakingOnly_areTaken()
    {
        m_tables->instead = [](const HttpRequest &request) -> std::optional<HttpAnswer> {
            const bool isOfNotes = request.target.contains("/annotations?");
            if (!isOfNotes)
                return std::nullopt;
            if (request.target.contains("updated_at"))
                return HttpAnswer{400, json("{'code':'42703'}"), {}};
            return HttpAnswer{200, "[]", {}};
        };
        begin();
        QCOMPARE(m_source->name(), u"tables of the Timesheet Manager"_s);
        beCaughtUp();
        QVERIFY(m_tables->asked()
                    .filter(u"/annotations"_s)
                    .constLast()
                    .contains(u"order=created_at.asc"_s));
    }

    void find_answerThatSaysNothingOfTables_isAFailure_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Cause>("cause");
        QTest::addRow("a token") << 401 << json("{'code':'PGRST303'}") << Cause::Unauthorized;
        QTest::addRow("busy") << 503 << json("{'code':'PGRST002'}") << Cause::Busy;
        QTest::addRow("broken") << 500 << json("{'code':'57014'}") << Cause::Failed;
    }
    void find_answerThatSaysNothingOfTables_isAFailure()
    {
        QFETCH(const int, code);
        QFETCH(const QByteArray, body);
        QFETCH(const Cause, cause);
        m_tables->instead = [&](const HttpRequest &) { return HttpAnswer{code, body, {}}; };
        begin();
        QVERIFY(!m_found);
        QCOMPARE(m_failure->cause, cause);
    }

    void firstTime_rowsAreLearntWithoutNews()
    {
        for (int i = 0; i < 1200; ++i) // several pages
            m_tables->put(sheets, u"s%1"_s.arg(i), i, status(u"approved"_s));
        m_tables->put(news, u"1"_s, second, titled(u"hello"_s));
        beCaughtUp();
        QCOMPARE(m_rows.states.size(), 1201);
        QVERIFY(m_ids.isEmpty());
        QCOMPARE(m_gaps, 0);

        m_tables->put(sheets, u"s3"_s, 2 * second, status(u"approved"_s)); // touched
        m_tables->put(sheets, u"s4"_s, 2 * second, status(u"rejected"_s));
        catchUp();
        QCOMPARE(m_types, QStringList{u"timesheet:rejected"_s});
    }

    /// The transport asks for the place, and who hears its hello for the newest events.
    void firstTime_askedTwice_isTheSamePlace()
    {
        m_tables->put(sheets, u"s"_s, 0, status(u"draft"_s));
        QVERIFY(fetch(std::nullopt));
        const auto first = m_answer->page->page.cursor;
        m_tables->put(sheets, u"s"_s, second, status(u"approved"_s));
        m_tables->put(news, u"1"_s, second, titled(u"hello"_s));
        QVERIFY(fetch(std::nullopt));
        QCOMPARE(m_answer->page->page.cursor, first);
        m_cursor = first;
        catchUp();
        QCOMPARE(m_types, (QStringList{u"timesheet:approved"_s, u"notification:new"_s}));
    }

    void emptyTables_firstRowIsNews()
    {
        beCaughtUp();
        QVERIFY(!m_cursor->isEmpty());
        m_tables->put(news, u"1"_s, -3600 * second, titled(u"hello"_s));
        catchUp();
        QCOMPARE(m_ids.size(), 1);
    }

    void anotherServersPlace_isAGap()
    {
        m_tables->put(sheets, u"s"_s, 0, status(u"approved"_s));
        QVERIFY(fetch(Cursor(u"6f1c.42.ab"_s)));
        QVERIFY(!m_answer->page->page.complete);
        QVERIFY(m_answer->page->page.events.isEmpty());
        QVERIFY(!m_answer->page->page.cursor.isEmpty());
    }

    void changes_ofAllTables_comeInTheirOrder()
    {
        m_tables->put(sheets, u"s"_s, 0, status(u"draft"_s));
        beCaughtUp();
        m_tables->put(news, u"1"_s, 1 * second, titled(u"hello"_s));
        m_tables->put(notes, u"n"_s, 2 * second,
                      {{u"text"_s, u"Friday?"_s}, {u"timesheet_id"_s, u"s"_s}});
        m_tables->put(sheets, u"s"_s, 3 * second, status(u"approved"_s));
        catchUp();
        QCOMPARE(m_types, (QStringList{u"notification:new"_s, u"timesheet:annotated"_s,
                                       u"timesheet:approved"_s}));
        QCOMPARE(m_last.value("employee_id"_L1), u"user-1"_s);
        catchUp();
        QCOMPARE(m_ids.size(), 3);
    }

    void annotation_isAboutWhoTheTimesheetIsAbout()
    {
        m_tables->put(sheets, u"s"_s, 0, status(u"draft"_s));
        beCaughtUp();
        m_tables->put(notes, u"n"_s, second,
                      {{u"text"_s, u"Friday?"_s}, {u"timesheet_id"_s, u"s"_s}});
        catchUp();
        QCOMPARE(m_last.value("employee_id"_L1), u"user-1"_s);
    }

    void manyRowsOfOneTime_allComeOnce()
    {
        beCaughtUp();
        for (int i = 0; i < 450; ++i)
            m_tables->put(news, u"%1"_s.arg(i), second, titled(u"hello"_s));
        catchUp();
        QCOMPARE(m_ids.size(), 450);
        catchUp(); // all of them are within the overlap, and more than a page
        QCOMPARE(m_ids.size(), 450);
        m_tables->put(news, u"last"_s, 2 * second, titled(u"hello"_s));
        catchUp();
        QCOMPARE(m_ids.size(), 451);
    }

    /// All of them within the overlap, so that a look which took the first answer for the last one
    /// would find the same rows again and again.
    void projectThatGivesFewRows_tellsAllOnce()
    {
        m_tables->mostRowsAtOnce = 20;
        for (int i = 0; i < 90; ++i)
            m_tables->put(sheets, u"s%1"_s.arg(i), i, status(u"approved"_s));
        beCaughtUp();
        QCOMPARE(m_rows.states.size(), 90);
        for (int i = 0; i < 450; ++i)
            m_tables->put(news, u"%1"_s.arg(i), second + i, titled(u"hello"_s));
        catchUp();
        QCOMPARE(m_ids.size(), 450);
        begin(); // as a program that does not know yet how many it is given
        m_tables->put(news, u"last"_s, 2 * second, titled(u"hello"_s));
        m_tables->put(sheets, u"s3"_s, 2 * second, status(u"approved"_s)); // touched
        catchUp();
        QCOMPARE(m_ids.size(), 451);
    }

    /// The first page of each look ends at the same row, which must not look like the end.
    void moreRowsThanAPageWithinTheOverlap_doNotHideWhatFollows()
    {
        for (int i = 0; i < 250; ++i)
            m_tables->put(sheets, u"s%1"_s.arg(i), i, status(u"approved"_s));
        beCaughtUp();
        for (int i = 1; i < 4; ++i) {
            m_tables->put(news, u"%1"_s.arg(i), i * second, titled(u"hello"_s));
            catchUp();
            QCOMPARE(m_ids.size(), i);
        }
    }

    void projectThatHasGivenMore_isNotAskedOnForTheRest()
    {
        for (int i = 0; i < 250; ++i)
            m_tables->put(sheets, u"s%1"_s.arg(i), i, status(u"approved"_s));
        beCaughtUp();
        m_tables->put(news, u"1"_s, 120 * second, titled(u"hello"_s));
        catchUp();
        m_tables->requests.clear();
        catchUp();
        QCOMPARE(m_tables->requests.size(), 3); // one for each table
    }

    void lateCommit_withinTheOverlap_isFound()
    {
        m_tables->put(sheets, u"s"_s, 0, status(u"draft"_s));
        m_tables->put(news, u"1"_s, 100 * second, titled(u"hello"_s));
        beCaughtUp();
        m_tables->put(sheets, u"s"_s, 70 * second, status(u"approved"_s));
        m_tables->put(news, u"2"_s, 99 * second, titled(u"late"_s));
        catchUp();
        QCOMPARE(m_types, (QStringList{u"timesheet:approved"_s, u"notification:new"_s}));
        QCOMPARE(m_ids.size(), 2);
    }

    /// What was told is stored with its place, or neither: then it is told again.
    void restart_beforeAnyEventIsStored_tellsAllAgain()
    {
        m_tables->put(sheets, u"a"_s, 0, status(u"draft"_s));
        m_tables->put(sheets, u"b"_s, 0, status(u"draft"_s));
        beCaughtUp();
        const auto stored = m_cursor;
        m_tables->put(sheets, u"a"_s, 1 * second, status(u"approved"_s));
        m_tables->put(sheets, u"b"_s, 2 * second, status(u"approved"_s));
        catchUp();
        const QStringList told = m_ids;
        QCOMPARE(told.size(), 2);

        m_tables->put(sheets, u"b"_s, 3 * second, status(u"approved"_s)); // touched meanwhile
        m_ids.clear();
        m_types.clear();
        m_cursor = stored;
        begin();
        catchUp();
        QCOMPARE(m_ids.size(), 2);
        QCOMPARE(m_ids.constFirst(), told.constFirst());
        QCOMPARE(m_types, (QStringList{u"timesheet:approved"_s, u"timesheet:approved"_s}));
    }

    void restart_afterAllIsStored_tellsNothingNew()
    {
        m_tables->put(sheets, u"a"_s, 0, status(u"draft"_s));
        beCaughtUp();
        m_tables->put(sheets, u"a"_s, 1 * second, status(u"approved"_s));
        catchUp();
        QCOMPARE(m_ids.size(), 1);
        m_tables->put(sheets, u"a"_s, 2 * second, status(u"approved"_s)); // touched
        begin();
        catchUp();
        QCOMPARE(m_ids.size(), 1);
    }

    void restart_betweenTwoEvents_goesOnThere()
    {
        beCaughtUp();
        for (int i = 1; i <= 3; ++i)
            m_tables->put(news, u"%1"_s.arg(i), i * second, titled(u"hello"_s));
        QVERIFY(fetch(m_cursor));
        const QList<Event> events = m_answer->page->page.events;
        QCOMPARE(events.size(), 3);
        take(events.at(0)); // stored with its place; then the end
        m_cursor = events.at(0).cursor;
        begin();
        catchUp();
        QCOMPARE(m_ids, (QStringList{events.at(0).id.value(), events.at(1).id.value(),
                                     events.at(2).id.value()}));
    }

    void cacheThatFails_isAFailureAndNothingIsTold()
    {
        beCaughtUp();
        m_tables->put(news, u"1"_s, second, titled(u"hello"_s));
        m_rows.keepsNothing = true;
        QVERIFY(!fetch(m_cursor));
        QCOMPARE(m_answer->page.error().cause, Cause::Failed);
        m_rows.keepsNothing = false;
        m_rows.fails = true;
        QVERIFY(!fetch(m_cursor));
        m_rows.fails = false;
        catchUp();
        QCOMPARE(m_ids.size(), 1);
    }

    void rowTooLarge_isAGapOnce()
    {
        beCaughtUp();
        m_tables->put(news, u"1"_s, second, titled(QString(largestMessage, u'a')));
        m_tables->put(news, u"2"_s, 2 * second, titled(u"hello"_s));
        catchUp();
        QCOMPARE(m_ids.size(), 1);
        QCOMPARE(m_gaps, 1);
        catchUp();
        QCOMPARE(m_gaps, 1);
    }

    void answerTooLarge_isAskedForWithLess()
    {
        beCaughtUp();
        m_tables->put(news, u"1"_s, second, titled(u"hello"_s));
        m_tables->instead = [](const HttpRequest &request) -> std::optional<HttpAnswer> {
            if (request.target.contains("limit=200"))
                return HttpAnswer{200, QByteArray(qsizetype{16} * 1024 * 1024, ' '), {}};
            return std::nullopt;
        };
        QVERIFY(!fetch(m_cursor));
        QCOMPARE(m_answer->page.error().cause, Cause::Failed);
        QVERIFY(fetch(m_cursor));
        QCOMPARE(m_answer->page->page.events.size(), 1);
        QVERIFY(!m_tables->asked().filter(u"limit=20&"_s).isEmpty());
    }

    void tableThatGoes_isLeftOut()
    {
        beCaughtUp();
        m_tables->tables.remove(notes);
        m_tables->put(news, u"1"_s, second, titled(u"hello"_s));
        QVERIFY(!fetch(m_cursor));
        QCOMPARE(
            m_answer->page.error(),
            (RequestFailure{Cause::Failed, u"the project has no table public.annotations"_s, 0ms}));
        catchUp();
        QCOMPARE(m_ids.size(), 1);
    }

    void reportMarks_ofNotifications_marksThoseRows()
    {
        beCaughtUp();
        for (int i = 0; i < 60; ++i)
            m_tables->put(news, u"%1"_s.arg(i), second, titled(u"hello"_s));
        m_tables->put(sheets, u"s"_s, second, status(u"approved"_s));
        catchUp();
        m_tables->requests.clear();
        QVERIFY(report());
        QCOMPARE(m_tables->requests.size(), 2); // no more than 50 in one
        QVERIFY(m_tables->requests.constFirst().head.startsWith("PATCH /rest/v1/notifications?"));
        QVERIFY(m_tables->requests.constFirst().head.contains("\r\nPrefer: return=representation"));
        const auto marked = m_tables->tables.value(news);
        for (const QJsonObject &row : marked)
            QCOMPARE(row.value("read_at"_L1), u"2026-12-01T00:00:00.000000+00:00"_s);
        QVERIFY(report()); // none is unread any more: that is no failure
    }

    void reportMarks_ofOthers_asksNobody()
    {
        m_tables->put(sheets, u"s"_s, 0, status(u"draft"_s));
        beCaughtUp();
        m_tables->put(sheets, u"s"_s, second, status(u"approved"_s));
        catchUp();
        m_tables->requests.clear();
        QVERIFY(report());
        QVERIFY(m_tables->requests.isEmpty());
    }

    void reportMarks_refused_saysWhy()
    {
        beCaughtUp();
        m_tables->put(news, u"1"_s, second, titled(u"hello"_s));
        catchUp();
        m_tables->instead = [](const HttpRequest &) {
            return HttpAnswer{403, json("{'code':'42501'}"), {}};
        };
        QVERIFY(!report());
    }

private:
    /// As a program that has just been started: it only knows what was kept.
    void begin()
    {
        m_request.reset();
        m_client = std::make_unique<PostgrestClient>(*Endpoint::create(m_server->url(), {}),
                                                     "the-key", ConnectionTiming(), m_time);
        m_client->setCredentials(m_credentials);
        m_source =
            std::make_unique<TableEvents>(*m_client, m_rows, TableNames(), largestMessage, [] {
                return QDateTime(QDate(2026, 12, 1), QTime(0, 0), Qt::UTC);
            });
        m_source->setIdentity(m_credentials.identity);
        m_found.reset();
        m_failure.reset();
        m_request = m_source->find([this](const tl::expected<bool, RequestFailure> &found) {
            if (found)
                m_found = *found;
            else
                m_failure = found.error();
        });
        QTRY_VERIFY(m_found || m_failure);
        m_tables->requests.clear();
    }

    /// False where there is no page.
    bool fetch(const std::optional<Cursor> &after)
    {
        m_answer.reset();
        m_request =
            m_source->fetch(after, [this](const EventsAnswer &answer) { m_answer = answer; });
        return QTest::qWaitFor([this] { return m_answer.has_value(); }) && m_answer->page;
    }

    /// Learns, as at the first sign-in.
    void beCaughtUp()
    {
        QVERIFY(fetch(std::nullopt));
        QVERIFY(m_answer->page->page.events.isEmpty());
        m_cursor = m_answer->page->page.cursor;
        QVERIFY(fetch(std::nullopt));
        catchUp();
    }

    /// Asks while the place moves, as CatchUp does; takes each event once, as a cache does.
    void catchUp()
    {
        for (int pages = 0; pages < 20; ++pages) {
            QVERIFY(fetch(m_cursor));
            const wire::DecodedPage &decoded = *m_answer->page;
            if (!decoded.page.complete || decoded.dropped.contains(wire::DropReason::TooLarge))
                ++m_gaps;
            for (const Event &event : decoded.page.events)
                take(event);
            if (m_cursor == decoded.page.cursor)
                return;
            m_cursor = decoded.page.cursor;
        }
        QFAIL("it comes to no end");
    }

    void take(const Event &event)
    {
        if (m_ids.contains(event.id.value()))
            return;
        m_ids.append(event.id.value());
        m_types.append(event.typeName);
        m_last = event.payload;
    }

    bool report()
    {
        QList<EventId> ids;
        for (const QString &id : std::as_const(m_ids))
            ids.append(EventId(id));
        std::optional<bool> isKept;
        m_request = m_source->reportMarks(
            ids, [&isKept](const auto &answer) { isKept = answer.has_value(); });
        return QTest::qWaitFor([&isKept] { return isKept.has_value(); }) && *isKept;
    }

    Credentials m_credentials = test::credentialsFor(u"tenant-123"_s, u"user-1"_s);
    test::ManualTime m_time;
    test::RememberedRows m_rows;
    std::unique_ptr<test::ScriptedServer> m_server;
    std::unique_ptr<test::ScriptedTables> m_tables;
    std::unique_ptr<PostgrestClient> m_client;
    std::unique_ptr<TableEvents> m_source;
    std::unique_ptr<Request> m_request;
    std::optional<bool> m_found;
    std::optional<RequestFailure> m_failure;
    std::optional<EventsAnswer> m_answer;
    std::optional<Cursor> m_cursor;
    QStringList m_ids; ///< of the events that came, each once
    QStringList m_types;
    QJsonObject m_last; ///< its payload
    int m_gaps = 0;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::TableEventsTest)
#include "tst_table_events.moc"
