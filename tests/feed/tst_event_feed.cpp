#include "feed/event_feed.h"

#include "domain/gap.h"
#include "feed/event_list_model.h"
#include "feed/reminders.h"
#include "support/sample_events.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <utility>

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
        m_damaged = false;
        m_clock = test::sampleTime;
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

    void markRead_reportsWhatChangedOnly()
    {
        receive(sampleEvents(1, 3));
        m_feed->flush();
        QSignalSpy waiting(m_feed.get(), &EventFeed::marksDue);
        QSignalSpy unread(m_feed.get(), &EventFeed::unreadChanged);
        m_feed->markRead({EventId(u"e1"_s)});
        m_feed->markRead({EventId(u"e1"_s)});
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(unread.size(), 1);
        QCOMPARE(m_feed->unreadCount(), 2);
        QCOMPARE(m_feed->marksToReport(10), QList{EventId(u"e1"_s)});
        m_feed->markUnread(EventId(u"e1"_s));
        QCOMPARE(m_feed->unreadCount(), 3);
        QCOMPARE(waiting.size(), 1);
        QVERIFY(m_feed->marksToReport(10).isEmpty());
    }

    void marksToReport_afterARestart_areThoseNotConfirmed()
    {
        receive(sampleEvents(1, 3));
        m_feed->flush();
        m_feed->markRead({EventId(u"e1"_s), EventId(u"e2"_s)});
        m_feed->noteMarksReported({EventId(u"e1"_s)});
        make();
        QCOMPARE(m_feed->marksToReport(10), QList{EventId(u"e2"_s)});
    }

    void noteMarksReported_moreWait_asksForThemUnlessTheStoreFails()
    {
        receive(sampleEvents(1, 3));
        m_feed->flush();
        m_feed->markRead({EventId(u"e1"_s), EventId(u"e2"_s)});
        QSignalSpy waiting(m_feed.get(), &EventFeed::marksDue);
        m_feed->noteMarksReported({EventId(u"e1"_s)});
        QCOMPARE(waiting.size(), 1);
        m_failing = true;
        m_feed->noteMarksReported({EventId(u"e2"_s)});
        QCOMPARE(waiting.size(), 1); // or the confirmed mark would be sent again and again
        m_failing = false;
        m_feed->noteMarksReported({EventId(u"e2"_s)});
        QCOMPARE(waiting.size(), 1);
    }

    void addGap_neverInSync_isNothing()
    {
        m_feed->addGap(TenantId(u"tenant-123"_s), m_clock);
        m_feed->flush();
        QVERIFY(m_feed->newest(1).isEmpty());
    }

    void addGap_afterBeingInSync_isAnEntryFromThenOn()
    {
        beInSync();
        receive(sampleEvents(1, 2));
        m_feed->flush();
        const QDateTime lost = m_clock = m_clock.addSecs(60);
        m_feed->noteSynced(lost);
        m_clock = m_clock.addSecs(3600); // of sleep, which nobody noticed
        m_feed->setInSync(false);
        make(); // a restart between
        m_feed->addGap(TenantId(u"tenant-123"_s), m_clock);
        m_feed->addGap(TenantId(u"tenant-123"_s), m_clock);
        m_feed->flush();
        QCOMPARE(m_feed->counts().value(EventFilter::All), 3);
        const StoredEvent entry = m_feed->newest(1).constFirst();
        QCOMPARE(gapOf(entry.event), (Gap{lost, m_clock}));
        QCOMPARE(entry.via, Via::Local);

        m_feed->markRead({entry.event.id});
        QVERIFY(m_feed->marksToReport(10).isEmpty()); // no server knows it
    }

    void addGap_againAndAgainWithinAMinute_isOneEntryThatGrows()
    {
        QSignalSpy lists(m_feed.get(), &EventFeed::forgotten);
        beInSync();
        const QDateTime lost = m_clock;
        for (int i = 0; i < 50; ++i) {
            m_feed->setInSync(false);
            m_clock = m_clock.addSecs(i);
            m_feed->addGap(TenantId(u"tenant-123"_s), m_clock);
            beInSync();
            m_feed->flush();
            beInSync();
        }
        QCOMPARE(m_feed->counts().value(EventFilter::All), 1);
        QCOMPARE(gapOf(m_feed->newest(1).constFirst().event), (Gap{lost, m_clock}));
        QCOMPARE(lists.size(), 49);
    }

    void addGap_longAfterTheOneBefore_isAnEntryOfItsOwn()
    {
        beInSync();
        m_feed->addGap(TenantId(u"tenant-123"_s), m_clock.addSecs(1));
        m_feed->flush();
        m_clock = m_clock.addSecs(3600);
        beInSync();
        m_feed->addGap(TenantId(u"tenant-123"_s), m_clock);
        m_feed->flush();
        QCOMPARE(m_feed->counts().value(EventFilter::All), 2);
    }

    void receive_moreThanTheCacheTakes_saysSoUntilItHasTaken()
    {
        QSignalSpy keepsUp(m_feed.get(), &EventFeed::keepsUpChanged);
        QList<int> committed;
        connect(m_feed.get(), &EventFeed::keepsUpChanged, this,
                [this, &committed] { committed.append(m_feed->counts().value(EventFilter::All)); });
        receive(sampleEvents(1, 1999));
        QVERIFY(keepsUp.isEmpty());
        receive(sampleEvents(2000, 2000));
        QCOMPARE(keepsUp.size(), 1);
        QVERIFY(!keepsUp.constFirst().constFirst().toBool());
        QTRY_COMPARE(keepsUp.size(), 2);
        QVERIFY(keepsUp.constLast().constFirst().toBool());
        QCOMPARE(committed, (QList<int>{0, 1600}));
    }

    void receive_muchMoreThanTheCacheTakes_movesTheCursorWithEachBatch()
    {
        receive(sampleEvents(1, 20001));
        QTRY_VERIFY(m_feed->cursor());
        QTRY_VERIFY(m_feed->counts().value(EventFilter::All) >= 100);
        QCOMPARE(m_feed->cursor(), Cursor(u"c%1"_s.arg(m_feed->counts().value(EventFilter::All))));
        receive(sampleEvents(20002, 20002)); // it must not go past the one that was dropped
        m_feed->flush();
        QCOMPARE(m_feed->cursor(), Cursor(u"c20000"_s));
    }

    void store_worksAgainAfterTooMuchWaited_asksForWhatWasLeftOut()
    {
        m_failing = true;
        receive(sampleEvents(1, 20001));
        QSignalSpy refetch(m_feed.get(), &EventFeed::refetchNeeded);
        m_failing = false;
        m_feed->flush();
        QCOMPARE(refetch.size(), 1);
        QCOMPARE(m_feed->counts().value(EventFilter::All), 20000);
        QCOMPARE(m_feed->cursor(), Cursor(u"c20000"_s)); // and not past what was left out
    }

    void applyReadMark_fromAnotherDevice_isNotReportedBack()
    {
        receive(sampleEvents(1, 5));
        QSignalSpy waiting(m_feed.get(), &EventFeed::marksDue);
        m_feed->applyReadMark({EventId(u"e5"_s)}, std::nullopt);
        m_feed->applyReadMark({}, Cursor(u"c3"_s));
        QCOMPARE(m_feed->unreadCount(), 1);
        m_feed->applyReadMark({}, Cursor(u"unknown"_s));
        QCOMPARE(m_feed->unreadCount(), 1);
        QVERIFY(waiting.isEmpty());
        QVERIFY(m_feed->marksToReport(10).isEmpty());
    }

    void markAllRead_manyEvents_marksThemAllInTurns()
    {
        receive(sampleEvents(1, 450));
        m_feed->flush();
        QSignalSpy waiting(m_feed.get(), &EventFeed::marksDue);
        m_feed->markAllRead();
        QTRY_COMPARE(m_feed->unreadCount(), 0);
        QCOMPARE(waiting.size(), 3);
        QCOMPARE(m_feed->marksToReport(1000).size(), 450);
    }

    void markAllRead_whileAnotherDeviceMarksSome_marksThemAll()
    {
        receive(sampleEvents(1, 450));
        m_feed->flush();
        m_feed->markAllRead();
        m_feed->applyReadMark({}, Cursor(u"c300"_s));
        QTRY_COMPARE(m_feed->unreadCount(), 0);
        const QList<EventId> due = m_feed->marksToReport(1000);
        for (int number = 301; number <= 450; ++number)
            QVERIFY(due.contains(EventId(u"e%1"_s.arg(number))));
    }

    void applyReadMark_whileAllAreMarkedReadHere_doesWhatBothAskFor()
    {
        receive(sampleEvents(1, 450));
        m_feed->applyReadMark({}, Cursor(u"c450"_s));
        receive(sampleEvents(451, 500));
        m_feed->flush();
        m_feed->markAllRead();
        QTRY_COMPARE(m_feed->unreadCount(), 0);
    }

    void applyReadMark_lessThanBefore_takesNothingBack()
    {
        receive(sampleEvents(1, 450));
        m_feed->applyReadMark({}, Cursor(u"c450"_s));
        m_feed->applyReadMark({}, Cursor(u"c10"_s));
        QTRY_COMPARE(m_feed->unreadCount(), 0);
        QVERIFY(m_feed->marksToReport(1).isEmpty());
    }

    void markAllRead_storeFailsInTheMiddle_goesOnWhenItWorksAgain()
    {
        receive(sampleEvents(1, 450));
        m_feed->flush();
        QSignalSpy failed(m_feed.get(), &EventFeed::storeFailed);
        m_feed->markAllRead();
        m_failing = true;
        QVERIFY(failed.wait());
        QCOMPARE(m_feed->unreadCount(), 250);
        m_failing = false;
        receive(sampleEvents(451, 451)); // what comes meanwhile is not among them
        m_feed->flush();
        QTRY_COMPARE(m_feed->unreadCount(), 1);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(m_feed->marksToReport(1000).size(), 450);
    }

    void markAllRead_storeFailsAtOnce_saysSo()
    {
        receive(sampleEvents(1, 2));
        m_feed->flush();
        QSignalSpy failed(m_feed.get(), &EventFeed::storeFailed);
        m_failing = true;
        m_feed->markAllRead();
        QCOMPARE(failed.size(), 1);
    }

    void markAllRead_cacheIsBegunAnewMeanwhile_leavesTheNewOneAlone()
    {
        receive(sampleEvents(1, 450));
        m_feed->flush();
        QSignalSpy forgotten(m_feed.get(), &EventFeed::forgotten);
        m_feed->markAllRead();
        m_damaged = true;
        QVERIFY(forgotten.wait());
        receive(sampleEvents(451, 460));
        m_feed->applyReadMark({}, Cursor(u"c451"_s)); // at once: nothing else is under way
        QCOMPARE(m_feed->unreadCount(), 9);
    }

    void damage_whoeverFindsIt_isSetAsideAndFetchedAnew_data()
    {
        QTest::addColumn<QString>("call");
        const auto all = calls();
        for (auto call = all.keyBegin(); call != all.keyEnd(); ++call)
            QTest::newRow(qPrintable(*call)) << *call;
    }
    void damage_whoeverFindsIt_isSetAsideAndFetchedAnew()
    {
        QFETCH(const QString, call);
        m_feed->keepFor(std::chrono::days(90));
        receive(sampleEvents(1, 5));
        QTRY_COMPARE(m_feed->counts().value(EventFilter::All), 5);
        QSignalSpy forgotten(m_feed.get(), &EventFeed::forgotten);
        QSignalSpy aside(m_feed.get(), &EventFeed::setAside);
        QSignalSpy refetch(m_feed.get(), &EventFeed::refetchNeeded);
        m_damaged = true;
        calls().value(call)();
        QVERIFY2(!m_damaged, "the call reads the cache");
        QTRY_COMPARE(refetch.size(), 1);
        QCOMPARE(forgotten.size(), 1);
        QCOMPARE(aside.size(), 1);
        QVERIFY(QFile::exists(aside.constFirst().constFirst().toString()));
        QVERIFY(!m_feed->cursor());
        receive(sampleEvents(1, 5));
        m_feed->flush();
        QVERIFY(m_feed->counts().value(EventFilter::All) >= 5);
        QCOMPARE(m_feed->cursor(), Cursor(u"c5"_s));
    }

    void damage_whileEventsWait_leavesNoCursorBehindThem()
    {
        receive(sampleEvents(1, 5));
        m_feed->flush();
        QSignalSpy refetch(m_feed.get(), &EventFeed::refetchNeeded);
        receive(sampleEvents(6, 6));
        m_damaged = true;
        QVERIFY(refetch.wait());
        QCOMPARE(m_feed->counts().value(EventFilter::All), 1);
        QVERIFY(!m_feed->cursor()); // or the five before it were not fetched
    }

    void receive_calledAGapByAServer_isNone()
    {
        Event event = test::sampleEvent(1, u"timesheet-tray:gap"_s);
        event.payload = {{u"from"_s, u"2026-11-23T07:00:00.000Z"_s},
                         {u"to"_s, u"2026-11-23T08:00:00.000Z"_s}};
        QVERIFY(!gapOf(event));
        receive({{event, Via::Live}});
        m_feed->flush();
        const Event stored = m_feed->newest(1).constFirst().event;
        QCOMPARE(stored.type(), EventType::Unknown);
        QCOMPARE(stored, event);
        QVERIFY(!gapOf(stored));
    }

    void receive_olderThanIsKept_isNoNews_data()
    {
        QTest::addColumn<Via>("via");
        QTest::addColumn<bool>("isNews");
        QTest::newRow("replay") << Via::Replay << false;
        QTest::newRow("poll") << Via::Poll << false;
        QTest::newRow("live") << Via::Live << true; // whatever its time: it comes once
    }
    void receive_olderThanIsKept_isNoNews()
    {
        QFETCH(const Via, via);
        QFETCH(const bool, isNews);
        m_clock = test::sampleTime.addDays(90).addSecs(2); // e1 is older than 90 days
        m_feed->keepFor(std::chrono::days(90));
        QSignalSpy committed(m_feed.get(), &EventFeed::committed);
        receive({{sampleEvent(1), via}, {sampleEvent(3), via}});
        m_feed->flush();
        QCOMPARE(committed.size(), 1);
        const auto told = committed.constFirst().constFirst().value<QList<StoredEvent>>();
        QCOMPARE(told.constLast().event.id, EventId(u"e3"_s));
        QCOMPARE(told.size(), isNews ? 2 : 1);
        QCOMPARE(m_feed->cursor(), Cursor(u"c3"_s)); // it has been looked at
    }

    void forget_whileAllAreMarkedRead_leavesWhatComesNextAlone()
    {
        receive(sampleEvents(1, 450));
        m_feed->flush();
        m_feed->markAllRead();
        m_feed->forget();
        receive(sampleEvents(1, 3));
        m_feed->applyReadMark({}, Cursor(u"c1"_s)); // at once: nothing else is under way
        QCOMPARE(m_feed->unreadCount(), 2);
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

    void keepFor_deletesWhatIsOlder_inTurns()
    {
        QSignalSpy committed(m_feed.get(), &EventFeed::committed);
        receive(sampleEvents(1, 130));
        QTRY_COMPARE(m_feed->counts().value(EventFilter::All), 130);
        m_clock = test::sampleTime.addDays(90).addSecs(121); // e1 to e120 are older than 90 days
        QSignalSpy forgotten(m_feed.get(), &EventFeed::forgotten);
        m_feed->keepFor(std::chrono::days(90));
        QCOMPARE(m_feed->counts().value(EventFilter::All), 130);
        QVERIFY(forgotten.wait());
        QCOMPARE(forgotten.size(), 1);
        QCOMPARE(m_feed->counts().value(EventFilter::All), 10);
        QCOMPARE(m_feed->cursor(), Cursor(u"c130"_s));
    }

private:
    void beInSync()
    {
        m_feed->noteSynced(m_clock);
        m_feed->setInSync(true);
    }

    void make()
    {
        m_feed.reset();
        m_store.reset();
        const auto fault = [this](const QString &sql) -> std::optional<StoreError> {
            if (std::exchange(m_damaged, false))
                return StoreError{StoreError::Kind::Damaged, u"damaged"_s};
            if (!m_failing || sql == u"ROLLBACK")
                return std::nullopt;
            return StoreError{StoreError::Kind::Full, u"full"_s};
        };
        auto opened = EventStore::open(m_folder->filePath(u"events.sqlite"_s), fault);
        QVERIFY(opened);
        m_store = std::move(opened->store);
        m_feed = std::make_unique<EventFeed>(*m_store, [this] { return m_clock; });
    }

    /// What reads or writes the cache, each in its own way.
    QMap<QString, std::function<void()>> calls()
    {
        const QList<EventId> ids{EventId(u"e1"_s)};
        return {
            {u"a commit"_s,
             [this] {
                 receive(sampleEvents(6, 6));
                 m_feed->flush();
             }},
            {u"the newest events"_s, [this] { m_feed->newest(3); }},
            {u"one event"_s, [this] { m_feed->find(EventId(u"e1"_s)); }},
            {u"what awaits a toast"_s, [this] { m_feed->awaitingToast(); }},
            {u"a toast's mark"_s, [this, ids] { m_feed->markToasted(ids); }},
            {u"a read mark"_s, [this, ids] { m_feed->markRead(ids); }},
            {u"all read"_s, [this] { m_feed->markAllRead(); }},
            {u"a mark of another device"_s, [this] { m_feed->applyReadMark({}, Cursor(u"c3"_s)); }},
            {u"old events"_s,
             [this] {
                 m_feed->keepFor(std::chrono::days(90));
                 QTRY_VERIFY(!m_damaged);
             }},
            {u"a list"_s, [this] { EventListModel(*m_store, *m_feed).setSearch(u"week"_s); }},
            {u"reminders"_s, [this] { Reminders(*m_store, [this] { return m_clock; }).check(); }}};
    }

    void receive(const QList<ReceivedEvent> &events)
    {
        for (const ReceivedEvent &event : events)
            m_feed->receive(event);
    }

    bool m_failing = false;
    bool m_damaged = false; ///< the next statement finds it
    QDateTime m_clock = test::sampleTime;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
    std::unique_ptr<EventFeed> m_feed;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::EventFeedTest)
#include "tst_event_feed.moc"
