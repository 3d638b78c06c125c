#include "domain/event_details.h"

#include <QJsonArray>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace timesheet;

namespace {

EventDetails details(const QJsonObject &payload)
{
    Event event;
    event.typeName = u"timesheet:approved"_s;
    event.payload = payload;
    return detailsOf(event);
}

} // namespace

class EventDetailsTest : public QObject
{
    Q_OBJECT

private slots:
    void detailsOf_everyMember_isRead()
    {
        const EventDetails read = details({
            {u"id"_s, u"sheet-1"_s},
            {u"employee_id"_s, u"alex"_s},
            {u"employee_name"_s, u"Alex Morgan"_s},
            {u"period_start"_s, u"2026-11-16"_s},
            {u"period_end"_s, u"2026-11-22"_s},
            {u"hours"_s, 38.5},
            {u"approved_by"_s, u"Dana Fox"_s},
            {u"reason"_s, u"Friday"_s},
            {u"annotation"_s, QJsonObject{{u"id"_s, u"n"_s}, {u"text"_s, u"Why?"_s}}},
            {u"due_at"_s, u"2026-11-27T18:00:00+01:00"_s},
            {u"title"_s, u"Title"_s},
            {u"body"_s, u"Body"_s},
            {u"url"_s, u"https://timesheets.example.com/1"_s},
            {u"severity"_s, u"critical"_s},
        });
        EventDetails expected;
        expected.timesheetId = u"sheet-1"_s;
        expected.employeeId = u"alex"_s;
        expected.employeeName = u"Alex Morgan"_s;
        expected.periodStart = QDate(2026, 11, 16);
        expected.periodEnd = QDate(2026, 11, 22);
        expected.hours = 38.5;
        expected.actor = u"Dana Fox"_s;
        expected.reason = u"Friday"_s;
        expected.annotation = u"Why?"_s;
        expected.dueAt = QDateTime(QDate(2026, 11, 27), QTime(17, 0), QTimeZone::utc());
        expected.title = u"Title"_s;
        expected.body = u"Body"_s;
        expected.said = u"Body"_s;
        expected.url = QUrl(u"https://timesheets.example.com/1"_s);
        expected.severity = Severity::Critical;
        QCOMPARE(read, expected);
    }

    void detailsOf_nothingOrWrongTypes_isEmpty()
    {
        QCOMPARE(details({}), EventDetails());
        QJsonObject wrong;
        for (const QString &name :
             {u"id"_s, u"employee_id"_s, u"employee_name"_s, u"period_start"_s, u"hours"_s,
              u"approved_by"_s, u"reason"_s, u"annotation"_s, u"text"_s, u"due_at"_s, u"title"_s,
              u"body"_s, u"url"_s, u"severity"_s})
            wrong.insert(name, QJsonArray{1, u"x"_s});
        QCOMPARE(details(wrong), EventDetails());
    }

    void detailsOf_actor_isWhoDidThis_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QJsonObject>("payload");
        const QString dana = u"Dana Fox"_s;
        const auto add = [](const char *name, const QString &type, const QJsonObject &payload) {
            QTest::newRow(name) << type << payload;
        };
        add("actor", u"timesheet:rejected"_s, {{u"actor"_s, dana}});
        add("approved_by", u"timesheet:approved"_s, {{u"approved_by"_s, dana}});
        add("rejected_by", u"timesheet:rejected"_s, {{u"rejected_by"_s, dana}});
        add("author", u"timesheet:annotated"_s, {{u"author"_s, dana}});
        add("annotation's author", u"timesheet:annotated"_s,
            {{u"annotation"_s, QJsonObject{{u"author"_s, dana}}}});
        add("note on what somebody else has approved", u"timesheet:annotated"_s,
            {{u"approved_by"_s, u"Ines Ortega"_s},
             {u"annotation"_s, QJsonObject{{u"author"_s, dana}}}});
        add("rejected after an approval", u"timesheet:rejected"_s,
            {{u"approved_by"_s, u"Ines Ortega"_s}, {u"rejected_by"_s, dana}});
        add("of a type that nobody knows", u"office:closed"_s, {{u"author"_s, dana}});
    }
    void detailsOf_actor_isWhoDidThis()
    {
        QFETCH(QString, type);
        QFETCH(QJsonObject, payload);
        Event event;
        event.typeName = type;
        event.payload = payload;
        QCOMPARE(detailsOf(event).actor, u"Dana Fox"_s);
    }

    void detailsOf_said_isWhatTheTypeIsAbout()
    {
        Event event;
        event.payload = {
            {u"reason"_s, u"a reason"_s}, {u"text"_s, u"a note"_s}, {u"body"_s, u"a message"_s}};
        event.typeName = u"timesheet:rejected"_s;
        QCOMPARE(detailsOf(event).said, u"a reason"_s);
        event.typeName = u"timesheet:annotated"_s;
        QCOMPARE(detailsOf(event).said, u"a note"_s);
        for (const QString &type : {u"notification:new"_s, u"office:closed"_s}) {
            event.typeName = type;
            QCOMPARE(detailsOf(event).said, u"a message"_s);
        }
    }

    void detailsOf_url_isTakenOnlyFromTheWeb_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("taken");
        QTest::newRow("https") << u"https://example.com/a?b=c#d"_s << true;
        QTest::newRow("http") << u"http://example.com"_s << true;
        for (const char *url :
             {"javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//example.com",
              "/relative", "https://", "https://user:word@example.com/", "timesheet-tray://sign-in",
              "smb://server/share", "https://exa mple.com", " https://example.com"})
            QTest::newRow(url) << QString::fromLatin1(url) << false;
    }
    void detailsOf_url_isTakenOnlyFromTheWeb()
    {
        QFETCH(QString, url);
        QTEST(details({{u"url"_s, url}}).url.has_value(), "taken");
    }

    void concerns_ownAndNobodysNews_notOthers()
    {
        const UserId me(u"alex"_s);
        QVERIFY(concerns(details({{u"employee_id"_s, u"alex"_s}}), me));
        QVERIFY(concerns(details({{u"title"_s, u"Holidays"_s}}), me));
        QVERIFY(!concerns(details({{u"employee_id"_s, u"Alex"_s}}), me));
    }
};

QTEST_GUILESS_MAIN(EventDetailsTest)
#include "tst_event_details.moc"
