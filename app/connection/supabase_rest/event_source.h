#pragma once

#include "connection/backend.h"

#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace timesheet {

/// Changes of a table that hint at events.
struct WatchedChanges {
    QString event; ///< INSERT or UPDATE
    QString schema;
    QString table;
    QString tenantColumn;

    friend bool operator==(const WatchedChanges &, const WatchedChanges &) = default;
};

/// What a project keeps that events can be read from. Its handlers are called as those of a
/// Backend.
class EventSource
{
public:
    /// Whether the project has it. Errors: nobody knows yet.
    using FoundHandler = std::function<void(const tl::expected<bool, RequestFailure> &)>;

    EventSource() = default;
    virtual ~EventSource() = default;
    EventSource(const EventSource &) = delete;
    EventSource &operator=(const EventSource &) = delete;

    /// What it is, for people.
    virtual QString name() const = 0;
    /// What a join asks for. After find() only.
    virtual QList<WatchedChanges> watched() const = 0;
    virtual std::unique_ptr<Request> find(FoundHandler handler) = 0;

    /// What is kept of one event, in bytes.
    virtual void setLargestMessage(qsizetype bytes) = 0;
    /// Who asks from now on.
    virtual void setIdentity(const Identity &identity) = 0;

    /// As Backend::fetchEvents().
    virtual std::unique_ptr<Request> fetch(const std::optional<Cursor> &after,
                                           Backend::EventsHandler handler) = 0;
    /// As Backend::reportMarks().
    virtual std::unique_ptr<Request> reportMarks(const QList<EventId> &ids,
                                                 Backend::MarksHandler handler) = 0;
};

} // namespace timesheet
