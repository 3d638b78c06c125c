#include "feed/event_list_model.h"
#include "support/sample_events.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

using test::sampleEvent;
using test::sampleEvents;

class EventListModelTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = EventStore::open(m_folder->filePath(u"events.sqlite"_s)).value().store;
        m_feed = std::make_unique<EventFeed>(*m_store, [] { return test::sampleTime; });
        m_model = std::make_unique<EventListModel>(*m_store, *m_feed);
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get());
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
        m_feed.reset();
    }

    void newEvents_oneBatch_areOneInsertionAtTheTop()
    {
        store(sampleEvents(1, 2));
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        store(sampleEvents(3, 5));
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(ids(), (QStringList{u"e5"_s, u"e4"_s, u"e3"_s, u"e2"_s, u"e1"_s}));
    }

    void newEvents_olderOnesAmongThem_standInTheirPlaces()
    {
        store({{sampleEvent(5), Via::Live}, {sampleEvent(1), Via::Live}});
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        store({{sampleEvent(6), Via::Poll},
               {sampleEvent(3), Via::Poll},
               {sampleEvent(2), Via::Poll},
               {sampleEvent(0), Via::Poll}});
        QCOMPARE(ids(), (QStringList{u"e6"_s, u"e5"_s, u"e3"_s, u"e2"_s, u"e1"_s, u"e0"_s}));
        QCOMPARE(inserted.size(), 3);
    }

    void fetchMore_manyEvents_holdsOnlyWhatWasAskedFor()
    {
        store(sampleEvents(1, 1000));
        const EventListModel fresh(*m_store, *m_feed);
        QVERIFY(fresh.rowCount() < 500);
        QVERIFY(fresh.canFetchMore({}));
        EventListModel whole(*m_store, *m_feed);
        while (whole.canFetchMore({}))
            whole.fetchMore({});
        QCOMPARE(whole.rowCount(), 1000);
        QCOMPARE(whole.index(999).data(EventListModel::IdRole).toString(), u"e1"_s);
    }

    void newEvent_belowWhatIsFetched_comesWithFetchMoreOnce()
    {
        store(sampleEvents(100, 900));
        EventListModel model(*m_store, *m_feed);
        const int before = model.rowCount();
        store({{sampleEvent(1), Via::Replay}});
        QCOMPARE(model.rowCount(), before);
        while (model.canFetchMore({}))
            model.fetchMore({});
        QCOMPARE(model.rowCount(), 802);
    }

    void releaseBelow_farRows_goAndComeAgain()
    {
        store(sampleEvents(1, 3000));
        fetchAll();
        m_model->releaseBelow(5);
        const int kept = m_model->rowCount();
        QVERIFY(kept > 5 && kept < 500);
        m_model->releaseBelow(5); // nothing is left to go
        QCOMPARE(m_model->rowCount(), kept);
        store({{sampleEvent(0), Via::Replay}}); // below what is left
        QCOMPARE(m_model->rowCount(), kept);
        fetchAll();
        QCOMPARE(m_model->rowCount(), 3001);
        QCOMPARE(ids(), idsDownTo(3000, 0));
    }

    void releaseBelow_whileEventsCome_boundsTheRows()
    {
        m_tester.reset(); // it fetches by itself
        int most = 0;
        for (int first = 1; first < 10000; first += 100) {
            store(sampleEvents(first, first + 99));
            m_model->releaseBelow(20);
            most = std::max(most, m_model->rowCount());
        }
        QVERIFY2(most < 1000, qPrintable(QString::number(most)));
        QCOMPARE(m_model->index(0).data(EventListModel::IdRole).toString(), u"e10000"_s);
    }

    void releaseBelow_filtered_goesOnBelow()
    {
        m_tester.reset(); // it fetches by itself
        store(sampleEvents(1, 1000));
        m_model->setFilter(EventFilter::Approvals);
        fetchAll();
        m_model->releaseBelow(0);
        QVERIFY(m_model->rowCount() < 500);
        QCOMPARE(m_model->indexOf(EventId(u"e300"_s)).row(), 700);
    }

    void data_anywhere_isTheEventOfItsRow()
    {
        store(sampleEvents(1, 1000));
        fetchAll();
        QCOMPARE(ids(), idsDownTo(1000, 1));
        for (int row = 999; row >= 0; row -= 37) {
            const QModelIndex index = m_model->index(row);
            QCOMPARE(index.data(EventListModel::IdRole).toString(), u"e%1"_s.arg(1000 - row));
            QCOMPARE(index.data(EventListModel::TimestampRole).toDateTime(),
                     test::sampleTime.addSecs(1000 - row));
        }
    }

    void data_ofAnEventThatIsGone_isNothing()
    {
        store(sampleEvents(1, 300));
        QVERIFY(m_store->prune(test::sampleTime.addSecs(101), 100));
        fetchAll();
        const QModelIndex last = m_model->index(m_model->rowCount() - 1);
        QVERIFY(last.data(EventListModel::IdRole).isValid());
    }

    void readChanged_ofWhatIsNotHeld_isSeen()
    {
        store(sampleEvents(1, 1000));
        fetchAll();
        QCOMPARE(ids().size(), 1000); // the last ones were looked at last
        m_feed->markRead({EventId(u"e990"_s), EventId(u"e3"_s)});
        QVERIFY(m_model->index(10).data(EventListModel::ReadRole).toBool());
        QVERIFY(m_model->index(997).data(EventListModel::ReadRole).toBool());
        QVERIFY(!m_model->index(998).data(EventListModel::ReadRole).toBool());
        QCOMPARE(m_feed->unreadCount(), 998);
    }

    void filter_unread_keepsWhatIsReadUntilItIsSetAgain()
    {
        store(sampleEvents(1, 3));
        m_model->setFilter(EventFilter::Unread);
        m_feed->markRead({EventId(u"e2"_s)});
        QCOMPARE(m_model->rowCount(), 3);
        QCOMPARE(m_model->index(1).data(EventListModel::ReadRole).toBool(), true);
        m_model->setFilter(EventFilter::Unread);
        QCOMPARE(ids(), (QStringList{u"e3"_s, u"e1"_s}));
    }

    void filterAndSearch_newEvents_showOnlyWhatMatches()
    {
        store(sampleEvents(1, 3));
        m_model->setSearch(u"number4"_s);
        QCOMPARE(m_model->rowCount(), 0);
        store(sampleEvents(4, 5));
        QCOMPARE(ids(), QStringList{u"e4"_s});
        m_model->setSearch({});
        m_model->setFilter(EventFilter::Rejections);
        store({{sampleEvent(6, u"timesheet:rejected"_s), Via::Live}, {sampleEvent(7), Via::Live}});
        QCOMPARE(ids(), QStringList{u"e6"_s});
    }

    void indexOf_farBelow_fetchesAsFarAsNeeded()
    {
        store(sampleEvents(1, 1000));
        EventListModel model(*m_store, *m_feed);
        const QModelIndex index = model.indexOf(EventId(u"e300"_s));
        QVERIFY(index.isValid());
        QCOMPARE(index.data(EventListModel::IdRole).toString(), u"e300"_s);
        QVERIFY(model.rowCount() < 1000);
        QVERIFY(!model.indexOf(EventId(u"none"_s)).isValid());
        model.setFilter(EventFilter::Deadlines);
        QVERIFY(!model.indexOf(EventId(u"e300"_s)).isValid());
    }

    void readChanged_anyRow_isTold()
    {
        store(sampleEvents(1, 3));
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        m_feed->markAllRead();
        QCOMPARE(changed.size(), 1);
        QVERIFY(m_model->index(0).data(EventListModel::ReadRole).toBool());
    }

    void forget_everything_isAnEmptyList()
    {
        store(sampleEvents(1, 3));
        m_feed->forget();
        QCOMPARE(m_model->rowCount(), 0);
    }

    void data_outsideTheModel_isNothing()
    {
        QVERIFY(!m_model->data(m_model->index(0), EventListModel::IdRole).isValid());
    }

private:
    void store(const QList<ReceivedEvent> &events)
    {
        for (const ReceivedEvent &event : events)
            m_feed->receive(event);
        m_feed->flush();
    }

    void fetchAll()
    {
        m_tester.reset(); // it fetches by itself, also while rows are being fetched
        while (m_model->canFetchMore({}))
            m_model->fetchMore({});
    }

    static QStringList idsDownTo(int from, int to)
    {
        QStringList list;
        for (int number = from; number >= to; --number)
            list.append(u"e%1"_s.arg(number));
        return list;
    }

    QStringList ids() const
    {
        QStringList list;
        for (int row = 0; row < m_model->rowCount(); ++row)
            list.append(m_model->index(row).data(EventListModel::IdRole).toString());
        return list;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
    std::unique_ptr<EventFeed> m_feed;
    std::unique_ptr<EventListModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::EventListModelTest)
#include "tst_event_list_model.moc"
