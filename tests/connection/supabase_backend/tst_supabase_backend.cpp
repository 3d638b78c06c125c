#include "connection/supabase_backend/supabase_backend.h"

#include "connection/supabase_rest/postgrest_answer.h"
#include "support/credentials.h"
#include "support/manual_time.h"
#include "support/quoted_json.h"
#include "support/remembered_rows.h"
#include "support/servers/scripted_supabase.h"

#include <QJsonArray>
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

} // namespace

/// What is asked of PostgREST, and what its answers mean.
class SupabaseBackendTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_request.reset(); // before who answers it
        m_events.reset();
        m_marks.reset();
        m_project = std::make_unique<test::ScriptedSupabase>();
        make(m_project->server.url());
        find();
    }
    void cleanup() { m_request.reset(); }

    void fetchEvents_asksTheFunctionWithKeyAndToken()
    {
        fetch(Cursor(u"a\"b"_s));
        QTRY_VERIFY(m_events);
        const HttpRequest &request = m_project->requests.constFirst();
        QCOMPARE(request.target, QByteArray("/rest/v1/rpc/timesheet_events"));
        QVERIFY(request.head.startsWith("POST "));
        const QByteArray head = request.head.toLower();
        QVERIFY(head.contains("\r\napikey: the-key\r\n"));
        QVERIFY(head.contains("\r\naccept: application/json\r\n"));
        QVERIFY(head.contains("\r\ncontent-type: application/json\r\n"));
        QVERIFY(request.head.contains("Authorization: Bearer " + m_credentials.token.bytes()));
        QCOMPARE(m_project->questions,
                 (QList<QJsonObject>{{{u"after"_s, u"a\"b"_s}, {u"most"_s, 200}}}));
    }

    void fetchEvents_withoutAPlace_saysNull()
    {
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QVERIFY(m_project->questions.constFirst().value("after"_L1).isNull());
    }

    void fetchEvents_belowAPath_staysThere()
    {
        make(QUrl(m_project->server.url().toString() + u"/supabase/"_s));
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QCOMPARE(m_project->requests.constFirst().target,
                 QByteArray("/supabase/rest/v1/rpc/timesheet_events"));
    }

    void fetchEvents_answered_readsThePage()
    {
        m_project->publish(u"a"_s);
        m_project->publish(u"b"_s);
        fetch(Cursor(u"1"_s));
        QTRY_VERIFY(m_events);
        QVERIFY(m_events->page);
        QCOMPARE(m_events->page->page.events.size(), 1);
        QCOMPARE(m_events->page->page.events.constFirst().id, EventId(u"b"_s));
        QCOMPARE(m_events->page->page.cursor, Cursor(u"2"_s));
    }

    void fetchEvents_tooLarge_isAskedForWithLess()
    {
        m_project->instead = [](const HttpRequest &request) -> std::optional<HttpAnswer> {
            if (request.body.contains("200"))
                return HttpAnswer{200, QByteArray(qsizetype{16} * 1024 * 1024, ' '), {}};
            return std::nullopt;
        };
        fetch(Cursor(u"0"_s));
        QTRY_VERIFY(m_events);
        QCOMPARE(m_events->page.error().cause, Cause::Failed);
        m_events.reset();
        fetch(Cursor(u"0"_s));
        QTRY_VERIFY(m_events);
        QVERIFY(m_events->page);
        QCOMPARE(m_project->questions.constLast().value("most"_L1).toInt(), 20);
    }

    void answer_refused_saysWhy_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Cause>("cause");
        QTest::addColumn<QString>("detail");
        const auto row = [](const char *name, int status, const QByteArray &body, Cause cause,
                            const QString &detail) {
            QTest::addRow("%s", name) << status << json(body) << cause << detail;
        };
        row("an expired token", 401, "{'code':'PGRST303','message':'JWT expired'}",
            Cause::Unauthorized, u"HTTP status 401, PGRST303"_s);
        row("a token of another project", 401,
            "{'code':'PGRST301','message':'JWSError JWSInvalidSignature'}", Cause::Unauthorized,
            u"PGRST301"_s);
        row("no token at all", 401, "{'code':'PGRST302','message':'Anonymous access is disabled'}",
            Cause::Failed, u"PGRST302"_s);
        row("nothing granted", 401, "{'code':'42501','message':'permission denied'}", Cause::Failed,
            u"42501"_s);
        row("a wrong key", 401, "{'message':'Invalid API key','hint':'Double check'}",
            Cause::Failed, u"does not take its key"_s);
        row("no key", 401, "{'message':'No API key found in request'}", Cause::Failed,
            u"does not take its key"_s);
        row("401 of nobody", 401, "", Cause::Failed, u"does not take its key"_s);
        row("no schema", 404, "{'code':'PGRST202','message':'Could not find the function'}",
            Cause::Unsupported, u"does not have our schema"_s);
        row("404 of another", 404, "{'message':'no Route matched'}", Cause::Unsupported,
            u"HTTP status 404"_s);
        row("403", 403, "{'code':'42501'}", Cause::Failed, u"HTTP status 403, 42501"_s);
        row("429", 429, "{}", Cause::Busy, u"429"_s);
        row("503", 503, "{'code':'PGRST002'}", Cause::Busy, u"PGRST002"_s);
        row("500", 500, "{'code':'57014','message':'statement timeout'}", Cause::Failed,
            u"57014"_s);
        row("504", 504, "<html>", Cause::Failed, u"504"_s);
        row("no page", 200, "[]", Cause::Unsupported, u"no page"_s);
        row("nothing", 200, "", Cause::Unsupported, u"no page"_s);
        row("events of a wrong type", 200, "{'events':7}", Cause::Unsupported, u"no page"_s);
    }
    void answer_refused_saysWhy()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        QFETCH(const Cause, cause);
        QFETCH(const QString, detail);
        m_project->instead = [&](const HttpRequest &) { return HttpAnswer{status, body, {}}; };
        fetch(Cursor(u"0"_s));
        QTRY_VERIFY(m_events);
        QVERIFY(!m_events->page);
        QCOMPARE(m_events->page.error().cause, cause);
        QVERIFY2(m_events->page.error().detail.contains(detail),
                 qPrintable(m_events->page.error().detail));
    }

    void answer_hostileCode_isNotRepeated_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addRow("long") << json("{'code':'" + QByteArray(1000, 'A') + "'}");
        QTest::addRow("markup") << json("{'code':'<b>A</b>'}");
        QTest::addRow("a line break") << json("{'code':'A\\nB'}");
        QTest::addRow("a number") << json("{'code':42501}");
        QTest::addRow("an array") << json("['A']");
    }
    void answer_hostileCode_isNotRepeated()
    {
        QFETCH(const QByteArray, body);
        const auto failure = postgrestFailure({Cause::Failed, u"HTTP status 500"_s, 7s}, 500, body);
        QCOMPARE(failure, (RequestFailure{Cause::Failed, u"HTTP status 500"_s, 7s}));
    }

    void answer_retryAfter_isKeptTo()
    {
        m_project->instead = [](const HttpRequest &) {
            return HttpAnswer{429, "{}", {"Retry-After: 90"}};
        };
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QCOMPARE(m_events->page.error().retryAfter, std::chrono::milliseconds(90s));
    }

    void answer_withoutEnd_isGivenUpWhenItsTimeIsOver()
    {
        m_project->server.holds = 1h;
        fetch(std::nullopt);
        QTRY_COMPARE(m_project->requests.size(), 1);
        m_time.pass(ConnectionTiming().transferTimeout + ConnectionTiming().answerDeadline);
        QTRY_VERIFY(m_events);
        QCOMPARE(m_events->page.error().cause, Cause::Failed);
    }

    void reportMarks_kept_isNoError_data()
    {
        QTest::addColumn<int>("status");
        QTest::addRow("nothing comes back") << 204;
        QTest::addRow("something comes back") << 200;
    }
    void reportMarks_kept_isNoError()
    {
        QFETCH(const int, status);
        m_project->instead = [status](const HttpRequest &request) -> std::optional<HttpAnswer> {
            return status == 200 && request.target.endsWith("mark_read")
                       ? std::optional(HttpAnswer{200, "2", {}})
                       : std::nullopt;
        };
        report({EventId(u"a"_s), EventId(u"b\"c"_s)});
        QTRY_VERIFY(m_marks);
        QVERIFY(*m_marks);
        const HttpRequest &request = m_project->requests.constFirst();
        QCOMPARE(request.target, QByteArray("/rest/v1/rpc/timesheet_mark_read"));
        QCOMPARE(request.body, QByteArray("{\"ids\":[\"a\",\"b\\\"c\"]}"));
    }

    void reportMarks_notKept_saysWhy()
    {
        m_project->instead = [](const HttpRequest &) {
            return HttpAnswer{404, json("{'code':'PGRST202'}"), {}};
        };
        report({EventId(u"a"_s)});
        QTRY_VERIFY(m_marks);
        QCOMPARE(m_marks->error().cause, Cause::Unsupported);
    }

    void look_ofAProjectWithOurSchema_findsThatOnce()
    {
        make(m_project->server.url());
        QVERIFY(!m_backend->source());
        fetch(Cursor(u"0"_s));
        QTRY_VERIFY(m_events);
        QVERIFY(m_events->page);
        QCOMPARE(m_backend->source()->name(), u"our schema"_s);
        QCOMPARE(m_project->requests.size(), 2); // the first page, and the one asked for
        fetch(Cursor(u"0"_s));
        QTRY_COMPARE(m_project->requests.size(), 3);
    }

    void look_ofAProjectWithTables_readsThose()
    {
        make(m_project->server.url());
        m_project->instead = [](const HttpRequest &) { return HttpAnswer{200, "[]", {}}; };
        beWithoutSchema();
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QVERIFY(m_events->page);
        QCOMPARE(m_backend->source()->name(), u"tables of the Timesheet Manager"_s);
        QVERIFY(m_events->page->page.cursor.value().startsWith(u"tables:"));
        report({EventId(u"a"_s)});
        QTRY_VERIFY(m_marks);
        QVERIFY(*m_marks);
    }

    void look_ofAProjectWithNeither_saysSo()
    {
        make(m_project->server.url());
        beWithoutSchema();
        fetch(std::nullopt);
        QTRY_VERIFY(m_events);
        QCOMPARE(m_events->page.error(),
                 (RequestFailure{Cause::Unsupported,
                                 u"the project does not have our schema, nor a table of the "
                                 u"Timesheet Manager that can be read"_s,
                                 0ms}));
        QVERIFY(!m_backend->source());
    }

    void look_thatFails_isTriedAgainWithTheNextRequest()
    {
        make(m_project->server.url());
        m_project->instead = [](const HttpRequest &) {
            return HttpAnswer{500, json("{'code':'57014'}"), {}};
        };
        report({EventId(u"a"_s)});
        QTRY_VERIFY(m_marks);
        QCOMPARE(m_marks->error().cause, Cause::Failed);
        QVERIFY(!m_backend->source());
        m_project->instead = {};
        report({EventId(u"a"_s)});
        QTRY_COMPARE(m_project->marks.size(), 1);
    }

    void forgetCredentials_forgetsWhatWasFound()
    {
        QVERIFY(m_backend->source());
        m_backend->forgetCredentials();
        QVERIFY(!m_backend->source());
    }

    void fetchEvents_afterAPlaceInTables_isTheNewestPageWithAGap()
    {
        m_project->publish(u"a"_s);
        fetch(Cursor(u"tables:1:1:timesheets:x"_s));
        QTRY_VERIFY(m_events);
        QVERIFY(m_events->page);
        QVERIFY(!m_events->page->page.complete);
        QCOMPARE(m_events->page->page.events.size(), 1);
        QVERIFY(m_project->questions.constLast().value("after"_L1).isNull());
    }

