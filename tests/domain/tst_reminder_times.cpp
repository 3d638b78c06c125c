#include "domain/instant.h"
#include "domain/reminder_times.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

class ReminderTimesTest : public QObject
{
    Q_OBJECT

private slots:
    void reminderTimes_areADayAndAnHourBefore_data()
    {
        QTest::addColumn<QString>("arrival");
        QTest::addColumn<QStringList>("times");
        const QString dayBefore = u"2026-11-26T17:00:00.000Z"_s;
        const QString hourBefore = u"2026-11-27T16:00:00.000Z"_s;
        QTest::addRow("days before")
            << u"2026-11-23T08:00:00Z"_s << QStringList{dayBefore, hourBefore};
        QTest::addRow("at the day's mark") << dayBefore << QStringList{hourBefore};
        QTest::addRow("just before it") << u"2026-11-26T16:45:00Z"_s << QStringList{hourBefore};
        QTest::addRow("in the last hour") << u"2026-11-27T16:30:00Z"_s << QStringList();
        QTest::addRow("too late") << u"2026-11-28T08:00:00Z"_s << QStringList();
    }
    void reminderTimes_areADayAndAnHourBefore()
    {
        QFETCH(const QString, arrival);
        QFETCH(const QStringList, times);
        QStringList found;
        for (const QDateTime &time : reminderTimes(deadline(), *parseInstant(arrival)))
            found.append(formatInstant(time));
        QCOMPARE(found, times);
    }

    void reminderTimes_withoutADeadline_areNone()
    {
        const QDateTime arrival = *parseInstant(u"2026-11-23T08:00:00Z");
        Event other = deadline();
        other.typeName = u"timesheet:approved"_s;
        QVERIFY(reminderTimes(other, arrival).isEmpty());
        Event bad = deadline();
        bad.payload.insert(u"due_at"_s, u"on Friday"_s);
        QVERIFY(reminderTimes(bad, arrival).isEmpty());
    }

private:
    static Event deadline()
    {
        Event event;
        event.typeName = u"deadline:reminder"_s;
        event.payload = {{u"due_at"_s, u"2026-11-27T17:00:00Z"_s}};
        return event;
    }
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::ReminderTimesTest)
#include "tst_reminder_times.moc"
