#include "desktop/window/events_window.h"

#include "desktop/dialogs/export_dialog.h"
#include "desktop/look/icons.h"
#include "desktop/window/connection_popup.h"
#include "desktop/window/details_pane.h"
#include "desktop/window/emptiness.h"
#include "desktop/window/empty_state.h"
#include "desktop/window/event_list_view.h"
#include "desktop/window/filter_list.h"
#include "desktop/window/status_indicator.h"
#include "desktop/words/plain_text.h"
#include "desktop/words/status_text.h"
#include "feed/event_list_model.h"

#include <QAction>
#include <QCloseEvent>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

const QString geometryKey = u"window/geometry"_s;
const QString splitterKey = u"window/splitter"_s;
const QString filterKey = u"window/filter"_s;

constexpr QSize firstSize(980, 620);
constexpr QSize smallestSize(620, 380);
constexpr int narrowestList = 240; // an event's title can still be read
constexpr qsizetype maxSearch = 200;

} // namespace

EventsWindow::EventsWindow(QSettings &settings, Clock now, std::chrono::milliseconds readAfter,
                           QWidget *parent)
    : QMainWindow(parent)
    , m_settings(settings)
    , m_now(std::move(now))
    , m_menu(new QMenu(this))
    , m_search(new QLineEdit)
    , m_filters(new FilterList)
    , m_list(new EventListView(m_now, readAfter))
    , m_empty(new EmptyState)
    , m_stack(new QStackedWidget)
    , m_details(new DetailsPane(m_now))
    , m_splitter(new QSplitter)
    , m_indicator(new StatusIndicator(m_now))
    , m_popup(new ConnectionPopup(m_now, this))
{
    setWindowTitle(QCoreApplication::translate("Application", "Timesheet Tray"));
    setWindowIcon(applicationIcon());
    setMinimumSize(smallestSize);
    buildMenu();
    buildContent();
    connectParts();
    addShortcuts();
    restoreState();
    refreshIcons();
    setSignedIn({});
    refreshEmptiness();
    m_stack->currentWidget()->setFocus();
}

EventsWindow::~EventsWindow()
{
    saveState();
}

void EventsWindow::buildMenu()
{
    m_markAllRead =
        m_menu->addAction(tr("Mark all as read"), this, &EventsWindow::markAllReadRequested);
    m_openWeb =
        m_menu->addAction(tr("Open Timesheet Manager"), this, &EventsWindow::openWebRequested);
    m_openWeb->setVisible(false);
    m_export = m_menu->addAction(tr("Export…"), QKeySequence::Save, this, [this] {
        if (EventListModel *events = m_list->events())
            exportEvents(*events, this);
    });
    m_menu->addSeparator();
    m_menu->addAction(tr("Settings…"), this, &EventsWindow::settingsRequested);
    m_signIn = m_menu->addAction(tr("Sign in…"), this, &EventsWindow::signInRequested);
    m_account = m_menu->addAction(QString(), this, &EventsWindow::accountRequested);
    m_menu->addAction(tr("About"), this, &EventsWindow::aboutRequested);
    m_menu->addSeparator();
    m_menu->addAction(tr("Quit"), QKeySequence::Quit, this, &EventsWindow::quitRequested);
}

QWidget *EventsWindow::buildHeader()
{
    constexpr int margin = 8;
    m_search->setPlaceholderText(tr("Search events"));
    m_search->setAccessibleName(tr("Search events"));
    m_search->setClearButtonEnabled(true);
    m_search->findChild<QToolButton *>()->setAccessibleName(
        QCoreApplication::translate("Emptiness", "Clear search"));
    m_search->setMaxLength(maxSearch);
    m_searchIcon = m_search->addAction(QIcon(), QLineEdit::LeadingPosition);
    m_searchIcon->setText(tr("Search events"));

    auto *button = new QToolButton;
    m_menuAction = new QAction(tr("Menu"), this);
    button->setDefaultAction(m_menuAction);
    button->setMenu(m_menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAutoRaise(true);
    button->setAccessibleName(tr("Menu"));
    m_menu->setAccessibleName(tr("Menu"));
    button->setFocusPolicy(Qt::TabFocus);
    button->setStyleSheet(u"QToolButton::menu-indicator { image: none; }"_s);

    auto *header = new QWidget;
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->addWidget(m_search, 1);
    layout->addWidget(button);
    return header;
}

void EventsWindow::buildContent()
{
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);
    m_empty->setAutoFillBackground(true);
    m_empty->setBackgroundRole(QPalette::Base);
    m_stack->setMinimumWidth(narrowestList);
    m_splitter->addWidget(m_filters);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_details);
    // Screen readers begin with the lowest part, and a splitter puts each below those before it.
    for (int part = m_splitter->count() - 1; part >= 0; --part)
        m_splitter->widget(part)->lower();
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setStretchFactor(2, 4);

    auto *central = new QWidget;
    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildHeader());
    layout->addWidget(m_splitter, 1);
    setCentralWidget(central);

    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_indicator);
}

