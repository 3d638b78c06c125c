#pragma once

#include "gateway/postgres/postgres_session.h"

namespace timesheet::gateway {

/// Stores events through a session that others may use, too.
class PostgresWriter : public LogWriter
{
public:
    explicit PostgresWriter(std::shared_ptr<PostgresSession> session);

    /// One statement for all tenants, one round trip.
    tl::expected<QList<Appended>, LogError> append(const QList<NewLogEntry> &entries) override;
    void setPatience(Patience patience) override { m_session->setPatience(patience); }

private:
    std::shared_ptr<PostgresSession> m_session;
};

} // namespace timesheet::gateway
