#include "desktop/samples.h"
#include "desktop/words/date_text.h"
#include "desktop/words/event_text.h"
#include "desktop/words/payload_text.h"

using namespace timesheet;
using namespace Qt::StringLiterals;

namespace {

const QLocale english(QLocale::English, QLocale::UnitedKingdom);

} // namespace

class TestEventText : public QObject
{
    Q_OBJECT

private slots:
    void of_event_saysItInWords_data();
    void of_event_saysItInWords();
    void of_eachKnownType_hasATitleOfItsOwn();
    void period_inGerman_isWrittenTheGermanWay();
    void relativeTime_isWords_data();
    void relativeTime_isWords();
    void dayHeading_isWords();
    void payloadMembers_nameEveryMember();
    void payloadMembers_ofHugePayload_areBounded();
};

void TestEventText::of_event_saysItInWords_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("line");
    const auto row = [](const char *name, const QString &type, const char *payload,
                        const QString &title, const QString &line) {
        QTest::addRow("%s", name) << type << QByteArray(payload) << title << line;
    };
    const QString approved = u"timesheet:approved"_s;
    const QString approvedTitle = u"Timesheet approved"_s;
    row("whole", approved,
        R"({"id":"t","employee_id":"user-7","employee_name":"Sam Reed","period_start":"2026-11-16",
            "period_end":"2026-11-22","hours":38.5,"approved_by":"Dana Fox"})",
        approvedTitle, u"Week of 16 November, 38.5 h, by Dana Fox"_s);
    row("nothing known", approved, R"({"id":"t","employee_id":"user-7"})", approvedTitle, {});
    row("working week", approved, R"({"period_start":"2026-11-16","period_end":"2026-11-20"})",
        approvedTitle, u"Week of 16 November"_s);
    row("month", approved, R"({"period_start":"2026-10-01","period_end":"2026-10-31"})",
        approvedTitle, u"October 2026"_s);
    row("fortnight", approved, R"({"period_start":"2026-11-09","period_end":"2026-11-22"})",
        approvedTitle, u"9 November to 22 November"_s);
    row("last year's week", approved, R"({"period_start":"2025-12-22","period_end":"2025-12-28"})",
        approvedTitle, u"Week of 22 December 2025"_s);
    row("start alone", approved, R"({"period_start":"2026-11-16"})", approvedTitle,
        u"From 16 November"_s);
    row("end before start", approved, R"({"period_start":"2026-11-16","period_end":"2026-11-01"})",
        approvedTitle, u"From 16 November"_s);
    row("hours alone", approved, R"({"hours":40})", approvedTitle, u"40 h"_s);
    row("hours of many digits", approved, R"({"hours":7.6666666})", approvedTitle, u"7.67 h"_s);
    row("wrong types", approved, R"({"hours":"many","actor":7,"period_start":false})",
        approvedTitle, {});
    row("somebody else's", approved,
        R"({"employee_id":"user-9","employee_name":"Kim Lund","hours":8})", approvedTitle,
        u"Kim Lund, 8 h"_s);
    const QString missing = u"Some events are missing"_s;
    row("a gap of today", u"timesheet-tray:gap"_s,
        R"({"from":"2026-11-23T07:10:00.000Z","to":"2026-11-23T07:40:00.000Z"})", missing,
        u"Events between 07:10 and 07:40 could not be recovered"_s);
    row("a gap of days", u"timesheet-tray:gap"_s,
        R"({"from":"2026-11-12T07:10:00.000Z","to":"2026-11-23T07:40:00.000Z"})", missing,
        u"Events between 12 November 07:10 and 07:40 could not be recovered"_s);
    row("a gap without times", u"timesheet-tray:gap"_s, "{}", missing, {});
    row("rejected", u"timesheet:rejected"_s,
        R"({"rejected_by":"Dana Fox","reason":"Tuesday\nis missing"})", u"Timesheet rejected"_s,
        u"by Dana Fox: Tuesday is missing"_s);
    row("rejected without anything", u"timesheet:rejected"_s, "{}", u"Timesheet rejected"_s, {});
    row("annotated", u"timesheet:annotated"_s,
        R"({"annotation":{"text":"Which project?","author":"Ines"}})", u"New note on a timesheet"_s,
        u"by Ines: Which project?"_s);
    row("due tomorrow", u"deadline:reminder"_s, R"({"due_at":"2026-11-24T17:00:00Z"})",
        u"Timesheet due"_s, u"Due tomorrow 17:00"_s);
    row("due today", u"deadline:reminder"_s, R"({"due_at":"2026-11-23T17:00:00Z"})",
        u"Timesheet due"_s, u"Due today 17:00"_s);
    row("due this week", u"deadline:reminder"_s, R"({"due_at":"2026-11-27T17:00:00Z"})",
        u"Timesheet due"_s, u"Due Friday 17:00"_s);
    row("due later", u"deadline:reminder"_s, R"({"due_at":"2026-12-04T17:00:00Z"})",
        u"Timesheet due"_s, u"Due 4 December 17:00"_s);
    row("overdue", u"deadline:reminder"_s, R"({"due_at":"2026-11-22T17:00:00Z"})",
        u"Timesheet due"_s, u"Was due yesterday 17:00"_s);
    row("due with period", u"deadline:reminder"_s,
        R"({"due_at":"2026-11-24T17:00:00Z","period_start":"2026-11-16","period_end":"2026-11-22"})",
        u"Timesheet due"_s, u"Due tomorrow 17:00 · Week of 16 November"_s);
    row("notification", u"notification:new"_s, R"({"title":"Hello","body":"World"})", u"Hello"_s,
        u"World"_s);
    row("notification without words", u"notification:new"_s, "{}", u"Notification"_s, {});
    row("unknown", u"office:closed"_s, "{}", u"Notification"_s, u"office:closed"_s);
    row("bidi override in a name", approved, R"({"actor":"\u202Exof anaD"})", approvedTitle,
        u"by xof anaD"_s);
}

