#include "connection/supabase_tables/table_page.h"

#include "tables/precise_instant.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

const TableScope scope{{}, TenantId(u"acme"_s)};
const ReadableTable timesheets{Table::Timesheets, u"updated_at"_s};

TableRow row(Table table, const QString &id, int microseconds)
{
    return {table, id, PreciseInstant(std::chrono::microseconds(microseconds)), {}};
}

TablePart part(const QList<TableRow> &rows, bool isFull = false)
{
    return {rows, {}, isFull};
}

QStringList idsOf(const TablePage &page)
{
    QStringList ids;
    for (const TableRow &one : page.rows)
        ids.append(one.id);
    return ids;
}

QJsonObject columns(const QString &id)
{
    return {{u"id"_s, id},
            {u"tenant_id"_s, u"acme"_s},
            {u"updated_at"_s, u"2026-11-23T04:27:51+00:00"_s}};
}

} // namespace

/// How the rows of several tables become one sequence, and what a place in it is.
class TablePageTest : public QObject
{
    Q_OBJECT

private slots:
    void merged_sortsByTimeThenTableThenAsItCame()
    {
        const TablePage page = merged(
            {part({row(Table::Timesheets, u"z"_s, 2), row(Table::Timesheets, u"a"_s, 2),
                   row(Table::Timesheets, u"b"_s, 4)}),
             part({row(Table::Annotations, u"n"_s, 1), row(Table::Annotations, u"m"_s, 2)}),
             part({row(Table::Notifications, u"p"_s, 2), row(Table::Notifications, u"q"_s, 3)})});
        QCOMPARE(idsOf(page),
                 (QStringList{u"n"_s, u"z"_s, u"a"_s, u"m"_s, u"p"_s, u"q"_s, u"b"_s}));
        QVERIFY(page.isLast);
    }

    void merged_withAFullTable_goesNoFurtherThanThat()
    {
        const TablePage page = merged(
            {part({row(Table::Timesheets, u"a"_s, 1), row(Table::Timesheets, u"b"_s, 5)}, true),
             part({row(Table::Annotations, u"c"_s, 5), row(Table::Annotations, u"d"_s, 6)}),
             part({row(Table::Notifications, u"e"_s, 1)})});
        QCOMPARE(idsOf(page), (QStringList{u"a"_s, u"e"_s, u"b"_s}));
        QVERIFY(!page.isLast);
    }

    void merged_withSeveralFullTables_goesNoFurtherThanTheFirst()
    {
        const TablePage page = merged({part({row(Table::Timesheets, u"a"_s, 9)}, true),
                                       part({row(Table::Annotations, u"b"_s, 2)}, true),
                                       part({row(Table::Notifications, u"c"_s, 2)}, true)});
        QCOMPARE(idsOf(page), QStringList{u"b"_s});
    }

    void merged_nothing_isTheLast()
    {
        const TablePage page = merged({part({}), part({}), part({})});
        QVERIFY(page.rows.isEmpty() && page.isLast);
    }

    void merged_manyRowsOfOneTime_stayInTheirOrder()
    {
        QList<TableRow> rows;
        QStringList ids;
        for (int i = 0; i < 200; ++i) {
            ids.append(QString::number((i * 37) % 200)); // as a server's collation may have them
            rows.append(row(Table::Timesheets, ids.constLast(), 7));
        }
        const TablePage page = merged({part(rows, true), part({}), part({})});
        QCOMPARE(idsOf(page), ids);
        QVERIFY(!page.isLast);
    }

    void readPart_dropsWhatIsNoRow_andKeepsTheRest()
    {
        const QJsonArray rows{columns(u"a"_s), 7, columns(u"b"_s)};
        const auto read = readPart(QJsonDocument(rows).toJson(), timesheets, scope, 4);
        QVERIFY(read);
        QCOMPARE(read->rows.size(), 2);
        QCOMPARE(read->dropped, QList{wire::DropReason::NotAnObject});
        QVERIFY(!read->isFull);
        QVERIFY(readPart(QJsonDocument(rows).toJson(), timesheets, scope, 3)->isFull);
    }

