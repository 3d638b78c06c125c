#include "desktop/window/event_list_view.h"

#include "desktop/window/details_pane.h"
#include "desktop/window/events_window.h"
#include "desktop/window/sample_cache.h"

#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

/// The list in its window, while many events come.
class EventListViewTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_settings =
            std::make_unique<QSettings>(m_folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
        m_cache = std::make_unique<samples::Cache>();
        m_cache->fill(samples::aFewDays());
        m_received = 0;
        m_window = std::make_unique<EventsWindow>(*m_settings, samples::now, 30ms);
        m_window->setEvents(&m_cache->model(), samples::reader);
        connect(m_window.get(), &EventsWindow::markReadRequested, &m_cache->feed(),
                &EventFeed::markRead);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup()
    {
        m_window.reset();
        m_cache.reset();
    }

    void newEvents_many_leaveFewRows_data()
    {
        QTest::addColumn<bool>("isOpen");
        QTest::newRow("left open") << true;
        QTest::newRow("closed to the tray") << false;
    }
    void newEvents_many_leaveFewRows()
    {
        QFETCH(const bool, isOpen);
        m_window->setVisible(isOpen);
        receive(1500);
        QTRY_VERIFY2(rows() < 1000, qPrintable(QString::number(rows())));
        m_window->show();
        QCOMPARE(list().verticalScrollBar()->value(), 0);
        QVERIFY(list().select(EventId(u"e4"_s))); // whoever looks for it finds it
    }

    void newEvents_farAboveTheScrollPosition_leaveItAlone()
    {
        receive(1500);
        QScrollBar *bar = list().verticalScrollBar();
        for (int page = 0; page < 5; ++page) {
            const int before = rows();
            // The list may be longer than the scroll bar knows yet.
            QTRY_VERIFY((bar->setValue(bar->maximum()), rows() > before));
        }
        const int place = bar->value();
        const int row = list().indexAt(QPoint()).row();
        receive(1000);
        QCOMPARE(bar->value(), place);
        QVERIFY(std::abs(list().indexAt(QPoint()).row() - row) < 10); // a day's name is a part row
        QTRY_VERIFY(rows() < row + 1000);
        bar->setValue(0);
        receive(50);
        QTRY_VERIFY(rows() < 1000);
    }

    void newEvents_many_letGoOfTheSelectionNotOfItsDetails()
    {
        QSignalSpy read(m_window.get(), &EventsWindow::markReadRequested);
        QVERIFY(list().select(EventId(u"e6"_s)));
        QVERIFY(read.wait());
        receive(1500);
        QTRY_VERIFY(rows() < 1000);
        QVERIFY(!list().currentIndex().isValid());
        QCOMPARE(details().event()->event.id, EventId(u"e6"_s));
        const QDeadlineTimer moment(60ms);
        QTRY_VERIFY(moment.hasExpired());
        QCOMPARE(read.size(), 1); // nothing counts as read that nobody has chosen
        QVERIFY(list().select(EventId(u"e6"_s)));
        QCOMPARE(list().currentEvent()->event.id, EventId(u"e6"_s));
    }

    void readElsewhere_anotherEvent_leavesTheDetailsAlone()
    {
        QVERIFY(list().select(EventId(u"e5"_s)));
        m_cache->feed().markRead({EventId(u"e6"_s)});
        QVERIFY(!details().event()->read);
        m_cache->feed().markRead({EventId(u"e5"_s)});
        QVERIFY(details().event()->read);
    }

private:
    EventListView &list() { return *m_window->findChild<EventListView *>(); }
    DetailsPane &details() { return *m_window->findChild<DetailsPane *>(); }
    int rows() { return list().model()->rowCount(); }

    /// Events newer than all before, some at a time, as they come from a server.
    void receive(int count)
    {
        constexpr int some = 50;
        for (int left = count; left > 0; left -= some) {
            QList<Event> events;
            for (int i = 0; i < some; ++i) {
                const QByteArray id = "new" + QByteArray::number(++m_received);
                events.append(samples::event(id.constData(), "timesheet:approved", "{}",
                                             samples::now().addSecs(m_received)));
            }
            m_cache->fill(events);
            QCoreApplication::processEvents();
        }
    }

    QTemporaryDir m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<samples::Cache> m_cache;
    std::unique_ptr<EventsWindow> m_window;
    int m_received = 0;
};

} // namespace timesheet

QTEST_MAIN(timesheet::EventListViewTest)
#include "tst_event_list_view.moc"
