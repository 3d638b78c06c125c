#include "connection/supabase_tables/row_change.h"

#include "tables/precise_instant.h"

#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr PreciseInstant early{std::chrono::microseconds(1'000'000)};
constexpr PreciseInstant late{std::chrono::microseconds(2'000'001)};

const Identity alex{TenantId(u"acme"_s), UserId(u"alex"_s), {}, {}, {}};

TableRow sheet(const QString &status, PreciseInstant at = late)
{
    return {Table::Timesheets,
            u"s1"_s,
            at,
            {{u"status"_s, status}, {u"employee_id"_s, u"bo"_s}, {u"hours"_s, 38.5}}};
}

TableRow row(Table table, const QJsonObject &columns, PreciseInstant at = late)
{
    return {table, u"7"_s, at, columns};
}

QJsonValue member(const std::optional<Event> &event, const QString &name)
{
    return event ? event->payload.value(name) : QJsonValue();
}

/// The event of a change from one state of a row to another.
std::optional<Event> changeOf(const TableRow &before, const TableRow &now)
{
    const RowState known = stateAfter(before, std::nullopt, Sight::Learning, {});
    return eventOf(now, stateAfter(now, known, Sight::News, {}), {}, {}, alex);
}

std::optional<Event> firstSightOf(const TableRow &now, const QString &owner = {})
{
    return eventOf(now, stateAfter(now, std::nullopt, Sight::News, {}), owner, {}, alex);
}

} // namespace

