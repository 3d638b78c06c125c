#pragma once

#include "gateway/outgoing_event.h"

#include <QHash>

#include <vector>

namespace timesheet::gateway {

/// Something that wants one tenant's events as they come.
class Subscriber
{
public:
    virtual ~Subscriber() = default;

    virtual const Caller &caller() const = 0;

    /// Must neither subscribe nor unsubscribe anything.
    virtual void deliver(const OutgoingEvent &event) = 0;

    /// The caller has read these on another device.
    virtual void deliverRead(const wire::ReadMark & /*mark*/) {}
};

/// Brings events to those of one I/O loop's subscribers who may see them.
class FanOut
{
public:
    void subscribe(Subscriber &subscriber);
    void unsubscribe(Subscriber &subscriber);

    /// The entries must come in the log's order.
    void publish(const QList<LogEntry> &entries);

    /// Tells a user's other connections; `origin` may be none of them.
    void publishRead(const Caller &reader, const wire::ReadMark &mark, const Subscriber *origin);

private:
    QHash<TenantId, std::vector<Subscriber *>> m_tenants;
};

} // namespace timesheet::gateway
