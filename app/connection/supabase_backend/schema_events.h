#pragma once

#include "connection/supabase_rest/event_source.h"
#include "connection/supabase_rest/postgrest_client.h"
#include "connection/web/event_pages.h"

namespace timesheet {

/// Events of a project with our schema: its functions `timesheet_events` and
/// `timesheet_mark_read`.
class SchemaEvents final : public EventSource
{
public:
    /// `client` outlives it. `largestMessage`: what is kept of one event, in bytes.
    SchemaEvents(PostgrestClient &client, qsizetype largestMessage);

    QString name() const override { return QStringLiteral("our schema"); }
    QList<WatchedChanges> watched() const override;
    /// Asks for the newest event: that there is no such function has a code of its own.
    std::unique_ptr<Request> find(FoundHandler handler) override;
    void setLargestMessage(qsizetype bytes) override { m_pages.setLargestMessage(bytes); }
    void setIdentity(const Identity &identity) override { m_tenant = identity.tenant; }

    /// A place in tables is none here: then the newest page is asked for, and is not complete.
    std::unique_ptr<Request> fetch(const std::optional<Cursor> &after,
                                   Backend::EventsHandler handler) override;
    /// At most wire::maxMarkedIds.
    std::unique_ptr<Request> reportMarks(const QList<EventId> &ids,
                                         Backend::MarksHandler handler) override;

private:
    std::unique_ptr<Request> call(const QString &function, const QByteArray &arguments,
                                  ReplyHandler handler);

    PostgrestClient &m_client;
    TenantId m_tenant;
    EventPages m_pages;
};

} // namespace timesheet
