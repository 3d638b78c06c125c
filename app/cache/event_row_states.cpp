// The states of rows of a server's tables: what is compared there makes events.

#include "cache/event_rows.h"
#include "cache/event_store.h"

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// So many old states are forgotten with each call: more than one call adds on the average.
constexpr int mostForgotten = 1000;

QString text(const QString &value)
{
    return value.isNull() ? u""_s : value;
}

RowState rowStateIn(const QSqlQuery &row)
{
    RowState state;
    state.table = row.value(0).toString();
    state.id = row.value(1).toString();
    state.changedAt = PreciseInstant(std::chrono::microseconds(row.value(2).toLongLong()));
    state.state = row.value(3).toString();
    if (!row.isNull(4))
        state.before = row.value(4).toString();
    state.owner = row.value(5).toString();
    return state;
}

} // namespace

tl::expected<QList<RowState>, StoreError> EventStore::rowStates(const QString &table,
                                                                const QStringList &ids)
{
    QList<RowState> states;
    Transaction transaction(m_database, Transaction::Kind::Read);
    if (const auto begun = transaction.begin(); !begun)
        return tl::unexpected(begun.error());
    for (const QString &id : ids) {
        const auto read =
            m_database.read(u"SELECT source, id, changed_at, state, before, owner FROM row_states "
                            "WHERE source = ? AND id = ?"_s,
                            {text(table), text(id)},
                            [&states](const QSqlQuery &row) { states.append(rowStateIn(row)); });
        if (!read)
            return tl::unexpected(read.error());
    }
    return transaction.commit().map([&states] { return states; });
}

tl::expected<void, StoreError> EventStore::keepRowStates(const QList<RowState> &states,
                                                         const std::optional<QDateTime> &forgotten)
{
    Transaction transaction(m_database);
    if (const auto begun = transaction.begin(); !begun)
        return begun;
    for (const RowState &state : states) {
        const auto kept = m_database.write(
            u"INSERT INTO row_states (source, id, changed_at, state, before, owner) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source, id) DO UPDATE SET "
            "changed_at = excluded.changed_at, state = excluded.state, "
            "before = excluded.before, owner = excluded.owner"_s,
            {text(state.table), text(state.id),
             static_cast<qint64>(state.changedAt.time_since_epoch().count()), text(state.state),
             state.before ? QVariant(text(*state.before)) : QVariant(), text(state.owner)});
        if (!kept)
            return kept;
    }
    if (forgotten) {
        const auto removed = m_database.write(
            u"DELETE FROM row_states WHERE (source, id) IN (SELECT source, id FROM row_states "
            "WHERE changed_at < ? ORDER BY changed_at LIMIT ?)"_s,
            {qint64{1000} * forgotten->toMSecsSinceEpoch(), mostForgotten});
        if (!removed)
            return removed;
    }
    return transaction.commit();
}

} // namespace timesheet
