#pragma once

#include "connection/supabase_rest/postgrest_client.h"
#include "connection/supabase_tables/row_states.h"
#include "connection/supabase_tables/table_page.h"
#include "connection/supabase_tables/table_place.h"
#include "connection/supabase_tables/table_query.h"

#include <functional>
#include <optional>

namespace timesheet {

/// Learns how the rows of all tables are, the newest first, page by page: from then on it shows
/// what has changed in them. Of each table at most `mostLearnt` rows.
class TableLearning final : public Request
{
public:
    static constexpr int mostLearnt = 20000;

    struct Result {
        tl::expected<TablePlace, RequestFailure> place; ///< where the newest row was at the outset
        std::optional<QDateTime> serverTime;
        int largest = 0; ///< rows in one answer: so many the project gives
    };
    using Handler = std::function<void(const Result &)>;

    /// `client` and `states` outlive it. The handler may destroy it.
    TableLearning(PostgrestClient &client, RowStates &states, TableScope scope,
                  const QList<ReadableTable> &tables, qint64 largestBody, Handler handler);

private:
    struct Progress {
        ReadableTable table;
        std::optional<RowPosition> before; ///< what is behind it is known
        int learnt = 0;
    };

    void ask();
    void take(const QList<PostgrestAnswer> &answers);
    tl::expected<void, RequestFailure> learn(const QList<TableRow> &rows, Table table);
    void finish(const tl::expected<TablePlace, RequestFailure> &place);

    PostgrestClient &m_client;
    RowStates &m_states;
    TableScope m_scope;
    qint64 m_largestBody;
    Handler m_handler;
    QList<Progress> m_unfinished;
    TablePlace m_place; ///< without any row: before every time
    std::optional<QDateTime> m_serverTime;
    int m_most;
    int m_largest = 0; ///< rows in one answer so far
    RequestSequence m_request;
};

} // namespace timesheet
