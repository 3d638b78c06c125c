#pragma once

#include "domain/clock.h"
#include "domain/connection_status.h"
#include "domain/event.h"

#include <QMainWindow>
#include <QMap>
#include <QUrl>

#include <chrono>
#include <optional>

class QAction;
class QLineEdit;
class QMenu;
class QSettings;
class QSplitter;
class QStackedWidget;

namespace timesheet {

class ConnectionPopup;
class DetailsPane;
class EmptyState;
class EventListModel;
class EventListView;
class FilterList;
class StatusIndicator;

/// The window with all events: filters, search, list, details, connection.
class EventsWindow : public QMainWindow
{
    Q_OBJECT

public:
    enum class Closing {
        Closes,
        Hides, ///< there is a tray to bring it back
    };

    /// `settings` keeps geometry and filter under `window/`; it must outlive the window.
    /// `readAfter`: how long an event is selected until it counts as read.
    EventsWindow(QSettings &settings, Clock now,
                 std::chrono::milliseconds readAfter = std::chrono::milliseconds(1500),
                 QWidget *parent = nullptr);
    ~EventsWindow() override;

    /// Whose events are shown; null: nobody's. The model must live until the next call.
    void setEvents(EventListModel *events, const UserId &reader);
    void setClosing(Closing closing) { m_closing = closing; }

    QString emptyReason() const; ///< the title of the empty state; empty while events are shown

public slots:
    void setStatus(const timesheet::ConnectionStatus &status);
    void setCounts(const QMap<timesheet::EventFilter, int> &counts);
    void setLastEvent(const std::optional<QDateTime> &instant);
    void setCounters(const QMap<QString, qint64> &counters);
    void setWebAddress(const QUrl &address);
    /// The name of who is signed in; empty: nobody.
    void setSignedIn(const QString &name);

    void reveal();
    void toggle();
    /// Shows the event, whatever filter and search were, and marks it as read.
    void openEvent(const timesheet::EventId &id);

signals:
    void markReadRequested(const QList<timesheet::EventId> &ids);
    void markUnreadRequested(const timesheet::EventId &id);
    void markAllReadRequested();
    void openWebPageRequested(const timesheet::EventId &id);
    void openWebRequested();
    void retryRequested();
    void signInRequested();
    void accountRequested();
    void settingsRequested();
    void aboutRequested();
    void quitRequested();
    void hidden(); ///< closed to the tray
    void closed(); ///< closed, and nothing will bring it back

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildMenu();
    void buildContent();
    QWidget *buildHeader();
    void connectParts();
    void addShortcuts();
    void restoreState();
    void saveState();
    void search(const QString &text);
    void applyFilter(EventFilter filter);
    void refreshEmptiness();
    void onEmptyButton();
    void onEscape();
    void requestRead(bool read);
    void refreshIcons();

    QSettings &m_settings;
    Clock m_now;
    Closing m_closing = Closing::Closes;
    ConnectionStatus m_status;
    QMenu *m_menu;
    QAction *m_menuAction;
    QAction *m_searchIcon;
    QAction *m_markAllRead;
    QAction *m_openWeb;
    QAction *m_export;
    QAction *m_signIn;
    QAction *m_account;
    QLineEdit *m_search;
    FilterList *m_filters;
    EventListView *m_list;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    DetailsPane *m_details;
    QSplitter *m_splitter;
    StatusIndicator *m_indicator;
    ConnectionPopup *m_popup;
};

} // namespace timesheet
