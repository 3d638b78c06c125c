#include "client/session/cached_row_states.h"

#include <algorithm>
#include <utility>

namespace timesheet {

namespace {

constexpr std::chrono::days leastKept(366);

QString detailOf(const StoreError &error)
{
    return error.detail;
}

} // namespace

CachedRowStates::CachedRowStates(EventStore &store, Clock now)
    : m_store(store)
    , m_now(std::move(now))
{
}

void CachedRowStates::keepFor(const std::optional<std::chrono::days> &age)
{
    m_keptFor = age;
}

tl::expected<QList<RowState>, QString> CachedRowStates::find(const QString &table,
                                                             const QStringList &ids)
{
    return m_store.rowStates(table, ids).map_error(detailOf);
}

tl::expected<void, QString> CachedRowStates::keep(const QList<RowState> &states)
{
    if (states.isEmpty())
        return {};
    std::optional<QDateTime> forgotten;
    if (m_keptFor)
        forgotten = m_now().addDays(-std::max(*m_keptFor, leastKept).count());
    return m_store.keepRowStates(states, forgotten).map_error(detailOf);
}

} // namespace timesheet