void TestEventText::of_event_saysItInWords()
{
    QFETCH(const QString, type);
    QFETCH(const QByteArray, payload);
    QFETCH(const QString, title);
    QFETCH(const QString, line);
    Event event = samples::event("e", type.toLatin1().constData(), payload.constData());
    event.isOurs = type == u"timesheet-tray:gap"_s;
    const EventText text = EventWords(samples::reader, english).of(event, samples::now());
    QCOMPARE(text.title, title);
    QCOMPARE(text.line, line);
}

void TestEventText::of_eachKnownType_hasATitleOfItsOwn()
{
    QSet<QString> titles;
    for (const EventType type : knownEventTypes) {
        const Event event = samples::event("e", qPrintable(eventTypeName(type)), "{}");
        titles.insert(EventWords(samples::reader, english).of(event, samples::now()).title);
    }
    QCOMPARE(titles.size(), static_cast<qsizetype>(knownEventTypes.size()));
}

void TestEventText::period_inGerman_isWrittenTheGermanWay()
{
    EventDetails details;
    details.periodStart = QDate(2026, 11, 17);
    details.periodEnd = details.periodStart;
    const EventWords words(samples::reader, QLocale(QLocale::German));
    QCOMPARE(words.period(details, QDate(2026, 11, 23)), u"17. November"_s);
    details.hours = 38.5;
    QCOMPARE(words.hours(details), u"38,5 h"_s);
}

void TestEventText::relativeTime_isWords_data()
{
    QTest::addColumn<int>("secondsAgo");
    QTest::addColumn<QString>("words");
    QTest::addRow("now") << 0 << u"just now"_s;
    QTest::addRow("server ahead a little") << -20 << u"just now"_s;
    QTest::addRow("server ahead") << -600 << u"09:40"_s;
    QTest::addRow("minutes") << 125 << u"2 min ago"_s;
    QTest::addRow("hours") << 2 * 3600 + 100 << u"2 h ago"_s;
    QTest::addRow("yesterday") << 10 * 3600 << u"23:30"_s;
}

void TestEventText::relativeTime_isWords()
{
    QFETCH(const int, secondsAgo);
    QFETCH(const QString, words);
    QCOMPARE(relativeTime(samples::now().addSecs(-secondsAgo), samples::now(), english), words);
}

void TestEventText::dayHeading_isWords()
{
    const QDate today(2026, 11, 23);
    QCOMPARE(dayHeading(today, today, english), u"Today"_s);
    QCOMPARE(dayHeading(today.addDays(-1), today, english), u"Yesterday"_s);
    QCOMPARE(dayHeading(today.addDays(-2), today, english), u"Saturday 21 November"_s);
}

void TestEventText::payloadMembers_nameEveryMember()
{
    const QJsonObject payload = samples::json(
        R"({"annotation":{"text":"a\nb"},"hours":38.5,"own_member":true,"nothing":null,"list":[1,2]})");
    const QList<PayloadMember> expected{
        {u"Hours"_s, u"38.5"_s}, {u"Note · Text"_s, u"a\nb"_s}, {u"list"_s, u"[1,2]"_s},
        {u"nothing"_s, u"–"_s},  {u"own_member"_s, u"yes"_s},
    };
    QCOMPARE(payloadMembers(payload, english), expected);
}

void TestEventText::payloadMembers_ofHugePayload_areBounded()
{
    QJsonObject payload;
    for (int i = 0; i < 3000; ++i)
        payload.insert(u"member%1"_s.arg(i), QString(20000, u'x'));
    const QList<PayloadMember> members = payloadMembers(payload, english);
    QCOMPARE(members.size(), 101);
    QCOMPARE(members.constLast().value, u"and 2900 more"_s);
    QVERIFY(members.constFirst().value.size() <= 4000);
}

QTEST_GUILESS_MAIN(TestEventText)
#include "tst_event_text.moc"
