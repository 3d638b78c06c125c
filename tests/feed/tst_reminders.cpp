#include "feed/reminders.h"
#include "support/sample_events.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

class RemindersTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_clock = test::sampleTime;
        m_folder = std::make_unique<QTemporaryDir>();
        open();
    }
    void cleanup() { m_reminders.reset(); }

    void deadline_remindsADayAndAnHourBefore_onceEach()
    {
        commit(deadline(1, 48h));
        QCOMPARE(dueAfter(23h), 0);
        QCOMPARE(dueAfter(24h), 1);
        QCOMPARE(dueAfter(24h), 0); // not while it is being told
        told(1);
        QCOMPARE(dueAfter(30h), 0);
        QCOMPARE(dueAfter(47h), 1);
        told(1);
        QCOMPARE(dueAfter(100h), 0);
    }

    void deadline_missedWhileTheProgramWasAway_isToldOnceAfterTheStart()
    {
        commit(deadline(1, 48h));
        m_clock = test::sampleTime.addDuration(50h);
        open();
        QCOMPARE(dueAfter(50h), 1);
        open(); // nobody showed it before the program ended
        QCOMPARE(dueAfter(50h), 1);
        told(1);
        open();
        QCOMPARE(dueAfter(50h), 0);
    }

    void deadline_ofATimesheetThatWasApproved_remindsNoMore()
    {
        commit(deadline(1, 48h));
        Event approved = test::sampleEvent(2);
        approved.payload.insert(u"id"_s, u"sheet"_s);
        commit(approved);
        QCOMPARE(dueAfter(48h), 0);
    }

    void deadline_thatWasPutOff_remindsAtTheNewTimeOnly()
    {
        commit(deadline(1, 48h));
        commit(deadline(2, 96h));
        QCOMPARE(dueAfter(48h), 0);
        QCOMPARE(dueAfter(72h), 1);
    }

    void remindAt_isKeptOverARestart()
    {
        commit(test::sampleEvent(1));
        m_reminders->remindAt({EventId(u"e1"_s)}, test::sampleTime.addDuration(1h));
        m_reminders->remindAt({EventId(u"unknown"_s)}, test::sampleTime.addDuration(1h));
        open();
        QCOMPARE(dueAfter(59min), 0);
        QCOMPARE(dueAfter(60min), 1);
    }

    void due_comesByItself()
    {
        commit(test::sampleEvent(1));
        QSignalSpy due(m_reminders.get(), &Reminders::due);
        m_reminders->remindAt({EventId(u"e1"_s)}, m_clock.addMSecs(20));
        QCOMPARE(due.size(), 0);
        m_clock = m_clock.addMSecs(20); // the timer waits for as long
        QVERIFY(due.wait());
    }

    void eventThatIsDeleted_takesItsReminderAlong()
    {
        commit(deadline(1, 48h));
        QCOMPARE(m_store->prune(test::sampleTime.addDays(1), 10).value(), 1);
        QCOMPARE(dueAfter(48h), 0);
    }

private:
    static Event deadline(int number, std::chrono::seconds until)
    {
        Event event = test::sampleEvent(number, u"deadline:reminder"_s);
        event.payload.insert(u"id"_s, u"sheet"_s);
        event.payload.insert(u"due_at"_s, formatInstant(test::sampleTime.addDuration(until)));
        return event;
    }

    void open()
    {
        m_reminders.reset();
        m_store.reset();
        m_store = EventStore::open(m_folder->filePath(u"events.sqlite"_s)).value().store;
        m_reminders = std::make_unique<Reminders>(*m_store, [this] { return m_clock; });
    }
    void commit(const Event &event)
    {
        QVERIFY(m_store->commit({{event, Via::Live}}, {}, test::sampleTime));
        QVERIFY(m_store->markToasted({event.id}, test::sampleTime));
    }
    void told(int number)
    {
        const EventId id(u"e%1"_s.arg(number));
        QVERIFY(m_store->markToasted({id}, m_clock));
        m_reminders->release({id});
    }
    /// How many are told when so much time has passed.
    qsizetype dueAfter(std::chrono::seconds passed)
    {
        m_clock = test::sampleTime.addDuration(passed);
        QSignalSpy due(m_reminders.get(), &Reminders::due);
        m_reminders->check();
        return due.isEmpty() ? 0 : due.constFirst().constFirst().value<QList<StoredEvent>>().size();
    }

    QDateTime m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventStore> m_store;
    std::unique_ptr<Reminders> m_reminders;
};

} // namespace timesheet

QTEST_GUILESS_MAIN(timesheet::RemindersTest)
#include "tst_reminders.moc"
