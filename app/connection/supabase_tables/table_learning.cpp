#include "connection/supabase_tables/table_learning.h"

#include "connection/supabase_tables/row_change.h"

#include <QHash>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// Rows of one answer; few enough that keeping them takes less than a frame.
constexpr int usualPage = 500;
constexpr int fewerBy = 10;

} // namespace

TableLearning::TableLearning(PostgrestClient &client, RowStates &states, TableScope scope,
                             const QList<ReadableTable> &tables, qint64 largestBody,
                             Handler handler)
    : m_client(client)
    , m_states(states)
    , m_scope(std::move(scope))
    , m_largestBody(largestBody)
    , m_handler(std::move(handler))
    , m_most(usualPage)
{
    for (const ReadableTable &table : tables)
        m_unfinished.append({table, std::nullopt, 0});
    ask();
}

void TableLearning::ask()
{
    QList<PostgrestRequest> requests;
    for (const Progress &one : std::as_const(m_unfinished))
        requests.append(rowsBefore(one.table, m_scope, one.before, m_most));
    m_request.go(m_client.sendAll(
        requests, m_largestBody, [this](const QList<PostgrestAnswer> &answers) { take(answers); }));
}

void TableLearning::take(const QList<PostgrestAnswer> &answers)
{
    using Cause = RequestFailure::Cause;
    const bool isTooLarge = std::any_of(answers.begin(), answers.end(), [](const auto &answer) {
        return answer.end == AnswerEnd::TooLarge;
    });
    if (isTooLarge && m_most > 1) {
        m_most = std::max(1, m_most / fewerBy);
        ask();
        return;
    }
    QList<Progress> unfinished;
    for (qsizetype i = 0; i < answers.size(); ++i) {
        const PostgrestAnswer &answer = answers.at(i);
        Progress one = m_unfinished.at(i);
        m_serverTime = m_serverTime ? m_serverTime : answer.serverTime;
        if (!answer.body) {
            RequestFailure failure = answer.body.error();
            if (isTooLarge)
                failure = {Cause::TooLarge, u"the answer was too large"_s, 0ms};
            finish(tl::unexpected(failure));
            return;
        }
        const auto part = readPart(*answer.body, one.table, m_scope, m_most);
        const auto learnt = part ? learn(part->rows, one.table.table)
                                 : tl::expected<void, RequestFailure>(tl::unexpected(part.error()));
        if (!learnt) {
            finish(tl::unexpected(learnt.error()));
            return;
        }
        if (!one.before && !part->rows.isEmpty()) {
            const RowPosition newest = positionOf(part->rows.constFirst());
            if (m_place.position.id.isEmpty() || isBefore(m_place.position, newest))
                m_place = {newest.at, newest, false};
        }
        one.learnt += part->size;
        m_largest = std::max(m_largest, part->size);
        // A project's `max-rows` may be less than was asked for: only where it has given more at
        // once before is this the end.
        const bool mayGoOn = part->size >= m_largest && !part->rows.isEmpty();
        if (!mayGoOn || one.learnt >= mostLearnt)
            continue;
        one.before = positionOf(part->rows.constLast());
        unfinished.append(one);
    }
    m_unfinished = unfinished;
    if (m_unfinished.isEmpty())
        finish(m_place);
    else
        ask();
}

/// What is known already stays so, for it may be that nobody was told of its change yet.
tl::expected<void, RequestFailure> TableLearning::learn(const QList<TableRow> &rows, Table table)
{
    QStringList ids;
    for (const TableRow &row : rows)
        ids.append(row.id);
    const auto failed = [](const QString &detail) {
        return RequestFailure{RequestFailure::Cause::Failed, detail, 0ms};
    };
    const auto found = m_states.find(tableWord(table), ids);
    if (!found)
        return tl::unexpected(failed(found.error()));
    QHash<QString, RowState> known;
    for (const RowState &state : *found)
        known.insert(state.id, state);
    QList<RowState> states;
    for (const TableRow &row : rows) {
        const auto one = known.constFind(row.id);
        states.append(stateAfter(row, one == known.constEnd() ? std::nullopt : std::optional(*one),
                                 Sight::Learning, m_scope.names));
    }
    return m_states.keep(states).map_error(failed);
}

void TableLearning::finish(const tl::expected<TablePlace, RequestFailure> &place)
{
    // The handler may destroy this object.
    const Handler handler = std::move(m_handler);
    handler({place, m_serverTime, m_largest});
}

} // namespace timesheet
