#include "client/session/cached_row_states.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

const QDateTime now(QDate(2026, 12, 1), QTime(12, 0), Qt::UTC);

RowState changedBefore(std::chrono::days age)
{
    const std::chrono::milliseconds at(now.addDays(-age.count()).toMSecsSinceEpoch());
    return {u"timesheets"_s,    QString::number(age.count()),
            PreciseInstant(at), u"approved"_s,
            u"approved"_s,      u"alex"_s};
}

} // namespace

/// How long an account's cache remembers the rows of tables.
class CachedRowStatesTest : public QObject
{
    Q_OBJECT

private slots:
    void keep_rowsThatDoNotChange_areForgottenAfterAYearAtLeast_data()
    {
        QTest::addColumn<int>("days"); // 0: for ever
        QTest::addColumn<QStringList>("left");
        QTest::addRow("events of a month") << 30 << QStringList{u"0"_s, u"300"_s};
        QTest::addRow("events of two years") << 730 << QStringList{u"0"_s, u"300"_s, u"400"_s};
        QTest::addRow("events for ever") << 0 << QStringList{u"0"_s, u"300"_s, u"400"_s, u"4000"_s};
    }
    void keep_rowsThatDoNotChange_areForgottenAfterAYearAtLeast()
    {
        QFETCH(const int, days);
        QFETCH(const QStringList, left);
        const QTemporaryDir folder;
        auto opened = EventStore::open(folder.filePath(u"events.db"_s));
        QVERIFY(opened);
        CachedRowStates states(*opened->store, [] { return now; });
        states.keepFor(days == 0 ? std::nullopt : std::optional(std::chrono::days(days)));
        QVERIFY(states.keep({changedBefore(std::chrono::days(300)),
                             changedBefore(std::chrono::days(400)),
                             changedBefore(std::chrono::days(4000))}));
        QVERIFY(states.keep({changedBefore(std::chrono::days(0))}));
        const auto found = states.find(u"timesheets"_s, {u"0"_s, u"300"_s, u"400"_s, u"4000"_s});
        QVERIFY(found);
        QStringList ids;
        for (const RowState &state : *found)
            ids.append(state.id);
        QCOMPARE(ids, left);
    }

    void keep_fileThatCannotBeWritten_saysWhy()
    {
        const QTemporaryDir folder;
        auto opened = EventStore::open(folder.filePath(u"events.db"_s), [this](const QString &) {
            return m_fails ? std::optional(StoreError{StoreError::Kind::Io, u"on purpose"_s})
                           : std::nullopt;
        });
        QVERIFY(opened);
        CachedRowStates states(*opened->store, [] { return now; });
        m_fails = true;
        const auto kept = states.keep({changedBefore(std::chrono::days(0))});
        QVERIFY(!kept);
        QCOMPARE(kept.error(), u"on purpose"_s);
        QVERIFY(!states.find(u"timesheets"_s, {u"0"_s}));
        QVERIFY(states.keep({})); // nothing is to be written
        m_fails = false;
    }

private:
    bool m_fails = false;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::CachedRowStatesTest)
#include "tst_cached_row_states.moc"
