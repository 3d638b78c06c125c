#pragma once

#include "connection/backend.h"
#include "tables/row_state.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

namespace timesheet {

/// Where the last known states of rows are kept.
class RowStates
{
public:
    RowStates() = default;
    virtual ~RowStates() = default;
    RowStates(const RowStates &) = delete;
    RowStates &operator=(const RowStates &) = delete;

    /// Those of these rows that are known. Errors: a few technical words.
    [[nodiscard]] virtual tl::expected<QList<RowState>, QString> find(const QString &table,
                                                                      const QStringList &ids) = 0;
    /// Keeps them for good, in place of what was known of the same rows; all or none. Errors: as
    /// above.
    [[nodiscard]] virtual tl::expected<void, QString> keep(const QList<RowState> &states) = 0;
};

} // namespace timesheet
