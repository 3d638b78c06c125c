#pragma once

#include "connection/supabase_tables/row_states.h"

#include <QMap>

#include <utility>

namespace timesheet::test {

/// The states of rows in memory, as a cache keeps them.
class RememberedRows final : public RowStates
{
public:
    tl::expected<QList<RowState>, QString> find(const QString &table,
                                                const QStringList &ids) override
    {
        if (fails)
            return tl::unexpected(QStringLiteral("disk I/O error"));
        QList<RowState> found;
        for (const QString &id : ids) {
            if (const auto state = states.constFind({table, id}); state != states.constEnd())
                found.append(*state);
        }
        return found;
    }
    tl::expected<void, QString> keep(const QList<RowState> &kept) override
    {
        if (fails || keepsNothing)
            return tl::unexpected(QStringLiteral("disk I/O error"));
        for (const RowState &state : kept)
            states.insert({state.table, state.id}, state);
        return {};
    }

    QMap<std::pair<QString, QString>, RowState> states; ///< by table and id
    bool fails = false;
    bool keepsNothing = false; ///< reading works
};

} // namespace timesheet::test
