#pragma once

#include "desktop/toasts/notifier.h"
#include "domain/clock.h"
#include "domain/event.h"
#include "settings/preferences.h"

#include <QDeadlineTimer>
#include <QMap>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <optional>

namespace timesheet {

/// How long the toaster waits for more before it speaks.
struct ToastTiming {
    /// Four or more live events within this are a burst and become one summary.
    std::chrono::milliseconds burst{2000};
    /// A catch-up (replay, poll) that has been quiet for this long is over.
    std::chrono::milliseconds catchUpQuiet{700};
    /// A summary or digest comes after this at the latest, however long its events keep coming.
    std::chrono::milliseconds patience{10000};
};

/// Decides which events get a toast, and whether one each or one for all.
class Toaster : public QObject
{
    Q_OBJECT

public:
    Toaster(Notifier &notifier, const ToastTiming &timing, Clock now, QObject *parent = nullptr);

    /// Until when nothing is toasted; nothing where toasts are not paused.
    std::optional<QDateTime> pausedUntil() const;
    /// What is held back for a common toast that is still to come.
    QSet<EventId> underWay() const;

public slots:
    /// Who reads the toasts. What was held back for the reader before is dropped, and not
    /// settled(): they are told when they are back.
    void setReader(const timesheet::UserId &reader);
    void setWebAddress(const QUrl &address);
    void setPreferences(const timesheet::ToastPreferences &preferences);

    /// Newly committed events.
    void toast(const QList<timesheet::StoredEvent> &events);
    /// At the start: what was committed before and never toasted. As a catch-up.
    void toastBacklog(const QList<timesheet::StoredEvent> &events);
    /// Events that are to be told again, read or not.
    void remind(const QList<timesheet::StoredEvent> &events);
    /// Nobody could show a toast of these: they are not counted in another, until they come again.
    void drop(const QList<timesheet::EventId> &events);
    /// Events that were read here or on another device: their toasts go.
    void setRead(const QList<timesheet::EventId> &events, bool read);

    void pauseUntil(const QDateTime &until);
    void resume();

signals:
    /// These need no toast any more: to be recorded like those that a notifier accepted.
    void settled(const QList<timesheet::EventId> &events);
    void pauseChanged(const std::optional<QDateTime> &until);

private:
    /// Events on their way into one common toast.
    struct Held {
        QList<StoredEvent> events;
        QMap<EventType, int> counts; ///< also of events beyond the bound of `events`
        Notification::Urgency urgency = Notification::Urgency::Low;
        QDeadlineTimer patience; ///< when the toast comes at the latest
        QDeadlineTimer lull;     ///< once shown: until when further events still belong to it
        QTimer timer;

        bool isOpen() const { return timer.isActive() || !lull.hasExpired(); }
        int total() const;
        void clear();
    };
    struct Single {
        StoredEvent event;
        QDeadlineTimer recent;
    };

    bool isWanted(const Event &event) const;
    bool isQuietFor(EventType type) const;
    void toastLive(const QList<StoredEvent> &events);
    void hold(Held &held, const StoredEvent &event, std::chrono::milliseconds quiet);
    void showSingle(const StoredEvent &event);
    void showBurst();
    void showCatchUp();
    void showCommon(Held &held, const QString &group, const QString &title);

    Notifier &m_notifier;
    ToastTiming m_timing;
    Clock m_now;
    UserId m_reader;
    QUrl m_webAddress;
    ToastPreferences m_preferences;
    Held m_burst;
    Held m_catchUp;
    QList<Single> m_recent; ///< live events that got a toast each, within the time of a burst
    QTimer m_pauseTimer;
    std::optional<QDateTime> m_pausedUntil;
};

} // namespace timesheet