void EventsWindow::connectParts()
{
    connect(m_search, &QLineEdit::textChanged, this, &EventsWindow::search);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_list->setFocus(); });
    connect(m_filters, &FilterList::filterChanged, this, &EventsWindow::applyFilter);
    connect(m_empty, &EmptyState::buttonClicked, this, &EventsWindow::onEmptyButton);

    connect(m_list, &EventListView::currentEventChanged, this,
            [this] { m_details->setEvent(m_list->currentEvent()); });
    const auto markRead = [this](const EventId &id) { emit markReadRequested({id}); };
    connect(m_list, &EventListView::readRequested, this, markRead);
    connect(m_list, &EventListView::opened, this, [this](const StoredEvent &event) {
        if (!event.read)
            emit markReadRequested({event.event.id});
        m_details->setFocus();
    });
    connect(m_list, &EventListView::rowsChanged, this, &EventsWindow::refreshEmptiness);
    connect(m_details, &DetailsPane::openWebPageRequested, this,
            &EventsWindow::openWebPageRequested);
    connect(m_details, &DetailsPane::markReadRequested, this, markRead);
    connect(m_details, &DetailsPane::markUnreadRequested, this, &EventsWindow::markUnreadRequested);

    connect(m_indicator, &StatusIndicator::retryRequested, this, &EventsWindow::retryRequested);
    connect(m_indicator, &StatusIndicator::signInRequested, this, &EventsWindow::signInRequested);
    connect(m_indicator, &StatusIndicator::detailsRequested, this,
            [this] { m_popup->popUp(*m_indicator); });
}

void EventsWindow::addShortcuts()
{
    const auto add = [this](const QKeySequence &keys, QWidget *where, auto &&act) {
        auto *shortcut = new QShortcut(keys, where);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, std::forward<decltype(act)>(act));
    };
    add(QKeySequence::Find, this, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    add(Qt::Key_Escape, this, [this] { onEscape(); });
    add(Qt::Key_F5, this, [this] { emit retryRequested(); });
    // Single letters are no shortcuts in the search field, where one types them.
    add(Qt::Key_M, m_splitter, [this] { requestRead(true); });
    add(Qt::Key_U, m_splitter, [this] { requestRead(false); });
    addActions({m_export, m_menu->actions().constLast()}); // also while the menu is closed
}

void EventsWindow::restoreState()
{
    if (!restoreGeometry(m_settings.value(geometryKey).toByteArray()))
        resize(firstSize);
    m_splitter->restoreState(m_settings.value(splitterKey).toByteArray());
    const auto filter = m_settings.value(filterKey).toUInt();
    if (filter < eventFilters.size())
        m_filters->setFilter(eventFilters.at(filter));
}

void EventsWindow::saveState()
{
    m_settings.setValue(geometryKey, saveGeometry());
    m_settings.setValue(splitterKey, m_splitter->saveState());
    m_settings.setValue(filterKey, static_cast<int>(m_filters->filter()));
}

void EventsWindow::setEvents(EventListModel *events, const UserId &reader)
{
    m_details->setReader(reader);
    if (events) {
        events->setSearch(m_search->text());
        events->setFilter(m_filters->filter());
    }
    m_list->setEvents(events, reader);
    refreshEmptiness();
}

