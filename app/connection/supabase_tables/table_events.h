#pragma once

#include "connection/supabase_rest/event_source.h"
#include "connection/supabase_rest/postgrest_client.h"
#include "connection/supabase_tables/row_change.h"
#include "connection/supabase_tables/row_states.h"
#include "connection/supabase_tables/table_page.h"
#include "connection/supabase_tables/table_place.h"
#include "connection/supabase_tables/table_query.h"
#include "connection/supabase_tables/table_reading.h"
#include "domain/clock.h"

#include <QHash>
#include <QSet>

namespace timesheet {

/// Events out of the Timesheet Manager's own tables, which nobody has changed for us: a row is
/// compared with its last known state, and where that has become another, it may be an event.
class TableEvents final : public EventSource
{
public:
    /// `client` and `states` outlive it. `now`: the server's clock where that is known.
    TableEvents(PostgrestClient &client, RowStates &states, TableNames names,
                qsizetype largestMessage, Clock now);

    QString name() const override;
    QList<WatchedChanges> watched() const override;
    /// Errors also: Unsupported, where there are tables, but none as they are needed.
    std::unique_ptr<Request> find(FoundHandler handler) override;
    void setLargestMessage(qsizetype bytes) override { m_largestMessage = bytes; }
    void setIdentity(const Identity &identity) override;

    /// Without `after`, and where that is another kind of server's, it is learnt how the rows are:
    /// a page without events, whose cursor is where their changes begin.
    std::unique_ptr<Request> fetch(const std::optional<Cursor> &after,
                                   Backend::EventsHandler handler) override;
    /// Of notifications only: nothing else has a place where it could be marked.
    std::unique_ptr<Request> reportMarks(const QList<EventId> &ids,
                                         Backend::MarksHandler handler) override;

private:
    /// Reading all tables from a place up to their end, page by page.
    struct Scan {
        PreciseInstant upTo; ///< what was changed until then was told before
        RowPosition start;   ///< where it was then
        bool isOdd = false;  ///< its places are, where that which it begins behind is not
        bool isAnew = true;  ///< what came behind that may have been told, or not
        QSet<QString> told;  ///< of those, what was told by this scan
    };
    /// What a page was asked for with.
    struct Question {
        Cursor after;
        TablePlace place;
        int most = 0;
    };
    /// Whether a row was read as it is before.
    enum class Look {
        First,
        Again,
    };
    using States = QHash<QString, RowState>; ///< by stateKey()

    TableScope scope() const { return {m_names, m_identity.tenant}; }
    QString project() const { return tagOf(m_client.endpoint().server()); }
    tl::expected<bool, RequestFailure> judge(const QList<PostgrestAnswer> &probes);
    void leaveOut(Table table, const QString &problem);
    std::unique_ptr<Request> learn(bool isGap, Backend::EventsHandler handler);
    void beginScan(const Cursor &after, const TablePlace &place);
    EventsAnswer read(const Question &question, const TableReading::Result &result);
    RequestFailure failureOf(const Question &question, const TableReading::Refusal &refusal);
    tl::expected<wire::DecodedPage, RequestFailure> pageOf(const Question &question,
                                                           const QList<TablePart> &parts);
    tl::expected<States, RequestFailure> knownOf(const QList<TableRow> &rows);
    Sight sightOf(const std::optional<RowState> &known) const;
    Cursor cursorBehind(const Question &question, const TablePage &page);
    void addEvent(wire::DecodedPage &page, const TableRow &row, const RowState &state,
                  const QString &owner, const Question &question, Look look) const;

    PostgrestClient &m_client;
    RowStates &m_states;
    TableNames m_names;
    qsizetype m_largestMessage;
    Clock m_now;
    Identity m_identity;
    QList<ReadableTable> m_tables; ///< in their order
    int m_most;                    ///< rows of a table in the next page
    int m_rowsAtOnce = 0;          ///< so many rows the project has given in one answer
    Scan m_scan;
    std::optional<Cursor> m_given;     ///< with the last page
    std::optional<Cursor> m_continues; ///< the same, where its scan is not at its end
    std::optional<Cursor> m_learnt;    ///< for whoever asks for it once more
};

} // namespace timesheet
