#pragma once

#include "cache/event_store.h"
#include "connection/supabase_tables/row_states.h"
#include "domain/clock.h"

#include <chrono>
#include <optional>

namespace timesheet {

/// The states of rows, as an account's cache keeps them.
class CachedRowStates final : public RowStates
{
public:
    /// `store` outlives it.
    CachedRowStates(EventStore &store, Clock now);

    /// How long a row is remembered that does not change; nothing: for ever. For a year at least:
    /// an old timesheet that is touched, when it is paid for one, must not look new.
    void keepFor(const std::optional<std::chrono::days> &age);

    tl::expected<QList<RowState>, QString> find(const QString &table,
                                                const QStringList &ids) override;
    tl::expected<void, QString> keep(const QList<RowState> &states) override;

private:
    EventStore &m_store;
    Clock m_now;
    std::optional<std::chrono::days> m_keptFor;
};

} // namespace timesheet
