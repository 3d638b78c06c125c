#pragma once

#include "domain/account.h"
#include "domain/event.h"
#include "domain/instant.h"

#include <QJsonDocument>
#include <QtTest>

namespace timesheet::samples {

/// Monday 23 November 2026, 09:30 UTC.
inline QDateTime now()
{
    return *parseInstant(u"2026-11-23T09:30:00Z");
}

inline const UserId reader{QStringLiteral("user-7")};
inline const Account ownAccount{QUrl(QStringLiteral("wss://ws.example.com")),
                                TenantId(QStringLiteral("tenant-123")), reader};
inline const Account otherAccount{QUrl(QStringLiteral("wss://ws.other.example")),
                                  TenantId(QStringLiteral("studio")),
                                  UserId(QStringLiteral("user-12"))};

inline QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(text).object();
}

inline Event event(const char *id, const char *type, const char *payload,
                   const QDateTime &timestamp = now())
{
    return {EventId(QString::fromLatin1(id)),
            QString::fromLatin1(type),
            json(payload),
            timestamp,
            TenantId(QStringLiteral("tenant-123")),
            std::nullopt};
}

inline StoredEvent stored(const Event &event, Via via = Via::Live, bool read = false)
{
    return {event, via, read, event.timestamp};
}

/// What a desktop may hold after a few days.
inline QList<Event> aFewDays()
{
    const auto ago = [](int minutes) { return now().addSecs(-60LL * minutes); };
    return {
        event(
            "e1", "notification:new",
            R"({"title":"Maintenance on Saturday","body":"The Timesheet Manager is not available on Saturday from 8:00 to 12:00. Please hand in your timesheet on Friday.","severity":"warning"})",
            ago(4 * 1440 + 90)),
        event(
            "e2", "timesheet:approved",
            R"({"id":"ts-4705","employee_id":"user-7","period_start":"2026-11-02","period_end":"2026-11-08","hours":40,"approved_by":"Dana Fox"})",
            ago(3 * 1440 + 30)),
        event("e3", "office:closed", R"({"title":"Office closed","body":"On 24 December."})",
              ago(1440 + 300)),
        event(
            "e4", "timesheet:rejected",
            R"({"id":"ts-4711","employee_id":"user-7","employee_name":"Sam Reed","period_start":"2026-11-09","period_end":"2026-11-15","hours":41.25,"rejected_by":"Dana Fox","reason":"Tuesday has 14 hours.\nPlease check whether the on-call time is in there twice, and hand it in again by Wednesday."})",
            ago(1440 + 60)),
        event(
            "e5", "timesheet:annotated",
            R"({"id":"ts-4711","employee_id":"user-7","period_start":"2026-11-09","period_end":"2026-11-15","annotation":{"id":"a-1","text":"The on-call time belongs to project Heron.","author":"Ines Ortega"}})",
            ago(170)),
        event(
            "e6", "deadline:reminder",
            R"({"id":"ts-4718","employee_id":"user-7","period_start":"2026-11-16","period_end":"2026-11-22","due_at":"2026-11-24T17:00:00Z"})",
            ago(42)),
        event(
            "e7", "timesheet:approved",
            R"({"id":"ts-4718","employee_id":"user-7","employee_name":"Sam Reed","period_start":"2026-11-16","period_end":"2026-11-22","hours":38.5,"approved_by":"Dana Fox","url":"https://timesheets.example.com/ts-4718"})",
            ago(1)),
    };
}

} // namespace timesheet::samples
