#pragma once

#include "connection/supabase_rest/postgrest_client.h"
#include "connection/supabase_tables/table_page.h"
#include "connection/supabase_tables/table_query.h"

#include <QList>

#include <functional>
#include <optional>

namespace timesheet {

/// Reads so many rows of each table as are wanted, in as many answers as a project makes of them:
/// where its `max-rows` is less, nothing tells an answer that was cut short from the last one.
class TableReading final : public Request
{
public:
    struct Question {
        ReadableTable table;
        PostgrestRequest request; ///< for the first rows
    };
    /// An answer that was no rows.
    struct Refusal {
        PostgrestAnswer answer;
        Table table = Table::Timesheets;
    };
    struct Result {
        QList<TablePart> parts;               ///< of each question
        std::optional<Refusal> refusal;       ///< then the parts count for nothing
        std::optional<RequestFailure> misfit; ///< the same: what came was not to be read
        std::optional<QDateTime> serverTime;
        int largest = 0; ///< rows in one answer: so many the project gives
    };
    using Handler = std::function<void(const Result &)>;

    /// `most`: wanted rows of each table. `given`: rows that the project is known to give in one
    /// answer, so that one with fewer is the last. `client` outlives it. The handler may destroy
    /// it.
    TableReading(PostgrestClient &client, TableScope scope, QList<Question> questions, int most,
                 int given, qint64 largestBody, Handler handler);

private:
    void ask(const QList<PostgrestRequest> &requests);
    void take(const QList<PostgrestAnswer> &answers);
    bool add(qsizetype index, const PostgrestAnswer &answer);
    bool mayGoOn(const TablePart &fresh, const TablePart &all) const;
    void finish();

    PostgrestClient &m_client;
    TableScope m_scope;
    QList<Question> m_questions;
    int m_most;
    int m_given;
    qint64 m_largestBody;
    Handler m_handler;
    QList<qsizetype> m_open; ///< questions that are asked
    Result m_result;
    RequestSequence m_request;
};

} // namespace timesheet
