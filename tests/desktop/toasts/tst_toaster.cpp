#include "desktop/samples.h"
#include "desktop/toasts/recording_notifier.h"
#include "desktop/toasts/toaster.h"

using namespace timesheet;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

StoredEvent approved(int number, Via via = Via::Live)
{
    const QByteArray id = "e" + QByteArray::number(number);
    const QByteArray payload =
        R"({"id":"ts-)" + QByteArray::number(number) + R"(","employee_id":"user-7"})";
    return samples::stored(
        samples::event(id.constData(), "timesheet:approved", payload.constData()), via);
}

QList<StoredEvent> approvedMany(int count, Via via, int first = 0)
{
    QList<StoredEvent> events;
    for (int i = first; i < first + count; ++i)
        events.append(approved(i, via));
    return events;
}

StoredEvent one(const char *type, const char *payload)
{
    return samples::stored(samples::event("one", type, payload));
}

} // namespace

class TestToaster : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void toast_ofOneLiveEvent_isShownAtOnce();
    void toast_ofDifferentEvents_isOneEachWithItsUrgency_data();
    void toast_ofDifferentEvents_isOneEachWithItsUrgency();
    void toast_nobodyWants_isSettledSilently_data();
    void toast_nobodyWants_isSettledSilently();
    void toast_ofFourAtOnce_isOneSummary();
    void toast_ofFourth_takesTheThreeBeforeAlong();
    void toast_ofEventsFarApart_isOneEach();
    void toast_ofEndlessBurst_speaksAfterItsPatience();
    void toast_ofFiveThousand_isAtMostThreeToasts();
    void toast_ofCatchUp_isOneDigest();
    void toast_ofOneEventFromPoll_isANormalToast();
    void toastBacklog_isACatchUp();
    void toast_whilePaused_isSettledSilently();
    void pause_ends_byItself();
    void setRead_ofHeldEvent_takesItOut();
    void setRead_closesToasts();
    void setReader_dropsWhatIsHeld();
    void toast_ofATypeThatIsSwitchedOff_isSettledSilently();
    void toast_aboutOthers_isShownWhereWanted();
    void quietHours_areQuiet_data();
    void quietHours_areQuiet();
    void pause_deadlineBreaksThrough_whereAllowed();
    void remind_tellsAgainWhatWasRead();
    void remind_whatIsNotWanted_isSettled();
    void sounds_areAskedFor();

private:
    std::unique_ptr<RecordingNotifier> m_notifier;
    std::unique_ptr<Toaster> m_toaster;
};

void TestToaster::init()
{
    m_toaster.reset();
    m_notifier = std::make_unique<RecordingNotifier>();
    const ToastTiming timing{.burst = 60ms, .catchUpQuiet = 40ms, .patience = 300ms};
    m_toaster = std::make_unique<Toaster>(*m_notifier, timing, samples::now);
    m_toaster->setReader(samples::reader);
}

void TestToaster::toast_ofOneLiveEvent_isShownAtOnce()
{
    m_toaster->toast({approved(1)});
    QCOMPARE(m_notifier->shown.size(), 1);
    const Notification &shown = m_notifier->shown.constFirst();
    QCOMPARE(shown.title, u"Timesheet approved"_s);
    QCOMPARE(shown.group, u"ts-1"_s);
    QCOMPARE(shown.events, QList{EventId(u"e1"_s)});
    QVERIFY(!shown.hasWebPage);
    m_toaster->setWebAddress(QUrl(u"https://timesheets.example.com"_s));
    m_toaster->toast({approved(2)});
    QVERIFY(m_notifier->shown.constLast().hasWebPage);
}

void TestToaster::toast_ofDifferentEvents_isOneEachWithItsUrgency_data()
{
    QTest::addColumn<StoredEvent>("event");
    QTest::addColumn<Notification::Urgency>("urgency");
    using Urgency = Notification::Urgency;
    QTest::addRow("approved") << one("timesheet:approved", "{}") << Urgency::Low;
    QTest::addRow("rejected") << one("timesheet:rejected", "{}") << Urgency::Normal;
    QTest::addRow("annotated") << one("timesheet:annotated", "{}") << Urgency::Normal;
    QTest::addRow("deadline today")
        << one("deadline:reminder", R"({"due_at":"2026-11-24T09:29:00Z"})") << Urgency::Critical;
    QTest::addRow("deadline later")
        << one("deadline:reminder", R"({"due_at":"2026-11-24T09:31:00Z"})") << Urgency::Normal;
    QTest::addRow("deadline without a date") << one("deadline:reminder", "{}") << Urgency::Normal;
    QTest::addRow("notification") << one("notification:new", "{}") << Urgency::Normal;
    QTest::addRow("critical notification")
        << one("notification:new", R"({"severity":"critical"})") << Urgency::Critical;
}

