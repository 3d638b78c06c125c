#include "feed/event_feed.h"
#include "support/sample_events.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

using test::sampleEvent;
using test::sampleEvents;

class EventFeedTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_failing = false;
        m_folder = std::make_unique<QTemporaryDir>();
        make();
    }
    void cleanup() { m_feed.reset(); }

    void receive_oneTurn_isOneTransactionToldAfterItsCommit()
    {
        QSignalSpy committed(m_feed.get(), &EventFeed::committed);
        connect(m_feed.get(), &EventFeed::committed, this,
                [this] { QCOMPARE(m_store->counts()->value(EventFilter::All), 3); });
        receive(sampleEvents(1, 3));
        QCOMPARE(m_store->counts()->value(EventFilter::All), 0);
        QVERIFY(committed.wait());
        QCOMPARE(committed.size(), 1);
        QCOMPARE(committed.constFirst().constFirst().value<QList<StoredEvent>>().size(), 3);
        QCOMPARE(m_feed->cursor(), Cursor(u"c3"_s));
        QCOMPARE(m_feed->unreadCount(), 3);
    }

    void receive_theSameEventByAnotherWay_isToldOnce()
    {
        QSignalSpy committed(m_feed.get(), &EventFeed::committed);
        receive({{sampleEvent(1), Via::Live}});
        QVERIFY(committed.wait());
        receive({{sampleEvent(1), Via::Poll}, {sampleEvent(2), Via::Poll}});
        QVERIFY(committed.wait());
        const auto told = committed.constLast().constFirst().value<QList<StoredEvent>>();
        QCOMPARE(told.size(), 1);
        QCOMPARE(told.constFirst().event.id, EventId(u"e2"_s));
    }

    void receive_manyInOneTurn_areAllCommittedInTurns()
    {
        QSignalSpy committed(m_feed.get(), &EventFeed::committed);
        receive(sampleEvents(1, 1050));
        QTRY_COMPARE(m_store->counts()->value(EventFilter::All), 1050);
        QVERIFY(committed.size() > 1);
        QCOMPARE(m_feed->cursor(), Cursor(u"c1050"_s));
    }

    void advance_withoutEvents_isStoredAfterWhatCameBefore()
    {
        receive(sampleEvents(1, 1));
        m_feed->advance(Cursor(u"c9"_s));
        m_feed->flush();
        QCOMPARE(m_feed->cursor(), Cursor(u"c9"_s));
        QVERIFY(m_feed->find(EventId(u"e1"_s)));
    }

    void store_fails_keepsTheEventsAndTheCursorAndTellsOnce()
    {
        QSignalSpy failed(m_feed.get(), &EventFeed::storeFailed);
        QSignalSpy committed(m_feed.get(), &EventFeed::committed);
        m_failing = true;
        receive(sampleEvents(1, 2));
        QVERIFY(failed.wait());
        receive(sampleEvents(3, 3));
        m_feed->flush();
        QCOMPARE(failed.size(), 1);
        QVERIFY(committed.isEmpty());
        m_failing = false;
        QVERIFY(!m_feed->cursor());
        QTRY_COMPARE(m_store->counts()->value(EventFilter::All), 3);
        QCOMPARE(m_feed->cursor(), Cursor(u"c3"_s));
    }

    void markRead_tellsTheServerWhatChangedOnly()
    {
        receive(sampleEvents(1, 3));
        m_feed->flush();
        QSignalSpy told(m_feed.get(), &EventFeed::readMarked);
        QSignalSpy unread(m_feed.get(), &EventFeed::unreadChanged);
        m_feed->markRead({EventId(u"e1"_s)});
        m_feed->markRead({EventId(u"e1"_s)});
        QCOMPARE(told.size(), 1);
        QCOMPARE(unread.size(), 1);
        QCOMPARE(m_feed->unreadCount(), 2);
        m_feed->markUnread(EventId(u"e1"_s));
        QCOMPARE(m_feed->unreadCount(), 3);
        QCOMPARE(told.size(), 1);
    }

    void applyReadMark_fromAnotherDevice_isNotToldBack()
    {
        receive(sampleEvents(1, 5));
        QSignalSpy told(m_feed.get(), &EventFeed::readMarked);
        m_feed->applyReadMark({EventId(u"e5"_s)}, std::nullopt);
        m_feed->applyReadMark({}, Cursor(u"c3"_s));
        QCOMPARE(m_feed->unreadCount(), 1);
        m_feed->applyReadMark({}, Cursor(u"unknown"_s));
        QCOMPARE(m_feed->unreadCount(), 1);
        QVERIFY(told.isEmpty());
    }

    void markAllRead_manyEvents_marksThemAllInTurns()
    {
        receive(sampleEvents(1, 450));
        m_feed->flush();
        QSignalSpy told(m_feed.get(), &EventFeed::readMarked);
        m_feed->markAllRead();
        QTRY_COMPARE(m_feed->unreadCount(), 0);
        qsizetype ids = 0;
        for (const auto &arguments : told)
            ids += arguments.constFirst().value<QList<EventId>>().size();
        QCOMPARE(ids, 450);
    }

    void awaitingToast_afterARestart_areThoseNotYetAccepted()
    {
        receive(sampleEvents(1, 2));
        m_feed->flush();
        m_feed->markToasted({EventId(u"e1"_s)});
        make();
        QCOMPARE(m_feed->awaitingToast().size(), 1);
        QCOMPARE(m_feed->awaitingToast().constFirst().event.id, EventId(u"e2"_s));
    }

    void forget_everything_isGone()
    {
        receive(sampleEvents(1, 2));
        m_feed->flush();
        QSignalSpy forgotten(m_feed.get(), &EventFeed::forgotten);
        m_feed->forget();
        QCOMPARE(forgotten.size(), 1);
        QCOMPARE(m_feed->unreadCount(), 0);
        QVERIFY(m_feed->newest(5).isEmpty());
        QVERIFY(!m_feed->cursor());
    }

private:
    void make()
    {
        m_feed.reset();
        m_store.reset();
        const auto fault = [this](const QString &sql) -> std::optional<StoreError> {
            if (!m_failing || sql == u"ROLLBACK")
                return std::nullopt;
            return StoreError{StoreError::Kind::Full, u"full"_s};
        };
        auto opened = EventStore::open(m_folder->filePath(u"events.sqlite"_s), fault);
        QVERIFY(opened);
        m_store = std::move(opened->store);
        m_feed = std::make_unique<EventFeed>(*m_store, [] { return test::sampleTime; });
    }

    void receive(const QList<ReceivedEvent> &events)
    {
        for (const ReceivedEvent &event : events)
            m_feed->receive(event);
    }

    bool m_failing = false;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
    std::unique_ptr<EventFeed> m_feed;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::EventFeedTest)
#include "tst_event_feed.moc"
