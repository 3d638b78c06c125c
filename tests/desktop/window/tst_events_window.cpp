#include "desktop/window/connection_popup.h"
#include "desktop/window/details_pane.h"
#include "desktop/window/event_list_view.h"
#include "desktop/window/events_window.h"
#include "desktop/window/filter_list.h"
#include "desktop/window/sample_cache.h"
#include "desktop/window/status_indicator.h"

#include <QAccessible>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

using namespace timesheet;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QList<EventId> ids(const QSignalSpy &spy, qsizetype call)
{
    return spy.at(call).constFirst().value<QList<EventId>>();
}

} // namespace

class TestEventsWindow : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void list_showsEventsNewestFirst_inWords();
    void selection_fillsTheDetails_withEveryMember();
    void selection_afterAMoment_marksRead();
    void selection_markedUnread_staysUnread();
    void focus_onTheList_choosesNoEvent();
    void enter_marksReadAtOnce();
    void keys_markReadAndUnread();
    void keys_searchCloseAndRetry();
    void search_narrowsTheList_andKeepsTheSelection();
    void filter_narrowsTheList_andIsRemembered();
    void counts_areShown();
    void emptiness_saysWhy();
    void openEvent_hiddenByASearch_isShown();
    void newEvents_keepTheSelection();
    void closing_toATray_saysSo();
    void geometry_isRemembered();
    void indicator_offersTheRemedy();
    void indicator_countsDownOnlyWhileSeen();
    void popup_copiesDiagnostics();
    void escape_closesThePopup_notTheWindow();
    void copy_putsTheEventOnTheClipboard();
    void serverText_isNeverMarkup();
    void controls_haveNames();
    void export_writesWhatIsShown();

private:
    void show();
    EventListView &list() { return *m_window->findChild<EventListView *>(); }
    DetailsPane &details() { return *m_window->findChild<DetailsPane *>(); }
    FilterList &filters() { return *m_window->findChild<FilterList *>(); }
    QLineEdit &search() { return *m_window->findChild<QLineEdit *>(); }
    QStringList titles();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<samples::Cache> m_cache;
    std::unique_ptr<EventsWindow> m_window;
};

void TestEventsWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings =
        std::make_unique<QSettings>(m_folder->filePath(u"settings.ini"_s), QSettings::IniFormat);
    m_cache = std::make_unique<samples::Cache>();
    m_cache->fill(samples::aFewDays());
    show();
}

void TestEventsWindow::cleanup()
{
    m_window.reset();
    m_cache.reset();
}

