#pragma once

#include <QString>

namespace timesheet {

/// What the tables of a Timesheet Manager are called in its database, and those of their columns
/// that differ from one to another. PostgreSQL identifiers, as they are written without quotes.
struct TableNames {
    QString schema = QStringLiteral("public");
    QString timesheets = QStringLiteral("timesheets");
    QString annotations = QStringLiteral("annotations");
    QString notifications = QStringLiteral("notifications");
    QString tenant = QStringLiteral("tenant_id");
    QString id = QStringLiteral("id");
    QString status = QStringLiteral("status");        ///< of a timesheet
    QString changedAt = QStringLiteral("updated_at"); ///< when a row was last changed
    QString user = QStringLiteral("employee_id");     ///< whom a row is about

    friend bool operator==(const TableNames &, const TableNames &) = default;
};

} // namespace timesheet
