#pragma once

#include "gateway/postgres/postgres_cluster.h"

namespace timesheet::gateway {

/// Starts the cluster with the database "timesheets" as an administrator makes it, and the login
/// role "gateway" for it. Errors: why not; empty when all is there.
inline QString createTimesheets(PostgresCluster &cluster)
{
    constexpr int patience = 30'000;
    if (const QString fault = cluster.create(); !fault.isEmpty())
        return fault;
    cluster.run(QStringLiteral("postgres"), QStringLiteral("CREATE DATABASE timesheets"));
    QProcess migrate;
    migrate.start(QStringLiteral(TIMESHEET_GATEWAY),
                  {QStringLiteral("migrate"), QStringLiteral("--database"),
                   cluster.adminUrl(QStringLiteral("timesheets"))});
    if (!migrate.waitForFinished(patience) || migrate.exitCode() != 0)
        return QString::fromUtf8("migrate: " + migrate.readAllStandardError());
    cluster.run(
        QStringLiteral("timesheets"),
        QStringLiteral("CREATE ROLE gateway LOGIN PASSWORD 'gateway' IN ROLE timesheet_gateway"));
    return {};
}

} // namespace timesheet::gateway