void TestEventsWindow::show()
{
    m_window = std::make_unique<EventsWindow>(*m_settings, samples::now, 30ms);
    m_window->setEvents(&m_cache->model(), samples::reader);
    connect(m_window.get(), &EventsWindow::markReadRequested, &m_cache->feed(),
            &EventFeed::markRead);
    connect(m_window.get(), &EventsWindow::markUnreadRequested, &m_cache->feed(),
            &EventFeed::markUnread);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

QStringList TestEventsWindow::titles()
{
    QStringList result;
    for (int row = 0; row < list().model()->rowCount(); ++row)
        result << list().model()->index(row, 0).data().toString().section(u", "_s, 0, 0);
    return result;
}

void TestEventsWindow::list_showsEventsNewestFirst_inWords()
{
    const QStringList expected{u"Timesheet approved"_s,      u"Timesheet due"_s,
                               u"New note on a timesheet"_s, u"Timesheet rejected"_s,
                               u"Office closed"_s,           u"Timesheet approved"_s,
                               u"Maintenance on Saturday"_s};
    QCOMPARE(titles(), expected);
    const QModelIndex first = list().model()->index(0, 0);
    QCOMPARE(first.data(Qt::AccessibleTextRole).toString(),
             u"Unread, Timesheet approved, Week of 16 November, 38.5 h, by Dana Fox, 1 min ago"_s);
    QVERIFY(first.data(Qt::ToolTipRole).toString().contains(u"2026"));
}

void TestEventsWindow::selection_fillsTheDetails_withEveryMember()
{
    QVERIFY(list().select(EventId(u"e4"_s)));
    const QString text = details().asText();
    for (const QString &part :
         {u"Timesheet rejected"_s, u"Employee: Sam Reed"_s, u"Hours: 41.25"_s,
          u"Rejected by: Dana Fox"_s, u"hand it in again by Wednesday."_s, u"Timesheet: ts-4711"_s})
        QVERIFY2(text.contains(part), qPrintable(part));
}

void TestEventsWindow::selection_afterAMoment_marksRead()
{
    QSignalSpy read(m_window.get(), &EventsWindow::markReadRequested);
    QVERIFY(list().select(EventId(u"e6"_s)));
    QVERIFY(read.isEmpty());
    QVERIFY(read.wait());
    QCOMPARE(ids(read, 0), QList{EventId(u"e6"_s)});
    QVERIFY(details().event()->read);
}

void TestEventsWindow::selection_markedUnread_staysUnread()
{
    QSignalSpy read(m_window.get(), &EventsWindow::markReadRequested);
    QVERIFY(list().select(EventId(u"e6"_s)));
    QVERIFY(read.wait());
    QTest::keyClick(&list(), Qt::Key_U);
    QVERIFY(!details().event()->read);
    const QDeadlineTimer moment(60ms);
    QTRY_VERIFY(moment.hasExpired());
    QCOMPARE(read.size(), 1);
}

void TestEventsWindow::focus_onTheList_choosesNoEvent()
{
    search().setFocus();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    list().setFocus();
    QTRY_VERIFY(list().hasFocus());
    QVERIFY(!list().currentEvent());
    QTest::keyClick(&list(), Qt::Key_Down);
    QCOMPARE(list().currentIndex().row(), 0);
    QVERIFY(list().selectionModel()->isSelected(list().currentIndex()));
}

void TestEventsWindow::enter_marksReadAtOnce()
{
    QSignalSpy read(m_window.get(), &EventsWindow::markReadRequested);
    QVERIFY(list().select(EventId(u"e6"_s)));
    QTest::keyClick(&list(), Qt::Key_Return);
    QCOMPARE(read.size(), 1);
}

void TestEventsWindow::keys_markReadAndUnread()
{
    QSignalSpy read(m_window.get(), &EventsWindow::markReadRequested);
    QSignalSpy unread(m_window.get(), &EventsWindow::markUnreadRequested);
    QVERIFY(list().select(EventId(u"e6"_s)));
    QTest::keyClick(&list(), Qt::Key_M);
    QCOMPARE(read.size(), 1);
    QTest::keyClick(&list(), Qt::Key_M);
    QCOMPARE(read.size(), 1);
    QTest::keyClick(&list(), Qt::Key_U);
    QCOMPARE(unread.size(), 1);
    QTest::keyClick(&search(), Qt::Key_M);
    QCOMPARE(search().text(), u"m"_s);
}

void TestEventsWindow::keys_searchCloseAndRetry()
{
    QSignalSpy retry(m_window.get(), &EventsWindow::retryRequested);
    QTest::keyClick(&list(), Qt::Key_F5);
    QCOMPARE(retry.size(), 1);
    QTest::keyClick(&list(), Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(search().hasFocus());
    QTest::keyClicks(&search(), u"ab"_s);
    QTest::keyClick(&search(), Qt::Key_Escape);
    QVERIFY(search().text().isEmpty());
    QVERIFY(m_window->isVisible());
    QTest::keyClick(&list(), Qt::Key_Escape);
    QVERIFY(!m_window->isVisible());
}

void TestEventsWindow::search_narrowsTheList_andKeepsTheSelection()
{
    QVERIFY(list().select(EventId(u"e4"_s)));
    search().setText(u"dana"_s);
    QTRY_COMPARE(titles(), (QStringList{u"Timesheet approved"_s, u"Timesheet rejected"_s,
                                        u"Timesheet approved"_s}));
    QCOMPARE(list().currentEvent()->event.id, EventId(u"e4"_s));
    search().setText(u"maintenance"_s);
    QTRY_COMPARE(list().model()->rowCount(), 1);
    search().clear();
    QTRY_COMPARE(list().model()->rowCount(), 7);
    QCOMPARE(list().currentEvent()->event.id, EventId(u"e4"_s));
}

void TestEventsWindow::filter_narrowsTheList_andIsRemembered()
{
    filters().setFilter(EventFilter::Deadlines);
    QTRY_COMPARE(titles(), QStringList{u"Timesheet due"_s});
    m_window.reset();
    show();
    QCOMPARE(filters().filter(), EventFilter::Deadlines);
    QTRY_COMPARE(titles(), QStringList{u"Timesheet due"_s});
}

void TestEventsWindow::counts_areShown()
{
    m_window->setCounts({{EventFilter::All, 7}, {EventFilter::Unread, 3}});
    QCOMPARE(filters().item(1)->data(Qt::AccessibleTextRole).toString(), u"Unread, 3"_s);
    QCOMPARE(m_window->windowTitle(), u"Timesheet Tray (3 unread)"_s);
    m_window->setCounts({{EventFilter::All, 7}});
    QCOMPARE(m_window->windowTitle(), u"Timesheet Tray"_s);
}

void TestEventsWindow::emptiness_saysWhy()
{
    QCOMPARE(m_window->emptyReason(), QString());
    search().setText(u"zebra"_s);
    QTRY_COMPARE(m_window->emptyReason(), u"Nothing found for “zebra”"_s);
    search().clear();
    QTRY_COMPARE(m_window->emptyReason(), QString());
    m_window->setEvents(nullptr, UserId());
    QCOMPARE(m_window->emptyReason(), u"You are not signed in"_s);
    samples::Cache empty;
    m_window->setEvents(&empty.model(), samples::reader);
    QCOMPARE(m_window->emptyReason(), u"No events yet"_s);
    filters().setFilter(EventFilter::Unread);
    QTRY_COMPARE(m_window->emptyReason(), u"All read"_s);
    filters().setFilter(EventFilter::All);
    empty.fill(samples::aFewDays());
    QTRY_COMPARE(m_window->emptyReason(), QString());
    m_window.reset();
}

void TestEventsWindow::openEvent_hiddenByASearch_isShown()
{
    search().setText(u"dana"_s);
    filters().setFilter(EventFilter::Approvals);
    QSignalSpy read(m_window.get(), &EventsWindow::markReadRequested);
    m_window->openEvent(EventId(u"e6"_s));
    QCOMPARE(list().currentEvent()->event.id, EventId(u"e6"_s));
    QCOMPARE(read.size(), 1);
    m_window->openEvent(EventId(u"gone"_s)); // forgotten meanwhile: nothing happens
}

void TestEventsWindow::newEvents_keepTheSelection()
{
    QVERIFY(list().select(EventId(u"e4"_s)));
    m_cache->fill(
        {samples::event("e8", "notification:new", R"({"title":"Fresh"})", samples::now())});
    QTRY_COMPARE(titles().constFirst(), u"Fresh"_s);
    QCOMPARE(list().currentEvent()->event.id, EventId(u"e4"_s));
}

void TestEventsWindow::closing_toATray_saysSo()
{
    QSignalSpy hidden(m_window.get(), &EventsWindow::hidden);
    QSignalSpy closed(m_window.get(), &EventsWindow::closed);
    m_window->setClosing(EventsWindow::Closing::Hides);
    m_window->close();
    QCOMPARE(hidden.size(), 1);
    QVERIFY(closed.isEmpty());
    m_window->toggle();
    QVERIFY(m_window->isVisible());
    m_window->setClosing(EventsWindow::Closing::Closes);
    m_window->close();
    QCOMPARE(closed.size(), 1);
}

void TestEventsWindow::geometry_isRemembered()
{
    m_window->resize(800, 500);
    m_window->close();
    m_window.reset();
    show();
    QCOMPARE(m_window->size(), QSize(800, 500));
}

void TestEventsWindow::indicator_offersTheRemedy()
{
    auto &indicator = *m_window->findChild<StatusIndicator *>();
    QSignalSpy retry(m_window.get(), &EventsWindow::retryRequested);
    QSignalSpy signIn(m_window.get(), &EventsWindow::signInRequested);
    auto &button = *indicator.findChild<QPushButton *>();
    ConnectionStatus status;
    status.state = ConnectionState::Connected;
    m_window->setStatus(status);
    QVERIFY(!button.isVisible());
    status.state = ConnectionState::Offline;
    m_window->setStatus(status);
    QCOMPARE(indicator.text(), u"Offline"_s);
    QCOMPARE(button.text(), u"Retry now"_s);
    button.click();
    QCOMPARE(retry.size(), 1);
    status.state = ConnectionState::Unauthorized;
    m_window->setStatus(status);
    QCOMPARE(button.text(), u"Sign in…"_s);
    button.click();
    QCOMPARE(signIn.size(), 1);
}

void TestEventsWindow::indicator_countsDownOnlyWhileSeen()
{
    StatusIndicator indicator(samples::now);
    const auto *timer = indicator.findChild<QTimer *>();
    QVERIFY(!timer); // a member, not a child: looked at by its effect
    ConnectionStatus status;
    status.state = ConnectionState::Reconnecting;
    status.attempt = 2;
    status.maxAttempts = 5;
    status.nextAttempt = samples::now().addSecs(8);
    indicator.setStatus(status);
    QCOMPARE(indicator.text(), u"Retrying (2 of 5) in 8 s"_s);
}

void TestEventsWindow::popup_copiesDiagnostics()
{
    ConnectionStatus status;
    status.state = ConnectionState::Polling;
    status.server = QUrl(u"wss://ws.example.com/?token=secret"_s);
    m_window->setStatus(status);
    m_window->setLastEvent(samples::now());
    m_window->setCounters({{u"bad-timestamp"_s, 2}});
    auto &popup = *m_window->findChild<ConnectionPopup *>();
    popup.popUp(*m_window);
    popup.findChild<QPushButton *>()->click();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.contains(u"state: polling"));
    QVERIFY(copied.contains(u"bad-timestamp: 2"));
    QVERIFY(!copied.contains(u"secret"));
    QVERIFY(!popup.isVisible());
}

void TestEventsWindow::copy_putsTheEventOnTheClipboard()
{
    QVERIFY(list().select(EventId(u"e7"_s)));
    for (QPushButton *button : details().findChildren<QPushButton *>()) {
        if (button->text() == u"Copy")
            button->click();
    }
    QCOMPARE(QGuiApplication::clipboard()->text(), details().asText());

    QSignalSpy page(m_window.get(), &EventsWindow::openWebPageRequested);
    for (QPushButton *button : details().findChildren<QPushButton *>()) {
        if (button->text() == u"Open timesheet" && button->isVisible())
            button->click();
    }
    QCOMPARE(page.size(), 1); // the event has an address of its own
}

void TestEventsWindow::serverText_isNeverMarkup()
{
    m_cache->fill({samples::event(
        "e9", "notification:new",
        R"({"title":"<h1>Big</h1>","body":"<img src='http://x/'>","<b>name</b>":"<i>x</i>"})",
        samples::now())});
    QTRY_VERIFY(list().select(EventId(u"e9"_s)));
    for (const QLabel *label : details().findChildren<QLabel *>()) {
        if (label->text().contains(u'<'))
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
}

void TestEventsWindow::controls_haveNames()
{
    QVERIFY(list().select(EventId(u"e7"_s)));
    for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
            continue;
        QAccessibleInterface *accessible =
            QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
        QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                 widget->metaObject()->className());
    }
}