void TestToaster::toast_ofDifferentEvents_isOneEachWithItsUrgency()
{
    QFETCH(const StoredEvent, event);
    QFETCH(const Notification::Urgency, urgency);
    m_toaster->toast({event});
    QCOMPARE(m_notifier->shown.size(), 1);
    QCOMPARE(m_notifier->shown.constFirst().urgency, urgency);
}

void TestToaster::toast_nobodyWants_isSettledSilently_data()
{
    QTest::addColumn<StoredEvent>("event");
    QTest::addRow("unknown type") << one("office:closed", "{}");
    QTest::addRow("somebody else's") << one("timesheet:approved", R"({"employee_id":"user-9"})");
    StoredEvent read = one("timesheet:approved", "{}");
    read.read = true;
    QTest::addRow("read before") << read;
}

void TestToaster::toast_nobodyWants_isSettledSilently()
{
    QFETCH(const StoredEvent, event);
    QSignalSpy settled(m_toaster.get(), &Toaster::settled);
    m_toaster->toast({event});
    QCOMPARE(settled.size(), 1);
    QCOMPARE(settled.at(0).at(0).value<QList<EventId>>(), QList{event.event.id});
    QVERIFY(m_notifier->shown.isEmpty());
}

void TestToaster::toast_ofFourAtOnce_isOneSummary()
{
    m_toaster->toast(approvedMany(4, Via::Live));
    QVERIFY(m_notifier->shown.isEmpty());
    QTRY_COMPARE(m_notifier->shown.size(), 1);
    QCOMPARE(m_notifier->shown.constFirst().title, u"4 timesheet events"_s);
    QCOMPARE(m_notifier->shown.constFirst().body, u"Approved: 4"_s);
    QCOMPARE(m_notifier->shown.constFirst().events.size(), 4);
}

void TestToaster::toast_ofFourth_takesTheThreeBeforeAlong()
{
    for (int i = 0; i < 4; ++i)
        m_toaster->toast({approved(i)});
    QCOMPARE(m_notifier->shown.size(), 3);
    QTRY_COMPARE(m_notifier->shown.size(), 4);
    QCOMPARE(m_notifier->shown.constLast().title, u"4 timesheet events"_s);
    QCOMPARE(m_notifier->closed.size(), 3);
}

void TestToaster::toast_ofEventsFarApart_isOneEach()
{
    for (int i = 0; i < 6; ++i) {
        m_toaster->toast({approved(i)});
        QCOMPARE(m_notifier->shown.size(), i + 1);
        const QDeadlineTimer burst(70ms);
        QTRY_VERIFY(burst.hasExpired());
    }
}

void TestToaster::toast_ofEndlessBurst_speaksAfterItsPatience()
{
    QElapsedTimer elapsed;
    elapsed.start();
    QTimer source;
    int next = 0;
    connect(&source, &QTimer::timeout, this, [&] {
        m_toaster->toast(approvedMany(5, Via::Live, next));
        next += 5;
    });
    source.start(5ms);
    QTRY_COMPARE(m_notifier->shown.size(), 1);
    source.stop();
    QVERIFY(elapsed.elapsed() >= 250);
    QCOMPARE(m_notifier->shown.constFirst().group, u"burst"_s);
}

void TestToaster::toast_ofFiveThousand_isAtMostThreeToasts()
{
    QSignalSpy settled(m_toaster.get(), &Toaster::settled);
    QSignalSpy accepted(m_notifier.get(), &Notifier::accepted);
    m_toaster->toast({approved(0)});
    for (int i = 1; i < 5000; i += 100)
        m_toaster->toast(approvedMany(qMin(100, 5000 - i), Via::Live, i));
    QTRY_COMPARE(m_notifier->shown.size(), 2);
    QCOMPARE(m_notifier->shown.constLast().title, u"5000 timesheet events"_s);
    QSet<EventId> ids;
    for (const auto &spy : {std::cref(settled), std::cref(accepted)}) {
        for (const QList<QVariant> &arguments : spy.get()) {
            const auto list = arguments.constFirst().value<QList<EventId>>();
            ids.unite(QSet<EventId>(list.cbegin(), list.cend()));
        }
    }
    QCOMPARE(ids.size(), 5000);
}

