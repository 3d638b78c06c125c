#pragma once

#include "connection/backoff.h"
#include "connection/endpoint.h"
#include "connection/supabase_backend/schema_events.h"
#include "connection/supabase_backend/watched_project.h"
#include "connection/supabase_rest/postgrest_client.h"
#include "connection/supabase_tables/row_states.h"
#include "connection/supabase_tables/table_events.h"
#include "connection/timing.h"
#include "domain/clock.h"
#include "domain/time_source.h"
#include "tables/table_names.h"

#include <QByteArray>
#include <QObject>

#include <chrono>

namespace timesheet {

/// The times of a connection to a project: of silence, 42 s end it. Realtime takes up to 5 s to
/// refuse a join.
ConnectionTiming supabaseTiming();

/// What a project is called by, and what of it is kept.
struct ProjectSettings {
    QByteArray key;               ///< anon or publishable, of characters that may stand in a header
    qsizetype largestMessage = 0; ///< what is kept of one event, in bytes
    TableNames tables;            ///< where it has not our schema
};

/// A project on Supabase: a socket that says when something is new (SupabaseTransport), and pages
/// out of our schema where the project has it, else out of the Timesheet Manager's own tables.
class SupabaseBackend final : public QObject, public WatchedProject
{
    Q_OBJECT

public:
    /// `time` and `states` outlive it.
    SupabaseBackend(const Endpoint &endpoint, const ProjectSettings &settings, RowStates &states,
                    ConnectionTiming timing, TimeSource &time, Clock now, RandomSource random,
                    QObject *parent = nullptr);

    QUrl server() const override { return m_client.endpoint().server(); }
    QString serverName() const override;
    void setLargestMessage(qsizetype bytes) override;
    void setEndpoint(const Endpoint &endpoint) override { m_client.setEndpoint(endpoint); }
    void setCredentials(const Credentials &credentials) override;
    void forgetCredentials() override;

    std::unique_ptr<Transport> makeTransport(const std::optional<Cursor> &after) override;
    /// PostgREST holds no request: `hold` is not asked for.
    std::unique_ptr<Request> fetchEvents(const std::optional<Cursor> &after, Hold hold,
                                         EventsHandler handler) override;
    /// At most wire::maxMarkedIds.
    std::unique_ptr<Request> reportMarks(const QList<EventId> &ids, MarksHandler handler) override;

    const EventSource *source() const override { return m_source; }
    std::unique_ptr<Request> look(LookHandler handler) override;

private:
    void lookIntoTables(RequestSequence &sequence, const LookHandler &handler);
    QDateTime serverNow() const { return m_now().addMSecs(m_serverAhead.count()); }

    ConnectionTiming m_timing;
    TimeSource &m_time;
    Clock m_now;
    RandomSource m_random;
    std::chrono::milliseconds m_serverAhead{0}; ///< its clock minus ours
    PostgrestClient m_client;
    SchemaEvents m_schema;
    TableEvents m_tables;
    EventSource *m_source = nullptr; ///< one of these two
};

} // namespace timesheet
