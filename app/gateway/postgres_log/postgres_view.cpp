#include "gateway/postgres_log/postgres_view.h"

#include "gateway/postgres_log/postgres_entry.h"
#include "gateway/postgres_log/postgres_statements.h"
#include "gateway/storage/cursor_codec.h"

namespace timesheet::gateway {

/// Looks with claims about the whole tenant: who may see which of its events is not asked here.
tl::expected<PostgresView, LogError> lookAt(PostgresTransaction &transaction, const QString &epoch,
                                            const TenantId &tenant,
                                            const std::optional<Cursor> &cursor)
{
    const QString &name = tenant.value();
    if (!isStorable(name))
        return tl::unexpected(unstorableName());
    const CursorParts nowhere{-1, 0};
    const CursorParts asked = cursor ? partsOf(*cursor, epoch).value_or(nowhere) : nowhere;
    const auto rows =
        transaction.run(PostgresClaims::aboutTenants({name}), viewSql(), {asked.sequence, name});
    if (!rows)
        return tl::unexpected(rows.error());

    PostgresView view;
    quint32 newestCheck = 0;
    if (QSqlQuery &row = **rows; row.next()) {
        view.head = {row.value(0).toLongLong(), row.value(1).toLongLong()};
        view.prunedUpTo = row.value(2).toLongLong();
        if (!row.isNull(3))
            newestCheck = checkOf(EventId(row.value(3).toString()));
        if (!row.isNull(4)) {
            view.occupant = EventId(row.value(4).toString());
            view.acceptedAt = row.value(5).toString();
        }
    }
    view.newest = makeCursor(epoch, {view.head.sequence, newestCheck});
    // Not from here: another epoch, beyond the end, or another event stands there, as after a
    // restored backup.
    const bool differs =
        view.occupant && asked.check != 0 && asked.check != checkOf(*view.occupant);
    if (asked.sequence >= 0 && asked.sequence <= view.head.sequence && !differs)
        view.asked = asked.sequence;
    return view;
}

} // namespace timesheet::gateway
