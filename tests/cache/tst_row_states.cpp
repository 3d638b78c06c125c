#include "cache/event_store.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

RowState stateOf(const QString &id, std::chrono::microseconds at, const QString &state,
                 const std::optional<QString> &before = {})
{
    return {u"timesheets"_s, id, PreciseInstant(at), state, before, u"alex"_s};
}

} // namespace

/// What is known of a server's rows, in the cache.
class RowStatesTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        open();
    }

    void keep_states_areThereAfterReopening()
    {
        const RowState fresh = stateOf(u"a"_s, 1'764'547'200'000'001us, u"approved"_s);
        const RowState changed = stateOf(u"b"_s, 2us, u"rejected"_s, u"approved"_s);
        QVERIFY(m_store->keepRowStates({fresh, changed}, std::nullopt));
        open();
        QCOMPARE(find({u"a"_s, u"b"_s, u"c"_s}), (QList{fresh, changed}));
    }

    void keep_knownRow_takesItsPlace()
    {
        QVERIFY(m_store->keepRowStates({stateOf(u"a"_s, 1us, u"draft"_s)}, std::nullopt));
        const RowState now = stateOf(u"a"_s, 2us, u"approved"_s, QString());
        QVERIFY(m_store->keepRowStates({now}, std::nullopt));
        const auto found = find({u"a"_s});
        QCOMPARE(found.size(), 1);
        QVERIFY(found.constFirst().before.has_value()); // empty is not nothing
        QCOMPARE(found.constFirst().changedAt, now.changedAt);
    }

    void find_rowsOfAnotherTable_areOthers()
    {
        RowState other = stateOf(u"a"_s, 1us, u"new"_s);
        other.table = u"notifications"_s;
        QVERIFY(m_store->keepRowStates({other}, std::nullopt));
        QVERIFY(find({u"a"_s}).isEmpty());
    }

    void keep_oldStates_goSomeAtATime()
    {
        QList<RowState> old;
        for (int i = 0; i < 1500; ++i)
            old.append(stateOf(QString::number(i), std::chrono::microseconds(i), u"draft"_s));
        QVERIFY(m_store->keepRowStates(old, std::nullopt));
        const RowState young = stateOf(u"young"_s, 2s, u"draft"_s);
        const QDateTime forgotten = QDateTime::fromMSecsSinceEpoch(1000, Qt::UTC);
        QVERIFY(m_store->keepRowStates({young}, forgotten));
        QVERIFY(find({u"0"_s, u"999"_s}).isEmpty()); // the oldest first
        QCOMPARE(find({u"1000"_s}).size(), 1);
        QVERIFY(m_store->keepRowStates({}, forgotten));
        QVERIFY(find({u"1000"_s, u"1499"_s}).isEmpty());
        QCOMPARE(find({u"young"_s}), QList{young});
    }

    void erase_forgetsThem()
    {
        QVERIFY(m_store->keepRowStates({stateOf(u"a"_s, 1us, u"draft"_s)}, std::nullopt));
        QVERIFY(m_store->erase());
        QVERIFY(find({u"a"_s}).isEmpty());
    }

    /// The i-th statement fails, for every i: all or nothing.
    void keep_statementThatFails_changesNothing()
    {
        const QList<RowState> before{stateOf(u"a"_s, 1us, u"draft"_s),
                                     stateOf(u"b"_s, 1us, u"draft"_s)};
        QVERIFY(m_store->keepRowStates(before, std::nullopt));
        const QList<RowState> now{stateOf(u"a"_s, 2s, u"approved"_s, u"draft"_s),
                                  stateOf(u"b"_s, 2s, u"rejected"_s, u"draft"_s)};
        const QDateTime forgotten = QDateTime::fromMSecsSinceEpoch(1000, Qt::UTC);
        bool fails = true;
        for (int failing = 1; fails; ++failing) {
            QVERIFY(failing < 20);
            m_statements = 0;
            m_failing = 0;
            open();
            m_statements = 0;
            m_failing = failing;
            fails = !m_store->keepRowStates(now, forgotten);
            m_failing = 0;
            QCOMPARE(find({u"a"_s, u"b"_s}), fails ? before : now);
        }
    }

private:
    void open()
    {
        m_store.reset();
        auto opened =
            EventStore::open(m_folder->filePath(u"events.db"_s),
                             [this](const QString & /*sql*/) -> std::optional<StoreError> {
                                 if (++m_statements != m_failing)
                                     return std::nullopt;
                                 return StoreError{StoreError::Kind::Io, u"on purpose"_s};
                             });
        QVERIFY(opened);
        m_store = std::move(opened->store);
    }

    QList<RowState> find(const QStringList &ids)
    {
        return m_store->rowStates(u"timesheets"_s, ids).value_or(QList<RowState>());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
    int m_statements = 0;
    int m_failing = 0; ///< which one; 0: none
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::RowStatesTest)
#include "tst_row_states.moc"