void TestEventsWindow::escape_closesThePopup_notTheWindow()
{
    emit m_window->findChild<StatusIndicator *>()->detailsRequested();
    auto *popup = m_window->findChild<ConnectionPopup *>();
    QVERIFY(QTest::qWaitForWindowExposed(popup));
    QTest::keyClick(popup->focusWidget() ? popup->focusWidget() : popup, Qt::Key_Escape);
    QVERIFY(!popup->isVisible());
    QVERIFY(m_window->isVisible());
}

void TestEventsWindow::export_writesWhatIsShown()
{
    m_window->findChild<FilterList *>()->setFilter(EventFilter::Rejections);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"rejections.json"_s);
    for (QAction *action : m_window->actions()) {
        if (action->shortcut() == QKeySequence(QKeySequence::Save))
            action->trigger();
    }
    auto *dialog = m_window->findChild<QFileDialog *>();
    QVERIFY(dialog);
    emit dialog->fileSelected(path);
    dialog->close();
    QTRY_VERIFY(m_window->findChild<QMessageBox *>());
    const auto *box = m_window->findChild<QMessageBox *>();
    QVERIFY2(box->text().contains(u"rejections.json"), qPrintable(box->text()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray events = QJsonDocument::fromJson(file.readAll()).array();
    QCOMPARE(events.size(), 1);
    QCOMPARE(events.at(0)["id"_L1].toString(), u"e4"_s);
}

QTEST_MAIN(TestEventsWindow)
#include "tst_events_window.moc"
