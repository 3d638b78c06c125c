#pragma once

#include "gateway/storage/event_log.h"

namespace timesheet::gateway {

/// A log in which there is nothing, and which keeps nothing. Tests override what they look at.
class IdleEventLog : public EventLog
{
public:
    tl::expected<QList<Appended>, LogError> append(const QList<NewLogEntry> & /*entries*/) override
    {
        return QList<Appended>();
    }
    tl::expected<LogPage, LogError> readAfter(const Caller & /*caller*/, const Cursor & /*after*/,
                                              PageLimit /*limit*/) override
    {
        return LogPage{};
    }
    tl::expected<LogPage, LogError> readNewest(const Caller & /*caller*/,
                                               PageLimit /*limit*/) override
    {
        return LogPage{};
    }
    tl::expected<LogHead, LogError> head(const TenantId & /*tenant*/) override { return LogHead{}; }
    tl::expected<void, LogError> markRead(const Caller & /*caller*/,
                                          const wire::ReadMark & /*mark*/,
                                          OriginId /*origin*/) override
    {
        return {};
    }
    tl::expected<LogMarks, LogError> marksSince(const Caller & /*caller*/, const Cursor & /*after*/,
                                                int /*limit*/) override
    {
        return LogMarks{};
    }
    tl::expected<PresenceReceipt, LogError>
    reportPresence(const QList<PresenceReport> & /*reports*/, PresenceScope /*scope*/,
                   std::chrono::milliseconds /*lease*/) override
    {
        return PresenceReceipt{};
    }
    tl::expected<QList<wire::UserPresence>, LogError> presentUsers(const Caller & /*caller*/,
                                                                   int /*limit*/) override
    {
        return QList<wire::UserPresence>();
    }
    tl::expected<int, LogError> prune(const QDateTime & /*before*/, int /*limit*/) override
    {
        return 0;
    }
    void follow(const TenantId & /*tenant*/) override {}
    void unfollow(const TenantId & /*tenant*/) override {}
    tl::expected<LogNews, LogError> news() override { return LogNews{}; }
};

} // namespace timesheet::gateway
