#include "gateway/sqlite_log/sqlite_tenants.h"

#include "gateway/storage/cursor_codec.h"

namespace timesheet::gateway {

SqliteTenants::SqliteTenants(SqliteStatements &statements, QString epoch)
    : m_statements(statements)
    , m_epoch(std::move(epoch))
{
}

tl::expected<SqliteTenant, LogError> SqliteTenants::find(const TenantId &tenant)
{
    QSqlQuery &query = m_statements.findTenant;
    if (!execute(query, tenant.value()))
        return tl::unexpected(failureOf(query));
    SqliteTenant found;
    if (query.next())
        found = {query.value(0).toLongLong(), query.value(1).toLongLong()};
    query.finish();
    return found;
}

tl::expected<SqliteTenant, LogError> SqliteTenants::ensure(const TenantId &tenant)
{
    auto found = find(tenant);
    if (!found || found->key != 0)
        return found;
    QSqlQuery &query = m_statements.addTenant;
    if (!execute(query, tenant.value()))
        return tl::unexpected(failureOf(query));
    return SqliteTenant{query.lastInsertId().toLongLong(), 0};
}

tl::expected<qint64, LogError> SqliteTenants::oldestSequence(const SqliteTenant &tenant)
{
    QSqlQuery &query = m_statements.oldest;
    if (!execute(query, tenant.key) || !query.next())
        return tl::unexpected(failureOf(query));
    const QVariant oldest = query.value(0);
    query.finish();
    return oldest.isNull() ? tenant.last + 1 : oldest.toLongLong();
}

tl::expected<SqliteTenants::Occupant, LogError>
SqliteTenants::occupantOf(const SqliteTenant &tenant, qint64 sequence)
{
    QSqlQuery &query = m_statements.occupant;
    if (!execute(query, tenant.key, sequence))
        return tl::unexpected(failureOf(query));
    Occupant occupant;
    if (query.next())
        occupant = {EventId(query.value(0).toString()), query.value(1).toLongLong()};
    query.finish();
    return occupant;
}

tl::expected<Cursor, LogError> SqliteTenants::cursorAt(const SqliteTenant &tenant, qint64 sequence)
{
    return occupantOf(tenant, sequence).map([this, sequence](const Occupant &occupant) {
        return makeCursor(m_epoch, {sequence, occupant.id ? checkOf(*occupant.id) : 0});
    });
}

tl::expected<std::optional<qint64>, LogError> SqliteTenants::sequenceOf(const SqliteTenant &tenant,
                                                                        const Cursor &cursor)
{
    const auto said = partsOf(cursor, m_epoch);
    if (!said || said->sequence > tenant.last)
        return std::nullopt;
    return occupantOf(tenant, said->sequence)
        .map([&said](const Occupant &occupant) -> std::optional<qint64> {
            const bool differs =
                occupant.id && said->check != 0 && said->check != checkOf(*occupant.id);
            return differs ? std::nullopt : std::optional(said->sequence);
        });
}

} // namespace timesheet::gateway