void EventsWindow::search(const QString &text)
{
    if (EventListModel *events = m_list->events())
        events->setSearch(text);
}

void EventsWindow::applyFilter(EventFilter filter)
{
    if (EventListModel *events = m_list->events())
        events->setFilter(filter);
}

void EventsWindow::refreshEmptiness()
{
    const EventListModel *events = m_list->events();
    const bool empty = !events || events->rowCount() == 0;
    if (empty)
        m_empty->setContent(
            whyEmpty(events ? SignedIn::Yes : SignedIn::No, m_filters->filter(), m_search->text()));
    m_export->setEnabled(!empty);
    QWidget *shown = empty ? static_cast<QWidget *>(m_empty) : m_list;
    QWidget *before = m_stack->currentWidget();
    const bool focused = before->hasFocus() || before->isAncestorOf(focusWidget());
    m_stack->setCurrentWidget(shown);
    if (focused || !focusWidget())
        shown->setFocus();
}

QString EventsWindow::emptyReason() const
{
    return m_stack->currentWidget() == m_empty ? m_empty->title() : QString();
}

void EventsWindow::onEmptyButton()
{
    if (!m_list->events())
        emit signInRequested();
    else if (!m_search->text().isEmpty())
        m_search->clear();
    else
        m_filters->setFilter(EventFilter::All);
}

void EventsWindow::onEscape()
{
    if (m_popup->isVisible()) {
        m_popup->close();
    } else if (m_search->text().isEmpty() && !m_search->hasFocus()) {
        close();
    } else {
        m_search->clear();
        m_list->setFocus();
    }
}

void EventsWindow::requestRead(bool read)
{
    const auto event = m_details->event();
    if (!event || event->read == read)
        return;
    if (read)
        emit markReadRequested({event->event.id});
    else
        emit markUnreadRequested(event->event.id);
}

void EventsWindow::setStatus(const ConnectionStatus &status)
{
    m_status = status;
    m_indicator->setStatus(status);
    m_popup->setStatus(status);
}

void EventsWindow::setCounts(const QMap<EventFilter, int> &counts)
{
    const int unread = counts.value(EventFilter::Unread);
    const QString name = QCoreApplication::translate("Application", "Timesheet Tray");
    m_filters->setCounts(counts);
    m_markAllRead->setEnabled(unread > 0);
    setWindowTitle(unread > 0 ? tr("%1 (%n unread)", "program", unread).arg(name) : name);
}

void EventsWindow::setLastEvent(const std::optional<QDateTime> &instant)
{
    m_popup->setLastEvent(instant);
}

void EventsWindow::setCounters(const QMap<QString, qint64> &counters)
{
    m_popup->setCounters(counters);
}

void EventsWindow::setWebAddress(const QUrl &address)
{
    m_openWeb->setVisible(!address.isEmpty());
    m_details->setWebAddress(address);
}

void EventsWindow::setSignedIn(const QString &name)
{
    m_signIn->setVisible(name.isEmpty());
    m_account->setText(name.isEmpty()
                           ? tr("Account…")
                           : tr("Account: %1").arg(plainLine(name, 60).replace(u'&', u"&&"_s)));
}

void EventsWindow::reveal()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void EventsWindow::toggle()
{
    if (isVisible() && isActiveWindow())
        close();
    else
        reveal();
}

void EventsWindow::openEvent(const EventId &id)
{
    reveal();
    if (!m_list->select(id)) {
        m_search->clear();
        m_filters->setFilter(EventFilter::All);
        if (!m_list->select(id))
            return;
    }
    m_list->setFocus();
    if (const auto event = m_list->currentEvent(); event && !event->read)
        emit markReadRequested({id});
}

void EventsWindow::closeEvent(QCloseEvent *event)
{
    saveState();
    event->accept();
    if (m_closing == Closing::Hides)
        emit hidden();
    else
        emit closed();
}

void EventsWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refreshIcons();
}

void EventsWindow::refreshIcons()
{
    m_menuAction->setIcon(glyphIcon(Glyph::Menu, palette()));
    m_searchIcon->setIcon(glyphIcon(Glyph::Search, palette()));
}

} // namespace timesheet
