#include "gateway/fan_out.h"

#include <algorithm>

namespace timesheet::gateway {

void FanOut::subscribe(Subscriber &subscriber)
{
    m_tenants[subscriber.caller().tenant].push_back(&subscriber);
}

void FanOut::unsubscribe(Subscriber &subscriber)
{
    const auto tenant = m_tenants.find(subscriber.caller().tenant);
    if (tenant == m_tenants.end())
        return;
    std::erase(*tenant, &subscriber);
    if (tenant->empty())
        m_tenants.erase(tenant);
}

void FanOut::publish(const QList<LogEntry> &entries)
{
    for (const LogEntry &entry : entries) {
        const auto tenant = m_tenants.constFind(entry.event.tenant);
        if (tenant == m_tenants.constEnd())
            continue;
        const OutgoingEvent event(entry);
        for (Subscriber *subscriber : *tenant) {
            if (subscriber->caller().maySee(entry.recipient))
                subscriber->deliver(event);
        }
    }
}

void FanOut::publishRead(const Caller &reader, const wire::ReadMark &mark, const Subscriber *origin)
{
    const auto tenant = m_tenants.constFind(reader.tenant);
    if (tenant == m_tenants.constEnd())
        return;
    for (Subscriber *subscriber : *tenant) {
        if (subscriber != origin && subscriber->caller().user == reader.user)
            subscriber->deliverRead(mark);
    }
}

} // namespace timesheet::gateway
