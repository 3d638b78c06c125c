#pragma once

#include "cache/event_store.h"
#include "domain/clock.h"
#include "domain/event.h"

#include <QDateTime>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace timesheet {

/// Tells of events again when their time has come, whether the network is there or not: deadlines,
/// and what the user wants to be reminded of. What was not told yet is told after a restart.
class Reminders : public QObject
{
    Q_OBJECT

public:
    Reminders(EventStore &store, Clock now, QObject *parent = nullptr);

public slots:
    /// Looks what is due. To be called at the start, after events came, and where the clock may
    /// have jumped.
    void check();
    void remindAt(const QList<timesheet::EventId> &ids, const QDateTime &at);
    /// These are not being told any more: they have been, need not be, or could not be. What the
    /// cache still has as due is told again with the next check().
    void release(const QList<timesheet::EventId> &ids);

signals:
    void due(const QList<timesheet::StoredEvent> &events);

private:
    EventStore &m_store;
    Clock m_now;
    QTimer m_timer;
    QSet<EventId> m_telling; ///< due() was emitted, and nobody has shown them yet
};

} // namespace timesheet