void TestToaster::toast_ofCatchUp_isOneDigest()
{
    m_toaster->toast(approvedMany(7, Via::Replay));
    m_toaster->toast(approvedMany(5, Via::Poll, 7));
    QVERIFY(m_notifier->shown.isEmpty());
    QTRY_COMPARE(m_notifier->shown.size(), 1);
    QCOMPARE(m_notifier->shown.constFirst().title, u"While you were away: 12 events"_s);
}

void TestToaster::toast_ofOneEventFromPoll_isANormalToast()
{
    m_toaster->toast({approved(1, Via::Poll)});
    QTRY_COMPARE(m_notifier->shown.size(), 1);
    QCOMPARE(m_notifier->shown.constFirst().title, u"Timesheet approved"_s);
    QCOMPARE(m_notifier->shown.constFirst().group, u"ts-1"_s);
}

void TestToaster::toastBacklog_isACatchUp()
{
    m_toaster->toastBacklog(approvedMany(2, Via::Live));
    QVERIFY(m_notifier->shown.isEmpty());
    QTRY_COMPARE(m_notifier->shown.size(), 1);
    QCOMPARE(m_notifier->shown.constFirst().title, u"While you were away: 2 events"_s);
}

void TestToaster::toast_whilePaused_isSettledSilently()
{
    QSignalSpy settled(m_toaster.get(), &Toaster::settled);
    QSignalSpy paused(m_toaster.get(), &Toaster::pauseChanged);
    m_toaster->pauseUntil(samples::now().addSecs(1800));
    QCOMPARE(paused.size(), 1);
    m_toaster->toast({approved(1)});
    QVERIFY(m_notifier->shown.isEmpty());
    QCOMPARE(settled.size(), 1);
    m_toaster->resume();
    QVERIFY(!m_toaster->pausedUntil());
    m_toaster->toast({approved(2)});
    QCOMPARE(m_notifier->shown.size(), 1);
}

void TestToaster::pause_ends_byItself()
{
    QSignalSpy paused(m_toaster.get(), &Toaster::pauseChanged);
    m_toaster->pauseUntil(samples::now().addMSecs(30));
    QVERIFY(m_toaster->pausedUntil());
    QTRY_COMPARE(paused.size(), 2);
    QVERIFY(!m_toaster->pausedUntil());
}

void TestToaster::setRead_ofHeldEvent_takesItOut()
{
    m_toaster->toast(approvedMany(3, Via::Replay));
    m_toaster->setRead({EventId(u"e0"_s), EventId(u"e2"_s)}, true);
    QTRY_COMPARE(m_notifier->shown.size(), 1);
    QCOMPARE(m_notifier->shown.constFirst().events, QList{EventId(u"e1"_s)});
    QCOMPARE(m_notifier->shown.constFirst().title, u"Timesheet approved"_s);
}

void TestToaster::setRead_closesToasts()
{
    m_toaster->toast({approved(1)});
    m_toaster->setRead({EventId(u"e1"_s)}, false);
    QVERIFY(m_notifier->closed.isEmpty());
    m_toaster->setRead({EventId(u"e1"_s)}, true);
    QCOMPARE(m_notifier->closed, QList{EventId(u"e1"_s)});
}

void TestToaster::setReader_dropsWhatIsHeld()
{
    m_toaster->toast(approvedMany(7, Via::Replay));
    m_toaster->setReader(UserId(u"user-8"_s));
    m_toaster->toast({one("notification:new", "{}")});
    const QDeadlineTimer quiet(80ms);
    QTRY_VERIFY(quiet.hasExpired());
    QCOMPARE(m_notifier->shown.size(), 1);
}

