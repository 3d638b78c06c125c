#pragma once

#include "connection/backend.h"
#include "connection/backoff.h"
#include "connection/endpoint.h"
#include "connection/timing.h"
#include "connection/web/event_pages.h"
#include "connection/web/http_request.h"
#include "domain/clock.h"
#include "domain/time_source.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QObject>

#include <chrono>

namespace timesheet {

/// The times of a connection to a project: of silence, 42 s end it. Realtime takes up to 5 s to
/// refuse a join.
ConnectionTiming supabaseTiming();

/// A project on Supabase that has our schema: a socket that says when something is new
/// (SupabaseTransport), and the functions `timesheet_events` and `timesheet_mark_read`.
class SupabaseBackend final : public QObject, public Backend
{
    Q_OBJECT

public:
    /// `key`: the project's anon or publishable key, of characters that may stand in a header.
    /// `largestMessage`: what is kept of one event, in bytes. `time` outlives it.
    SupabaseBackend(Endpoint endpoint, QByteArray key, qsizetype largestMessage,
                    ConnectionTiming timing, TimeSource &time, Clock now, RandomSource random,
                    QObject *parent = nullptr);

    QUrl server() const override { return m_endpoint.server(); }
    void setLargestMessage(qsizetype bytes) override { m_pages.setLargestMessage(bytes); }
    void setEndpoint(const Endpoint &endpoint) override { m_endpoint = endpoint; }
    void setCredentials(const Credentials &credentials) override { m_credentials = credentials; }
    void forgetCredentials() override { m_credentials = {}; }

    std::unique_ptr<Transport> makeTransport(const std::optional<Cursor> &after) override;
    /// PostgREST holds no request: `hold` is not asked for.
    std::unique_ptr<Request> fetchEvents(const std::optional<Cursor> &after, Hold hold,
                                         EventsHandler handler) override;
    /// At most wire::maxMarkedIds.
    std::unique_ptr<Request> reportMarks(const QList<EventId> &ids, MarksHandler handler) override;

private:
    EventsAnswer readEvents(QNetworkReply &reply, AnswerEnd end);
    std::unique_ptr<Request> call(const QString &function, const QByteArray &arguments,
                                  ReplyHandler handler);

    Endpoint m_endpoint;
    QByteArray m_key;
    ConnectionTiming m_timing;
    TimeSource &m_time;
    Clock m_now;
    RandomSource m_random;
    QNetworkAccessManager m_network;
    Credentials m_credentials;
    EventPages m_pages;
    std::chrono::milliseconds m_serverAhead{0}; ///< its clock minus ours
};

} // namespace timesheet
