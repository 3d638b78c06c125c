#pragma once

#include "domain/event.h"
#include "domain/instant.h"

/// Events for tests of the cache and the feed.
namespace timesheet::test {

inline const QDateTime sampleTime = *parseInstant(u"2026-11-23T08:00:00.000Z");

/// Event number `n`: a second later than the one before, approved, with a cursor.
inline Event sampleEvent(int n, const QString &type = QStringLiteral("timesheet:approved"))
{
    Event event;
    event.id = EventId(QStringLiteral("e%1").arg(n));
    event.typeName = type;
    event.payload = {{QStringLiteral("id"), QStringLiteral("t%1").arg(n)},
                     {QStringLiteral("title"), QStringLiteral("Week number%1").arg(n)}};
    event.timestamp = sampleTime.addSecs(n);
    event.tenant = TenantId(QStringLiteral("tenant-123"));
    event.cursor = Cursor(QStringLiteral("c%1").arg(n));
    return event;
}

inline QList<ReceivedEvent> sampleEvents(int from, int to)
{
    QList<ReceivedEvent> events;
    for (int n = from; n <= to; ++n)
        events.append({sampleEvent(n), Via::Live});
    return events;
}

} // namespace timesheet::test