void TestToaster::toast_ofATypeThatIsSwitchedOff_isSettledSilently()
{
    ToastPreferences preferences;
    preferences.silentTypes = {EventType::TimesheetApproved};
    m_toaster->setPreferences(preferences);
    QSignalSpy settled(m_toaster.get(), &Toaster::settled);
    m_toaster->toast({approved(1)});
    QCOMPARE(settled.size(), 1);
    QVERIFY(m_notifier->shown.isEmpty());
    m_toaster->toast({one("timesheet:rejected", "{}")});
    QCOMPARE(m_notifier->shown.size(), 1);
}

void TestToaster::toast_aboutOthers_isShownWhereWanted()
{
    ToastPreferences preferences;
    preferences.aboutOthers = true;
    m_toaster->setPreferences(preferences);
    m_toaster->toast({one("timesheet:approved", R"({"employee_id":"user-9"})")});
    QCOMPARE(m_notifier->shown.size(), 1);
}

void TestToaster::quietHours_areQuiet_data()
{
    QTest::addColumn<QTime>("from");
    QTest::addColumn<QTime>("to");
    QTest::addColumn<bool>("quiet"); // at 9:30
    QTest::addRow("before") << QTime(10, 0) << QTime(12, 0) << false;
    QTest::addRow("at the beginning") << QTime(9, 30) << QTime(12, 0) << true;
    QTest::addRow("within") << QTime(9, 0) << QTime(12, 0) << true;
    QTest::addRow("at the end") << QTime(8, 0) << QTime(9, 30) << false;
    QTest::addRow("over midnight, after") << QTime(22, 0) << QTime(7, 0) << false;
    QTest::addRow("over midnight, within") << QTime(22, 0) << QTime(10, 0) << true;
    QTest::addRow("the whole day") << QTime(7, 0) << QTime(7, 0) << true;
}

void TestToaster::quietHours_areQuiet()
{
    QFETCH(const QTime, from);
    QFETCH(const QTime, to);
    QFETCH(const bool, quiet);
    ToastPreferences preferences;
    preferences.quietFrom = from;
    preferences.quietTo = to;
    m_toaster->setPreferences(preferences);
    m_toaster->toast({approved(1)});
    QCOMPARE(m_notifier->shown.size(), 1); // no quiet hours at all
    preferences.hasQuietHours = true;
    m_toaster->setPreferences(preferences);
    QSignalSpy settled(m_toaster.get(), &Toaster::settled);
    m_toaster->toast({approved(2)});
    QCOMPARE(m_notifier->shown.size(), quiet ? 1 : 2);
    QCOMPARE(settled.size(), quiet ? 1 : 0);
}

void TestToaster::pause_deadlineBreaksThrough_whereAllowed()
{
    m_toaster->pauseUntil(samples::now().addSecs(1800));
    m_toaster->toast({one("deadline:reminder", "{}")});
    QVERIFY(m_notifier->shown.isEmpty());
    ToastPreferences preferences;
    preferences.deadlinesBreakThrough = true;
    m_toaster->setPreferences(preferences);
    m_toaster->toast({one("deadline:reminder", "{}"), approved(2)});
    QCOMPARE(m_notifier->shown.size(), 1);
}

void TestToaster::remind_tellsAgainWhatWasRead()
{
    StoredEvent deadline = one("deadline:reminder", R"({"due_at":"2026-11-23T10:30:00Z"})");
    deadline.read = true;
    m_toaster->remind({deadline});
    QCOMPARE(m_notifier->shown.size(), 1);
    const Notification &shown = m_notifier->shown.constFirst();
    QVERIFY(shown.canRemind);
    QCOMPARE(shown.urgency, Notification::Urgency::Critical);
    QVERIFY2(shown.body.contains(u"Due today"), qPrintable(shown.body));
}

void TestToaster::remind_whatIsNotWanted_isSettled()
{
    QSignalSpy settled(m_toaster.get(), &Toaster::settled);
    m_toaster->remind({one("deadline:reminder", R"({"employee_id":"user-9"})")});
    QVERIFY(m_notifier->shown.isEmpty());
    QCOMPARE(settled.size(), 1);
}

void TestToaster::sounds_areAskedFor()
{
    m_toaster->toast({approved(1)});
    QVERIFY(!m_notifier->shown.constLast().hasSound);
    ToastPreferences preferences;
    preferences.sounds = true;
    m_toaster->setPreferences(preferences);
    m_toaster->toast({approved(2)});
    QVERIFY(m_notifier->shown.constLast().hasSound);
}

QTEST_MAIN(TestToaster)
#include "tst_toaster.moc"
