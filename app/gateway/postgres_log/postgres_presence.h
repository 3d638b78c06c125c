#pragma once

#include "gateway/postgres/postgres_session.h"

namespace timesheet::gateway {

/// Reports to PostgreSQL who is present on this gateway, and reads who is present on all of them.
/// What a report changes is not told here: it becomes a signal, which PostgresFollower reads, so
/// that every gateway, also the one that reported it, tells all changes in the same order.
class PostgresPresence
{
public:
    /// `gateway` is the name that the reports bear.
    PostgresPresence(PostgresSession &session, QString gateway);

    /// As EventLog says.
    tl::expected<PresenceReceipt, LogError> report(const QList<PresenceReport> &reports,
                                                   PresenceScope scope,
                                                   std::chrono::milliseconds lease);
    tl::expected<QList<wire::UserPresence>, LogError> presentUsers(const Caller &caller, int limit);

private:
    static tl::expected<QList<wire::UserPresence>, LogError>
    readUsers(PostgresTransaction &transaction, const Caller &caller, int limit);

    PostgresSession &m_session;
    QString m_gateway;
};

} // namespace timesheet::gateway
