#pragma once

#include "gateway/storage/event_log.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace timesheet::gateway {

/// Whose rows a statement may see and write: the claims that row-level security goes by. Made only
/// by the functions below, each of which says for whom, so that no statement makes up its own.
class PostgresClaims
{
public:
    /// Those of a caller's token.
    static PostgresClaims ofCaller(const Caller &caller);

    // The gateway's own. Only policies TO timesheet_gateway look at them.

    /// For what concerns some tenants as a whole, whoever may see what of it.
    static PostgresClaims aboutTenants(const QStringList &tenants);
    /// For removing, in all tenants, what is older than these instants (ISO 8601).
    static PostgresClaims forPruning(const QString &eventsBefore, const QString &signalsBefore);
    /// For reading which log this is.
    static PostgresClaims forIdentity();
    /// For reading and writing the schema's version.
    static PostgresClaims forMigration();

    /// As `request.jwt.claims` holds them: JSON.
    const QString &text() const { return m_text; }

    friend bool operator==(const PostgresClaims &, const PostgresClaims &) = default;

private:
    explicit PostgresClaims(QString text)
        : m_text(std::move(text))
    {
    }

    QString m_text;
};

/// One line of JSON, as a statement's value.
QString jsonText(const QJsonObject &object);
QString jsonText(const QJsonArray &array);

} // namespace timesheet::gateway
