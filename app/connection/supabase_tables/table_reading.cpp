#include "connection/supabase_tables/table_reading.h"

#include <algorithm>
#include <utility>

namespace timesheet {

TableReading::TableReading(PostgrestClient &client, TableScope scope, QList<Question> questions,
                           int most, int given, qint64 largestBody, Handler handler)
    : m_client(client)
    , m_scope(std::move(scope))
    , m_questions(std::move(questions))
    , m_most(most)
    , m_given(given)
    , m_largestBody(largestBody)
    , m_handler(std::move(handler))
{
    QList<PostgrestRequest> requests;
    for (const Question &question : std::as_const(m_questions)) {
        m_open.append(requests.size());
        requests.append(question.request);
    }
    m_result.parts.resize(requests.size());
    ask(requests);
}

void TableReading::ask(const QList<PostgrestRequest> &requests)
{
    m_request.go(m_client.sendAll(
        requests, m_largestBody, [this](const QList<PostgrestAnswer> &answers) { take(answers); }));
}

void TableReading::take(const QList<PostgrestAnswer> &answers)
{
    if (!m_result.serverTime)
        m_result.serverTime = answers.constFirst().serverTime;
    QList<qsizetype> open;
    QList<PostgrestRequest> requests;
    for (qsizetype i = 0; i < answers.size(); ++i) {
        const qsizetype index = m_open.at(i);
        const bool goesOn = add(index, answers.at(i));
        if (m_result.refusal || m_result.misfit) {
            finish();
            return;
        }
        if (!goesOn)
            continue;
        const TablePart &part = m_result.parts.at(index);
        open.append(index);
        requests.append(rowsAfter(m_questions.at(index).table, m_scope,
                                  positionOf(part.rows.constLast()), m_most - part.size));
    }
    m_open = open;
    if (m_open.isEmpty())
        finish();
    else
        ask(requests);
}

/// True where more of it may follow.
bool TableReading::add(qsizetype index, const PostgrestAnswer &answer)
{
    const ReadableTable &table = m_questions.at(index).table;
    if (!answer.body) {
        m_result.refusal = {answer, table.table};
        return false;
    }
    TablePart &part = m_result.parts[index];
    const auto fresh = readPart(*answer.body, table, m_scope, m_most - part.size);
    if (!fresh) {
        m_result.misfit = fresh.error();
        return false;
    }
    part.rows += fresh->rows;
    part.dropped += fresh->dropped;
    part.size += fresh->size;
    part.isFull = fresh->isFull;
    m_result.largest = std::max(m_result.largest, fresh->size);
    return mayGoOn(*fresh, part);
}

bool TableReading::mayGoOn(const TablePart &fresh, const TablePart &all) const
{
    const bool mayBeCut = fresh.size >= std::max(m_given, m_result.largest);
    return !all.isFull && mayBeCut && !fresh.rows.isEmpty();
}

void TableReading::finish()
{
    // The handler may destroy this object.
    const Handler handler = std::move(m_handler);
    const Result result = std::move(m_result);
    handler(result);
}

} // namespace timesheet
