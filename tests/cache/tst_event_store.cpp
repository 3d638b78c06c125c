#include "cache/event_store.h"
#include "support/sample_events.h"

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

using test::sampleEvent;
using test::sampleEvents;

class EventStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        open();
    }

    void commit_newEvents_areThereAfterReopening()
    {
        const Event event = sampleEvent(1);
        const auto fresh = m_store->commit({{event, Via::Replay}}, event.cursor, test::sampleTime);
        QVERIFY(fresh);
        QCOMPARE(fresh->size(), 1);
        open();
        const auto found = m_store->find(event.id);
        QVERIFY(found && *found);
        QCOMPARE((*found)->stored, (StoredEvent{event, Via::Replay, false, test::sampleTime}));
        QCOMPARE(*m_store->cursor(), event.cursor);
    }

    void commit_knownId_changesNothing()
    {
        commit(1, 3);
        Event other = sampleEvent(2);
        other.payload = {{u"title"_s, u"another"_s}};
        const auto fresh = m_store->commit({{other, Via::Poll}, {sampleEvent(4), Via::Live}}, {},
                                           test::sampleTime);
        QVERIFY(fresh);
        QCOMPARE(fresh->size(), 1);
        QCOMPARE((*m_store->find(other.id))->stored.event, sampleEvent(2));
        QCOMPARE(m_store->counts()->value(EventFilter::All), 4);
    }

    void commit_sameIdTwiceInOneBatch_isOneEvent()
    {
        const auto fresh = m_store->commit(
            {{sampleEvent(1), Via::Live}, {sampleEvent(1), Via::Poll}}, {}, test::sampleTime);
        QCOMPARE(fresh->size(), 1);
    }

    void commit_withoutCursor_keepsTheCursor()
    {
        commit(1, 1);
        QVERIFY(m_store->commit({{sampleEvent(2), Via::Live}}, std::nullopt, test::sampleTime));
        QCOMPARE(*m_store->cursor(), Cursor(u"c1"_s));
    }

    void cursor_freshStore_isNone() { QVERIFY(!*m_store->cursor()); }

    void page_newestFirst_goesOnBelowTheLast()
    {
        commit(1, 25);
        const auto first = m_store->page({}, {}, 10);
        QCOMPARE(first->size(), 10);
        QCOMPARE(first->constFirst().stored.event.id, EventId(u"e25"_s));
        const auto second = m_store->page({}, {lowestPosition, first->constLast().position}, 10);
        QCOMPARE(second->constFirst().stored.event.id, EventId(u"e15"_s));
    }

    void page_olderEventThatCameLate_standsWhereItsTimeIs()
    {
        commit(5, 6);
        commit(1, 1);
        const auto page = m_store->page({}, {}, 10);
        QCOMPARE(page->constLast().stored.event.id, EventId(u"e1"_s));
    }

    void page_sameMillisecond_keepsTheOrderOfArrival()
    {
        QList<ReceivedEvent> events = sampleEvents(1, 3);
        for (ReceivedEvent &event : events)
            event.event.timestamp = test::sampleTime;
        QVERIFY(m_store->commit(events, {}, test::sampleTime));
        QCOMPARE(m_store->page({}, {}, 10)->constFirst().stored.event.id, EventId(u"e3"_s));
    }

    void filters_eachType_isShownAndCountedInItsOwn()
    {
        const QList<std::pair<QString, EventFilter>> types{
            {u"timesheet:approved"_s, EventFilter::Approvals},
            {u"timesheet:rejected"_s, EventFilter::Rejections},
            {u"timesheet:annotated"_s, EventFilter::Notes},
            {u"deadline:reminder"_s, EventFilter::Deadlines},
            {u"notification:new"_s, EventFilter::System},
            {u"lunch:served"_s, EventFilter::System},
        };
        QList<ReceivedEvent> events;
        for (int n = 0; n < types.size(); ++n)
            events.append({sampleEvent(n, types.at(n).first), Via::Live});
        QVERIFY(m_store->commit(events, {}, test::sampleTime));
        QVERIFY(m_store->markRead({EventId(u"e0"_s)}, Mark::Read));

        const auto counts = *m_store->counts();
        QCOMPARE(counts.value(EventFilter::All), 6);
        QCOMPARE(counts.value(EventFilter::Unread), 5);
        QCOMPARE(counts.value(EventFilter::System), 2);
        for (const auto &[type, filter] : types) {
            const auto page = m_store->page({filter, {}, {}}, {}, 10);
            QCOMPARE(page->size(), counts.value(filter));
        }
        QCOMPARE(m_store->page({EventFilter::Unread, {}, {}}, {}, 10)->size(), 5);
        QCOMPARE(m_store->page({EventFilter::All, {}, u"lunch:served"_s}, {}, 10)->size(), 1);
    }

    void commit_eachKnownType_hasACategoryInTheSchema()
    {
        QList<ReceivedEvent> events;
        for (const EventType type : knownEventTypes)
            events.append(
                {sampleEvent(static_cast<int>(events.size()), eventTypeName(type)), Via::Live});
        QVERIFY(m_store->commit(events, {}, test::sampleTime));
        for (const EventType type : knownEventTypes)
            QVERIFY(m_store->counts()->value(filterOf(type)) > 0);
    }

    void search_whatPeopleType_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<int>("found");
        QTest::addRow("a whole word") << u"Überstunden"_s << 1;
        QTest::addRow("its beginning, without accents, in small letters") << u"uberst"_s << 1;
        QTest::addRow("two words in any order") << u"fox dana"_s << 1;
        QTest::addRow("a word that is not there") << u"dana wolf"_s << 0;
        QTest::addRow("syntax") << u"dana OR NOT \" ( *"_s << 0;
        QTest::addRow("nothing") << u"   "_s << 3;
        QTest::addRow("one letter") << u"w"_s << 2;
    }
    void search_whatPeopleType()
    {
        QFETCH(QString, typed);
        QFETCH(int, found);
        QList<ReceivedEvent> events = sampleEvents(1, 3);
        events[0].event.payload = {{u"actor"_s, u"Dana Fox"_s}, {u"reason"_s, u"Überstunden"_s}};
        QVERIFY(m_store->commit(events, {}, test::sampleTime));
        QCOMPARE(m_store->page({EventFilter::All, typed, {}}, {}, 10)->size(), found);
    }

    void markRead_thenUnread_tellsWhatChanged()
    {
        commit(1, 3);
        const EventId id(u"e2"_s);
        QCOMPARE(*m_store->markRead({id, EventId(u"none"_s)}, Mark::Read), QList{id});
        QCOMPARE(*m_store->markRead({id}, Mark::Read), QList<EventId>());
        QCOMPARE(m_store->counts()->value(EventFilter::Unread), 2);
        QCOMPARE(*m_store->markRead({id}, Mark::Unread), QList{id});
        QCOMPARE(m_store->counts()->value(EventFilter::Unread), 3);
    }

    void markReadThrough_aCursor_marksWhatArrivedUpToIt()
    {
        commit(1, 5);
        const auto last = *m_store->arrivalOf(Cursor(u"c3"_s));
        QVERIFY(last);
        QCOMPARE(m_store->markReadThrough(*last, 2, Mark::Read)->size(), 2);
        QCOMPARE(m_store->markReadThrough(*last, 2, Mark::Read)->size(), 1);
        QCOMPARE(m_store->counts()->value(EventFilter::Unread), 2);
        QVERIFY(!*m_store->arrivalOf(Cursor(u"unknown"_s)));
    }

    void awaitingToast_afterReopening_areThoseNotMarked()
    {
        commit(1, 3);
        QVERIFY(m_store->markToasted({EventId(u"e1"_s)}, test::sampleTime));
        open();
        const auto waiting = m_store->awaitingToast(10);
        QCOMPARE(waiting->size(), 2);
        QCOMPARE(waiting->constFirst().event.id, EventId(u"e2"_s));
        QCOMPARE(m_store->awaitingToast(1)->size(), 1); // the older one is no news any more
        QCOMPARE(m_store->awaitingToast(10)->size(), 1);
    }

    void prune_oldEvents_areGoneFromListSearchAndCounts()
    {
        commit(1, 10);
        QCOMPARE(*m_store->prune(test::sampleTime.addSecs(6), 100), 5);
        QCOMPARE(m_store->counts()->value(EventFilter::All), 5);
        QCOMPARE(m_store->page({EventFilter::All, u"number3"_s, {}}, {}, 10)->size(), 0);
        QCOMPARE(m_store->page({EventFilter::All, u"number7"_s, {}}, {}, 10)->size(), 1);
    }

    void erase_everything_leavesAnEmptyStoreThatWorks()
    {
        commit(1, 10);
        QVERIFY(m_store->erase());
        QCOMPARE(m_store->counts()->value(EventFilter::All), 0);
        QVERIFY(!*m_store->cursor());
        commit(1, 1);
    }

    void open_damagedFile_isSetAsideAndBegunAnew_data()
    {
        QTest::addColumn<bool>("wholeFile");
        QTest::addRow("no database at all") << true;
        QTest::addRow("damaged pages, not closed") << false;
    }
    void open_damagedFile_isSetAsideAndBegunAnew()
    {
        QFETCH(bool, wholeFile);
        commit(1, 2000);
        m_store.reset();
        QFile damaged(file());
        QVERIFY(damaged.open(QIODevice::ReadWrite));
        if (wholeFile)
            damaged.write(QByteArray(8192, 'x'));
        for (qint64 at = 8192; !wholeFile && at < damaged.size(); at += 4096) {
            damaged.seek(at);
            damaged.write(QByteArray(64, '\xff'));
        }
        damaged.close();
        if (!wholeFile) { // as a killed program leaves it
            QFile log(file() + u"-wal"_s);
            QVERIFY(log.open(QIODevice::WriteOnly));
            log.write("x");
        }
        auto opened = EventStore::open(file());
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
        QVERIFY(opened->setAside);
        QVERIFY(QFile::exists(*opened->setAside));
        QCOMPARE(opened->store->counts()->value(EventFilter::All), 0);
    }

    void open_newerFile_isRefusedUntouched()
    {
        commit(1, 1);
        m_store.reset();
        execute(u"PRAGMA user_version = 99"_s);
        const QByteArray before = content();
        const auto opened = EventStore::open(file());
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, StoreError::Kind::Newer);
        QCOMPARE(content(), before);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{u"events.sqlite"_s});
    }

    void open_anotherProgramsDatabase_isRefusedUntouched()
    {
        m_store.reset();
        QVERIFY(QFile::remove(file()));
        execute(u"CREATE TABLE recipes (name TEXT)"_s);
        const QByteArray before = content();
        const auto opened = EventStore::open(file());
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, StoreError::Kind::Open);
        QCOMPARE(content(), before);
    }

    void open_folderMissing_isAnErrorWithAKind()
    {
        const auto opened = EventStore::open(m_folder->filePath(u"none/events.sqlite"_s));
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, StoreError::Kind::Open);
    }

    void call_itsIthStatementFails_isAllOrNothingForEveryI()
    {
        m_store.reset();
        bool failed = true;
        for (int i = 1; failed; ++i) {
            QVERIFY(QFile::remove(file()) || i == 1 || !QFile::exists(file()));
            for (const QString &ending : {u"-wal"_s, u"-shm"_s})
                QFile::remove(file() + ending);
            int statements = 0;
            const auto fault = [&](const QString &sql) -> std::optional<StoreError> {
                if (++statements != i || sql == u"ROLLBACK")
                    return std::nullopt;
                return StoreError{StoreError::Kind::Full, u"full"_s};
            };
            auto opened = EventStore::open(file(), fault);
            failed = !opened;
            bool stored = false;
            if (opened) {
                const auto fresh =
                    opened->store->commit(sampleEvents(1, 2), Cursor(u"c2"_s), test::sampleTime);
                failed = !fresh;
                stored = fresh.has_value();
                opened->store.reset();
            }
            auto again = EventStore::open(file());
            QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
            QVERIFY(!again->setAside);
            QCOMPARE(again->store->counts()->value(EventFilter::All), stored ? 2 : 0);
            QCOMPARE(again->store->cursor()->has_value(), stored);
            QVERIFY(i < 1000);
        }
    }

    void counts_manyEvents_agreeWithTheTable()
    {
        constexpr int many = 20000;
        for (int from = 1; from <= many; from += 1000)
            commit(from, from + 999);
        const auto last = *m_store->arrivalOf(Cursor(u"c5000"_s));
        QCOMPARE(m_store->markReadThrough(*last, many, Mark::Read)->size(), 5000);
        QCOMPARE(m_store->counts()->value(EventFilter::All), many);
        QCOMPARE(m_store->counts()->value(EventFilter::Unread), many - 5000);
        QCOMPARE(m_store->page({EventFilter::All, u"number19999"_s, {}}, {}, 10)->size(), 1);
    }

private:
    QString file() const { return m_folder->filePath(u"events.sqlite"_s); }

    void open()
    {
        m_store.reset();
        auto opened = EventStore::open(file());
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
        m_store = std::move(opened->store);
    }

    void commit(int from, int to)
    {
        const auto fresh =
            m_store->commit(sampleEvents(from, to), sampleEvent(to).cursor, test::sampleTime);
        QVERIFY2(fresh, fresh ? "" : qPrintable(fresh.error().detail));
        QCOMPARE(fresh->size(), to - from + 1);
    }

    void execute(const QString &sql) const
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
            database.setDatabaseName(file());
            QVERIFY(database.open());
            QVERIFY(QSqlQuery(database).exec(sql));
        }
        QSqlDatabase::removeDatabase(u"test"_s);
    }

    QByteArray content() const
    {
        QFile whole(file());
        return whole.open(QIODevice::ReadOnly) ? whole.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::EventStoreTest)
#include "tst_event_store.moc"
