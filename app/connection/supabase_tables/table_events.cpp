#include "connection/supabase_tables/table_events.h"

#include "connection/connection_log.h"
#include "connection/supabase_tables/table_learning.h"
#include "connection/supabase_tables/table_search.h"
#include "tables/precise_instant.h"
#include "wire/json_text.h"
#include "wire/limits.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

/// Rows of one table in one answer.
constexpr int usualPage = 200;
constexpr int fewerBy = 10;
/// A transaction's rows bear the time of its beginning, and are seen when it ends: for so long it
/// may last without being missed.
constexpr auto overlap = 1min;
/// Marks in one request, so that its URL stays below the 8 KiB that proxies take.
constexpr qsizetype marksAtATime = 50;

constexpr qint64 largestBody = usualPage * wire::maxMessageBytes + qint64{64} * 1024;

RequestFailure failure(RequestFailure::Cause cause, const QString &detail)
{
    return {cause, detail, 0ms};
}

QString stateKey(const QString &table, const QString &id)
{
    return table + u'/' + id;
}

QString stateKey(const TableRow &row)
{
    return stateKey(tableWord(row.table), row.id);
}

} // namespace

TableEvents::TableEvents(PostgrestClient &client, RowStates &states, TableNames names,
                         qsizetype largestMessage, Clock now)
    : m_client(client)
    , m_states(states)
    , m_names(std::move(names))
    , m_largestMessage(largestMessage)
    , m_now(std::move(now))
    , m_most(usualPage)
{
}

QString TableEvents::name() const
{
    QStringList missing;
    for (const Table table : allTables) {
        const bool isThere = std::any_of(m_tables.begin(), m_tables.end(),
                                         [table](const auto &one) { return one.table == table; });
        if (!isThere)
            missing.append(tableWord(table));
    }
    const QString name = u"tables of the Timesheet Manager"_s;
    return missing.isEmpty() ? name : u"%1, without %2"_s.arg(name, missing.join(u", "_s));
}

QList<WatchedChanges> TableEvents::watched() const
{
    QList<WatchedChanges> watched;
    for (const ReadableTable &one : m_tables) {
        const QString table = tableName(one.table, m_names);
        if (one.table != Table::Timesheets)
            watched.append({u"INSERT"_s, m_names.schema, table, m_names.tenant});
        watched.append({u"UPDATE"_s, m_names.schema, table, m_names.tenant});
    }
    return watched;
}

void TableEvents::setIdentity(const Identity &identity)
{
    m_identity = identity;
}

std::unique_ptr<Request> TableEvents::find(FoundHandler handler)
{
    return m_client.sendAll(
        probesOf(scope()), largestBody,
        [this, handler = std::move(handler)](const auto &probes) { handler(judge(probes)); });
}

tl::expected<bool, RequestFailure> TableEvents::judge(const QList<PostgrestAnswer> &probes)
{
    const auto found = tablesIn(probes, m_names);
    if (!found)
        return tl::unexpected(found.error());
    for (const QString &problem : found->problems)
        qCWarning(connectionLog) << problem;
    m_tables = found->tables;
    m_rowsAtOnce = 0; // it may have been set to less meanwhile
    m_given = m_continues = m_learnt = std::nullopt;
    return !m_tables.isEmpty();
}

std::unique_ptr<Request> TableEvents::fetch(const std::optional<Cursor> &after,
                                            Backend::EventsHandler handler)
{
    if (m_tables.isEmpty()) {
        return answeredLater([handler = std::move(handler)] {
            handler({tl::unexpected(failure(RequestFailure::Cause::Unsupported,
                                            u"the project has no table that can be read"_s)),
                     std::nullopt});
        });
    }
    const auto place = after ? placeIn(*after, project()) : std::nullopt;
    if (!place)
        return learn(after.has_value(), std::move(handler));

    const bool isContinued = after == m_continues;
    if (!isContinued)
        beginScan(*after, *place);
    const Question question{*after, *place, m_most};
    QList<TableReading::Question> questions;
    for (const ReadableTable &table : m_tables)
        questions.append({table, isContinued
                                     ? rowsAfter(table, scope(), place->position, m_most)
                                     : rowsSince(table, scope(), place->upTo - overlap, m_most)});
    return std::make_unique<TableReading>(
        m_client, scope(), questions, m_most, m_rowsAtOnce, largestBody,
        [this, question, handler = std::move(handler)](const TableReading::Result &result) {
            handler(read(question, result));
        });
}