private:
    /// Finds out what the project has, and leaves no trace of that.
    void find()
    {
        m_request = m_backend->look([](const auto & /*found*/) {});
        QTRY_VERIFY(m_backend->source());
        m_project->requests.clear();
        m_project->questions.clear();
    }

    /// The functions of our schema are missing; `instead` answers what else it answers.
    void beWithoutSchema()
    {
        m_project->instead =
            [other = m_project->instead](const HttpRequest &request) -> std::optional<HttpAnswer> {
            if (request.target.contains("/rpc/"))
                return HttpAnswer{404, json("{'code':'PGRST202'}"), {}};
            return other ? other(request) : HttpAnswer{404, json("{'code':'PGRST205'}"), {}};
        };
    }

    void make(const QUrl &url)
    {
        m_request.reset(); // before what made it
        m_backend = std::make_unique<SupabaseBackend>(
            *Endpoint::create(url, {}), ProjectSettings{"the-key", largestMessage, {}}, m_rows,
            ConnectionTiming(), m_time, systemClock, [] { return 0.5; });
        m_backend->setCredentials(m_credentials);
    }

    void fetch(const std::optional<Cursor> &after)
    {
        m_request = m_backend->fetchEvents(
            after, Hold::UntilNews, [this](const EventsAnswer &answer) { m_events = answer; });
    }

    void report(const QList<EventId> &ids)
    {
        m_request = m_backend->reportMarks(ids, [this](const auto &answer) { m_marks = answer; });
    }

    Credentials m_credentials = test::credentialsFor(u"tenant-123"_s, u"user-1"_s);
    test::ManualTime m_time;
    test::RememberedRows m_rows;
    std::unique_ptr<test::ScriptedSupabase> m_project;
    std::unique_ptr<SupabaseBackend> m_backend;
    std::unique_ptr<Request> m_request;
    std::optional<EventsAnswer> m_events;
    std::optional<tl::expected<void, RequestFailure>> m_marks;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::SupabaseBackendTest)
#include "tst_supabase_backend.moc"
