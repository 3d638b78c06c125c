#include "connection/supabase_backend/supabase_backend.h"

#include "connection/supabase_backend/supabase_transport.h"

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

using Question = std::function<std::unique_ptr<Request>(EventSource &)>;
using Refusal = std::function<void(const RequestFailure &)>;

/// Asks once it is known whom to ask.
std::unique_ptr<Request> askOnceFound(SupabaseBackend &backend, EventSource *const &source,
                                      const Question &question, const Refusal &refusal)
{
    if (source)
        return question(*source);
    auto sequence = std::make_unique<RequestSequence>();
    sequence->go(
        backend.look([&source, steps = sequence.get(), question, refusal](const auto &found) {
            if (found)
                steps->go(question(*source));
            else
                refusal(found.error());
        }));
    return sequence;
}

} // namespace

ConnectionTiming supabaseTiming()
{
    ConnectionTiming timing;
    timing.heartbeat = 25s; // as realtime-js: a server closes a socket that is silent for 66 s
    timing.pongTimeout = 17s;
    return timing;
}

SupabaseBackend::SupabaseBackend(const Endpoint &endpoint, const ProjectSettings &settings,
                                 RowStates &states, ConnectionTiming timing, TimeSource &time,
                                 Clock now, RandomSource random, QObject *parent)
    : QObject(parent)
    , m_timing(std::move(timing))
    , m_time(time)
    , m_now(std::move(now))
    , m_random(std::move(random))
    , m_client(endpoint, settings.key, m_timing, time)
    , m_schema(m_client, settings.largestMessage)
    , m_tables(m_client, states, settings.tables, settings.largestMessage,
               [this] { return serverNow(); })
{
}

QString SupabaseBackend::serverName() const
{
    return m_source ? u"Supabase, "_s + m_source->name() : QString();
}

void SupabaseBackend::setLargestMessage(qsizetype bytes)
{
    m_schema.setLargestMessage(bytes);
    m_tables.setLargestMessage(bytes);
}

void SupabaseBackend::setCredentials(const Credentials &credentials)
{
    m_client.setCredentials(credentials);
    m_schema.setIdentity(credentials.identity);
    m_tables.setIdentity(credentials.identity);
}

void SupabaseBackend::forgetCredentials()
{
    setCredentials({});
    m_source = nullptr;
}

std::unique_ptr<Transport> SupabaseBackend::makeTransport(const std::optional<Cursor> &after)
{
    return std::make_unique<SupabaseTransport>(
        *this, ProjectAccess{m_client.endpoint(), m_client.key(), m_client.credentials()}, after,
        m_timing, m_time, [this] { return serverNow(); }, m_random);
}

std::unique_ptr<Request> SupabaseBackend::look(LookHandler handler)
{
    auto sequence = std::make_unique<RequestSequence>();
    sequence->go(m_schema.find(
        [this, steps = sequence.get(), handler = std::move(handler)](const auto &found) {
            if (!found) {
                handler(tl::unexpected(found.error()));
            } else if (*found) {
                m_source = &m_schema;
                handler({});
            } else {
                lookIntoTables(*steps, handler);
            }
        }));
    return sequence;
}

void SupabaseBackend::lookIntoTables(RequestSequence &sequence, const LookHandler &handler)
{
    sequence.go(m_tables.find([this, handler](const auto &found) {
        if (!found) {
            handler(tl::unexpected(found.error()));
        } else if (*found) {
            m_source = &m_tables;
            handler({});
        } else {
            handler(tl::unexpected(RequestFailure{
                RequestFailure::Cause::Unsupported,
                u"the project does not have our schema, nor a table of the Timesheet "
                u"Manager that can be read"_s,
                0ms}));
        }
    }));
}

std::unique_ptr<Request> SupabaseBackend::fetchEvents(const std::optional<Cursor> &after,
                                                      Hold /*hold*/, EventsHandler handler)
{
    const EventsHandler noted = [this, handler = std::move(handler)](const EventsAnswer &answer) {
        if (answer.serverTime)
            m_serverAhead = std::chrono::milliseconds(m_now().msecsTo(*answer.serverTime));
        handler(answer);
    };
    return askOnceFound(
        *this, m_source, [after, noted](EventSource &source) { return source.fetch(after, noted); },
        [noted](const RequestFailure &failure) {
            noted({tl::unexpected(failure), std::nullopt});
        });
}

std::unique_ptr<Request> SupabaseBackend::reportMarks(const QList<EventId> &ids,
                                                      MarksHandler handler)
{
    const Refusal refusal = [handler](const RequestFailure &failure) {
        handler(tl::unexpected(failure));
    };
    return askOnceFound(
        *this, m_source,
        [ids, handler = std::move(handler)](EventSource &source) {
            return source.reportMarks(ids, handler);
        },
        refusal);
}

} // namespace timesheet