/// Who is told where the log ends asks once more for the newest events: it is the same place, or
/// what has changed in between would be learnt instead of told.
std::unique_ptr<Request> TableEvents::learn(bool isGap, Backend::EventsHandler handler)
{
    const auto answer = [this](const Cursor &cursor, bool isComplete,
                               const std::optional<QDateTime> &serverTime) {
        m_given = cursor;
        wire::DecodedPage page;
        page.page.cursor = cursor;
        page.page.complete = isComplete;
        return EventsAnswer{page, serverTime};
    };
    if (const auto learnt = std::exchange(m_learnt, std::nullopt); learnt && !isGap) {
        return answeredLater([handler = std::move(handler), answer, cursor = *learnt] {
            handler(answer(cursor, true, std::nullopt));
        });
    }
    return std::make_unique<TableLearning>(
        m_client, m_states, scope(), m_tables, largestBody,
        [this, isGap, answer, handler = std::move(handler)](const TableLearning::Result &result) {
            m_rowsAtOnce = std::max(m_rowsAtOnce, result.largest);
            if (!result.place) {
                handler({tl::unexpected(result.place.error()), result.serverTime});
                return;
            }
            const Cursor cursor = cursorOf(*result.place, project());
            if (!isGap)
                m_learnt = cursor;
            handler(answer(cursor, !isGap, result.serverTime));
        });
}

/// Behind a place that was given last, all was told or is on its way. Behind any other, as after a
/// restart, something was kept perhaps that nobody was told of.
void TableEvents::beginScan(const Cursor &after, const TablePlace &place)
{
    m_continues.reset();
    m_scan = {place.upTo, place.position, !place.isOdd, after != m_given, {}};
}

EventsAnswer TableEvents::read(const Question &question, const TableReading::Result &result)
{
    m_rowsAtOnce = std::max(m_rowsAtOnce, result.largest);
    if (result.refusal)
        return {tl::unexpected(failureOf(question, *result.refusal)), result.serverTime};
    if (result.misfit)
        return {tl::unexpected(*result.misfit), result.serverTime};
    m_most = usualPage;
    return {pageOf(question, result.parts), result.serverTime};
}

/// A table that has gone is left out from now on, and an answer that was too large is asked for
/// with less: the next try goes better.
RequestFailure TableEvents::failureOf(const Question &question,
                                      const TableReading::Refusal &refusal)
{
    using Cause = RequestFailure::Cause;
    const auto &[answer, table] = refusal;
    if (answer.end == AnswerEnd::TooLarge) {
        m_most = question.most == 1 ? usualPage : std::max(1, question.most / fewerBy);
        return failure(question.most == 1 ? Cause::TooLarge : Cause::Failed,
                       u"the answer was too large"_s);
    }
    const QString problem = tableProblem(answer.code, table, m_names);
    if (problem.isEmpty())
        return answer.body.error();
    leaveOut(table, problem);
    return failure(Cause::Failed, problem);
}

void TableEvents::leaveOut(Table table, const QString &problem)
{
    qCWarning(connectionLog) << problem;
    m_tables.removeIf([table](const ReadableTable &one) { return one.table == table; });
}

tl::expected<wire::DecodedPage, RequestFailure> TableEvents::pageOf(const Question &question,
                                                                    const QList<TablePart> &parts)
{
    const TablePage page = merged(parts);
    const auto known = knownOf(page.rows);
    if (!known)
        return tl::unexpected(known.error());
    States now = *known;
    QList<RowState> changed;
    wire::DecodedPage decoded;
    for (const TablePart &part : parts)
        decoded.dropped += part.dropped;
    for (const TableRow &row : page.rows) {
        const QString key = stateKey(row);
        const auto before = now.contains(key) ? std::optional(now.value(key)) : std::nullopt;
        const RowState state = stateAfter(row, before, sightOf(before), m_names);
        if (m_scan.isAnew)
            m_scan.told.insert(key);
        if (state != before)
            changed.append(state);
        now.insert(key, state);
        const QString sheet = row.table == Table::Annotations ? timesheetOf(row) : QString();
        const QString owner = now.value(stateKey(tableWord(Table::Timesheets), sheet)).owner;
        addEvent(decoded, row, state, owner, question, state == before ? Look::Again : Look::First);
    }
    // Before anybody is told: what was told and not kept would be news once more.
    if (const auto kept = m_states.keep(changed); !kept)
        return tl::unexpected(failure(RequestFailure::Cause::Failed, kept.error()));
    decoded.page.cursor = cursorBehind(question, page);
    return decoded;
}