class RowChangeTest : public QObject
{
    Q_OBJECT

private slots:
    void timesheet_eachStatusAfterEach_isTheEventOfTheNewOne_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("now");
        QTest::addColumn<QString>("type");
        const QStringList all{u"draft"_s,    u"submitted"_s, u"approved"_s, u"Approved"_s,
                              u"rejected"_s, u"paid"_s,      QString()};
        for (const QString &before : all) {
            for (const QString &now : all) {
                const QString verdict = now.toLower();
                const bool isVerdict = verdict == u"approved" || verdict == u"rejected";
                const bool isEvent = isVerdict && before.toLower() != verdict;
                QTest::addRow("'%s' after '%s'", qPrintable(now), qPrintable(before))
                    << before << now << (isEvent ? u"timesheet:"_s + verdict : QString());
            }
        }
    }
    void timesheet_eachStatusAfterEach_isTheEventOfTheNewOne()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, now);
        QFETCH(const QString, type);
        const auto event = changeOf(sheet(before, early), sheet(now));
        QCOMPARE(event ? event->typeName : QString(), type);
    }

    void timesheet_seenFirst_isNewsOnlyWhereItIsNotLearnt()
    {
        QCOMPARE(firstSightOf(sheet(u"approved"_s))->typeName, u"timesheet:approved"_s);
        QVERIFY(!firstSightOf(sheet(u"draft"_s)));
        const TableRow approved = sheet(u"approved"_s);
        const RowState learnt = stateAfter(approved, std::nullopt, Sight::Learning, {});
        QVERIFY(!eventOf(approved, learnt, {}, {}, alex));
    }

    void timesheet_event_saysWhatTheRowSays()
    {
        TableRow now = sheet(u"rejected"_s);
        now.columns.insert("rejected_by"_L1, u"Dana"_s);
        now.columns.insert("rejection_reason"_L1, u"Friday is missing"_s);
        now.columns.insert("approved_by"_L1, u"nobody"_s);
        now.columns.insert("period_start"_L1, QJsonValue::Null);
        const auto event = changeOf(sheet(u"submitted"_s, early), now);
        QVERIFY(event);
        QCOMPARE(event->payload, (QJsonObject{{u"id"_s, u"s1"_s},
                                              {u"employee_id"_s, u"bo"_s},
                                              {u"hours"_s, 38.5},
                                              {u"rejected_by"_s, u"Dana"_s},
                                              {u"reason"_s, u"Friday is missing"_s}}));
        QCOMPARE(event->tenant, alex.tenant);
        QCOMPARE(event->timestamp.toMSecsSinceEpoch(), 2000);
        QCOMPARE(event->id, EventId(u"tables/timesheets/2000001/rejected/s1"_s));
    }

    void timesheet_otherColumns_areTakenByTheirNames()
    {
        TableNames names;
        names.status = u"stage"_s;
        names.user = u"who"_s;
        const TableRow now{Table::Timesheets,
                           u"s1"_s,
                           late,
                           {{u"stage"_s, u"approved"_s}, {u"who"_s, 12}, {u"status"_s, u"x"_s}}};
        const RowState state = stateAfter(now, std::nullopt, Sight::News, names);
        QCOMPARE(state.owner, u"12"_s);
        QCOMPARE(member(eventOf(now, state, {}, names, alex), u"employee_id"_s), u"12"_s);
    }

    /// However often it is read, before or after the change was told.
    void sameRowAgain_isTheSameEvent()
    {
        const RowState learnt = stateAfter(sheet(u"draft"_s, early), {}, Sight::Learning, {});
        const TableRow now = sheet(u"approved"_s);
        const RowState first = stateAfter(now, learnt, Sight::News, {});
        const RowState again = stateAfter(now, first, Sight::News, {});
        QCOMPARE(again, first);
        const auto event = eventOf(now, first, {}, {}, alex);
        QVERIFY(event);
        QCOMPARE(eventOf(now, again, {}, {}, alex), event);
        QCOMPARE(stateAfter(now, first, Sight::Learning, {}), first);
    }

    /// A row that was approved, which perhaps nobody was told of, and touched since.
    void touchedSince_isNewsOnlyWhereThatIsUnsettled()
    {
        const RowState learnt = stateAfter(sheet(u"draft"_s, early), {}, Sight::Learning, {});
        const RowState approved =
            stateAfter(sheet(u"approved"_s, early + 1s), learnt, Sight::News, {});
        const TableRow touched = sheet(u"approved"_s, late + 1s);
        QVERIFY(!eventOf(touched, stateAfter(touched, approved, Sight::News, {}), {}, {}, alex));
        const RowState unsettled = stateAfter(touched, approved, Sight::Unsettled, {});
        const auto event = eventOf(touched, unsettled, {}, {}, alex);
        QVERIFY(event);
        QCOMPARE(event->typeName, u"timesheet:approved"_s);
    }

    /// Where nothing sets the time anew, a change shows while the row is still looked at.
    void otherStateAtTheSameTime_isAnotherEvent()
    {
        const RowState approved = stateAfter(sheet(u"approved"_s), {}, Sight::News, {});
        const TableRow now = sheet(u"rejected"_s);
        const auto event = eventOf(now, stateAfter(now, approved, Sight::News, {}), {}, {}, alex);
        QVERIFY(event);
        QVERIFY(event->id != firstSightOf(sheet(u"approved"_s))->id);
    }

    void annotation_newOrWithAnotherText_isNews()
    {
        const QJsonObject columns{{u"timesheet_id"_s, 12},
                                  {u"text"_s, u"Friday?"_s},
                                  {u"author"_s, u"Dana"_s},
                                  {u"author_id"_s, u"dana"_s}};
        const auto event = firstSightOf(row(Table::Annotations, columns), u"bo"_s);
        QVERIFY(event);
        QCOMPARE(event->typeName, u"timesheet:annotated"_s);
        QCOMPARE(event->payload,
                 (QJsonObject{{u"id"_s, u"12"_s},
                              {u"author"_s, u"Dana"_s},
                              {u"employee_id"_s, u"bo"_s},
                              {u"annotation"_s, QJsonObject{{u"id"_s, u"7"_s},
                                                            {u"text"_s, u"Friday?"_s},
                                                            {u"author"_s, u"Dana"_s}}}}));

        QJsonObject resolved = columns;
        resolved.insert("resolved"_L1, true);
        const TableRow before = row(Table::Annotations, columns, early);
        QVERIFY(!changeOf(before, row(Table::Annotations, resolved)));
        QJsonObject other = columns;
        other.insert("text"_L1, u"Monday?"_s);
        QVERIFY(changeOf(before, row(Table::Annotations, other)));
    }

    void annotation_ofOnesOwnOrWithoutText_isNoNews()
    {
        QVERIFY(!firstSightOf(
            row(Table::Annotations, {{u"text"_s, u"mine"_s}, {u"author_id"_s, u"alex"_s}})));
        QVERIFY(!firstSightOf(
            row(Table::Annotations, {{u"body"_s, u"mine"_s}, {u"created_by"_s, u"alex"_s}})));
        QVERIFY(!firstSightOf(row(Table::Annotations, {{u"author_id"_s, u"dana"_s}})));
    }

    void notification_new_isNewsOnce()
    {
        const QJsonObject columns{{u"title"_s, u"Hello"_s},
                                  {u"recipient_id"_s, u"alex"_s},
                                  {u"read_at"_s, QJsonValue::Null},
                                  {u"other"_s, u"left out"_s}};
        const auto event = firstSightOf(row(Table::Notifications, columns));
        QVERIFY(event);
        QCOMPARE(event->typeName, u"notification:new"_s);
        QCOMPARE(event->payload,
                 (QJsonObject{
                     {u"id"_s, u"7"_s}, {u"title"_s, u"Hello"_s}, {u"employee_id"_s, u"alex"_s}}));
        QJsonObject read = columns;
        read.insert("read_at"_L1, u"2026-11-23T04:27:51+00:00"_s);
        QVERIFY(
            !changeOf(row(Table::Notifications, columns, early), row(Table::Notifications, read)));
        QVERIFY(!firstSightOf(row(Table::Notifications, read)));
    }

    void notification_ofADeadline_isAReminder()
    {
        const auto event = firstSightOf(
            row(Table::Notifications, {{u"kind"_s, u"deadline"_s},
                                       {u"timesheet_id"_s, 12},
                                       {u"due_at"_s, u"2026-11-30T18:00:00+00:00"_s}}));
        QVERIFY(event);
        QCOMPARE(event->typeName, u"deadline:reminder"_s);
        QCOMPARE(event->payload.value("timesheet_id"_L1), u"12"_s);
    }

    void notificationOf_event_isTheRowAgain()
    {
        TableRow odd = row(Table::Notifications, {});
        odd.id = u"a/b c:d"_s;
        QCOMPARE(notificationOf(firstSightOf(odd)->id), odd.id);
        QVERIFY(!notificationOf(firstSightOf(sheet(u"approved"_s))->id));
        QVERIFY(!notificationOf(EventId(u"0190-of-a-gateway"_s)));
        QVERIFY(!notificationOf(EventId(u"tables/notifications/12"_s)));
    }

    void readRow_whatIsNoRow_isRefused_data()
    {
        using wire::DropReason;
        QTest::addColumn<QJsonObject>("columns");
        QTest::addColumn<DropReason>("reason");
        const QJsonObject good{{u"id"_s, u"a"_s},
                               {u"tenant_id"_s, u"acme"_s},
                               {u"updated_at"_s, u"2026-11-23T04:27:51+00:00"_s}};
        const auto with = [&good](const QString &name, const QJsonValue &value) {
            QJsonObject columns = good;
            columns.insert(name, value);
            return columns;
        };
        QTest::addRow("another tenant's")
            << with(u"tenant_id"_s, u"evil"_s) << DropReason::WrongTenant;
        QTest::addRow("nobody's") << with(u"tenant_id"_s, QJsonValue::Null)
                                  << DropReason::WrongTenant;
        QTest::addRow("without a time")
            << with(u"updated_at"_s, QJsonValue::Null) << DropReason::BadTimestamp;
        QTest::addRow("for ever") << with(u"updated_at"_s, u"infinity"_s)
                                  << DropReason::BadTimestamp;
        QTest::addRow("without an id") << with(u"id"_s, {}) << DropReason::BadMember;
        QTest::addRow("with a part as id") << with(u"id"_s, 1.5) << DropReason::BadMember;
        QTest::addRow("with a long id")
            << with(u"id"_s, QString(65, u'a')) << DropReason::BadMember;
    }
    void readRow_whatIsNoRow_isRefused()
    {
        QFETCH(const QJsonObject, columns);
        QFETCH(const wire::DropReason, reason);
        const auto read =
            readRow(columns, Table::Timesheets, {}, u"updated_at"_s, TenantId(u"acme"_s));
        QVERIFY(!read);
        QCOMPARE(read.error(), reason);
    }

    void readRow_numbersAsIds_areTakenToTheLastDigit()
    {
        const QJsonObject columns{{u"id"_s, qint64{9007199254740993}},
                                  {u"tenant_id"_s, 12},
                                  {u"updated_at"_s, u"2026-11-23T04:27:51+00:00"_s}};
        const auto read =
            readRow(columns, Table::Timesheets, {}, u"updated_at"_s, TenantId(u"12"_s));
        QVERIFY(read);
        QCOMPARE(read->id, u"9007199254740993"_s);
    }
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::RowChangeTest)
#include "tst_row_change.moc"
