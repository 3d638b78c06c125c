#pragma once

#include "gateway/postgres_log/postgres_session.h"

namespace timesheet::gateway {

/// Reports who is present, and reads who is, in PostgreSQL. What changes comes back as signals,
/// what this gateway's own reports change like all else: in the order of their numbers.
class PostgresPresence
{
public:
    /// `gateway` is the name that the reports bear.
    PostgresPresence(PostgresSession &session, QString gateway);

    /// As EventLog says.
    tl::expected<PresenceLease, LogError> report(const QList<PresenceReport> &reports,
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