/// The states of these rows, and of the timesheets that annotations among them are about.
tl::expected<TableEvents::States, RequestFailure> TableEvents::knownOf(const QList<TableRow> &rows)
{
    QHash<Table, QStringList> ids;
    for (const TableRow &row : rows) {
        ids[row.table].append(row.id);
        if (row.table == Table::Annotations && !timesheetOf(row).isEmpty())
            ids[Table::Timesheets].append(timesheetOf(row));
    }
    States states;
    for (auto it = ids.cbegin(); it != ids.cend(); ++it) {
        const auto found = m_states.find(tableWord(it.key()), it.value());
        if (!found)
            return tl::unexpected(failure(RequestFailure::Cause::Failed, found.error()));
        for (const RowState &state : *found)
            states.insert(stateKey(state.table, state.id), state);
    }
    return states;
}

Sight TableEvents::sightOf(const std::optional<RowState> &known) const
{
    const bool isUnsettled = m_scan.isAnew && known && known->changedAt > m_scan.upTo &&
                             !m_scan.told.contains(stateKey(known->table, known->id));
    return isUnsettled ? Sight::Unsettled : Sight::News;
}

/// One that is too large is a gap, but not each time that its row is read again.
void TableEvents::addEvent(wire::DecodedPage &page, const TableRow &row, const RowState &state,
                           const QString &owner, const Question &question, Look look) const
{
    auto event = eventOf(row, state, owner, m_names, m_identity);
    if (!event)
        return;
    if (wire::compactJson(event->payload).size() > m_largestMessage) {
        if (look == Look::First)
            page.dropped.append(wire::DropReason::TooLarge);
        return;
    }
    const auto upTo = std::max(question.place.upTo, row.changedAt);
    event->cursor = cursorOf({upTo, positionOf(row), m_scan.isOdd}, project());
    page.page.events.append(*event);
}

/// Where to go on. At the end of a scan that found nothing behind its start it is the place that
/// was asked after: whoever goes on while the place moves comes to an end there.
Cursor TableEvents::cursorBehind(const Question &question, const TablePage &page)
{
    const RowPosition last =
        page.rows.isEmpty() ? question.place.position : positionOf(page.rows.constLast());
    const auto upTo = std::max(question.place.upTo, last.at);
    const bool isNew = upTo > m_scan.upTo || isBefore(m_scan.start, last);
    const bool moves = !page.isLast || (isNew && !page.rows.isEmpty());
    m_given = moves ? cursorOf({upTo, last, m_scan.isOdd}, project()) : question.after;
    m_continues = page.isLast ? std::nullopt : m_given;
    if (m_given != m_learnt && moves)
        m_learnt.reset();
    return *m_given;
}

std::unique_ptr<Request> TableEvents::reportMarks(const QList<EventId> &ids,
                                                  Backend::MarksHandler handler)
{
    const PreciseInstant now{std::chrono::milliseconds(m_now().toMSecsSinceEpoch())};
    QList<PostgrestRequest> requests;
    QStringList batch;
    for (const EventId &id : ids) {
        if (const auto notification = notificationOf(id))
            batch.append(*notification);
        if (batch.size() == marksAtATime)
            requests.append(markRequest(std::exchange(batch, {}), scope(), now));
    }
    if (!batch.isEmpty())
        requests.append(markRequest(batch, scope(), now));
    if (requests.isEmpty())
        return answeredLater([handler = std::move(handler)] { handler({}); });
    return m_client.sendAll(requests, largestBody,
                            [handler = std::move(handler)](const auto &answers) {
                                for (const PostgrestAnswer &answer : answers) {
                                    if (!answer.body) {
                                        handler(tl::unexpected(answer.body.error()));
                                        return;
                                    }
                                }
                                handler({});
                            });
}

} // namespace timesheet