    void readPart_whatCannotBeGoneOnBehind_isRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addRow("nothing") << QByteArray();
        QTest::addRow("an object") << QByteArray("{}");
        QTest::addRow("a web page") << QByteArray("<html>");
        QTest::addRow("full of what is no row") << QByteArray("[1,2]");
    }
    void readPart_whatCannotBeGoneOnBehind_isRefused()
    {
        QFETCH(const QByteArray, body);
        const auto read = readPart(body, timesheets, scope, 2);
        QVERIFY(!read);
        QCOMPARE(read.error().cause, RequestFailure::Cause::Unsupported);
    }

    void cursor_ofAPlace_isReadAsTheSame_data()
    {
        QTest::addColumn<QString>("id");
        for (const QString &id : {QString(), u"5f0c0b5e-6d2b-4f6e-9b8e-2f1f6a1c7a10"_s, u"a:b:c"_s,
                                  u"tables:"_s, u"größer \" \\"_s})
            QTest::addRow("'%s'", qPrintable(id)) << id;
    }
    void cursor_ofAPlace_isReadAsTheSame()
    {
        QFETCH(const QString, id);
        const PreciseInstant upTo{std::chrono::microseconds(1'764'547'200'000'001)};
        TablePlace place{upTo, {upTo - std::chrono::seconds(3), Table::Annotations, id}, false};
        QCOMPARE(placeIn(cursorOf(place, u"abc"_s), u"abc"_s), place);
        place.isOdd = true;
        QCOMPARE(placeIn(cursorOf(place, u"abc"_s), u"abc"_s), place);
        QVERIFY(!placeIn(cursorOf(place, u"abc"_s), u"abd"_s)); // another project's
    }

    void placeIn_whatIsNoPlace_isNothing_data()
    {
        QTest::addColumn<QString>("cursor");
        for (const char *cursor :
             {"", "42", "6f1c2f0e.42.ab", "tables:", "tables:abc", "tables:odd:1:2:timesheets:a",
              "tables:abc:1:2:timesheets:a", "tables:abc:strange:1:2:timesheets:a",
              "tables:abc:odd:1:2:3:4", "tables:abc:odd:x:2:timesheets:a",
              "tables:abc:odd:1:-2:timesheets:a", "tables:abc:odd:1:2:timesheets",
              "tables:abc:odd:1:2:secrets:a", "tables:abc:odd:99999999999999999999:2:timesheets:a",
              "tables:abc:odd:253402300800000000:2:timesheets:a"})
            QTest::addRow("%s", cursor) << QString::fromLatin1(cursor);
    }
    void placeIn_whatIsNoPlace_isNothing()
    {
        QFETCH(const QString, cursor);
        QVERIFY(!placeIn(Cursor(cursor), u"abc"_s));
    }

    void query_behindARow_dependsOnTheTable()
    {
        const RowPosition position{PreciseInstant(std::chrono::microseconds(1'000'001)),
                                   Table::Annotations, u"a\"b,c"_s};
        const auto filters = [&position](Table table) {
            const PostgrestRequest asked =
                rowsAfter({table, u"updated_at"_s}, scope, position, 200);
            return std::pair(asked.query.queryItemValue(u"updated_at"_s, QUrl::FullyDecoded),
                             asked.query.queryItemValue(u"or"_s, QUrl::FullyDecoded));
        };
        const QString at = u"1970-01-01T00:00:01.000001+00:00"_s;
        QCOMPARE(filters(Table::Timesheets), std::pair(u"gt."_s + at, QString()));
        QCOMPARE(filters(Table::Notifications), std::pair(u"gte."_s + at, QString()));
        QCOMPARE(
            filters(Table::Annotations),
            std::pair(
                QString(),
                u"(updated_at.gt.\"%1\",and(updated_at.eq.\"%1\",id.gt.\"a\\\"b,c\"))"_s.arg(at)));
    }

    void query_namesAreTheProjects()
    {
        TableScope other = scope;
        other.names = {u"time"_s, u"sheets"_s,   u"remarks"_s, u"news"_s, u"org"_s,
                       u"key"_s,  u"modified"_s, u"changed"_s, u"who"_s};
        const PostgrestRequest asked =
            rowsSince({Table::Timesheets, u"changed"_s}, other, PreciseInstant(), 200);
        QCOMPARE(asked.path, u"sheets"_s);
        QCOMPARE(asked.schema, QByteArray("time"));
        const auto value = [&asked](const QString &name) {
            return asked.query.queryItemValue(name, QUrl::FullyDecoded);
        };
        QCOMPARE(value(u"org"_s), u"eq.acme"_s);
        QCOMPARE(value(u"changed"_s), u"gte.1970-01-01T00:00:00.000000+00:00"_s);
        QCOMPARE(value(u"order"_s), u"changed.asc.nullslast,key.asc"_s);
        QCOMPARE(value(u"limit"_s), u"200"_s);
    }
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::TablePageTest)
#include "tst_table_page.moc"
