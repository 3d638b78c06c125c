#include "gateway/fan_out.h"

#include <utility>

namespace timesheet::gateway {

Broadcast::Broadcast(const LogNews &news)
    : reads(news.reads)
    , presences(news.presences)
{
    for (const LogEntry &entry : news.entries)
        events.emplace_back(entry);
}

FanOut::FanOut(InterestHandler onInterest)
    : m_onInterest(std::move(onInterest))
{
}

void FanOut::subscribe(Subscriber &subscriber)
{
    const TenantId &tenant = subscriber.caller().tenant;
    std::vector<Subscriber *> &group = m_tenants[tenant];
    subscriber.m_place = group.size();
    group.push_back(&subscriber);
    if (group.size() == 1 && m_onInterest)
        m_onInterest(tenant, true);
}

void FanOut::unsubscribe(Subscriber &subscriber)
{
    if (subscriber.m_place == Subscriber::nowhere)
        return;
    const TenantId tenant = subscriber.caller().tenant;
    std::vector<Subscriber *> &group = m_tenants[tenant];
    const std::size_t place = std::exchange(subscriber.m_place, Subscriber::nowhere);
    group[place] = group.back();
    group[place]->m_place = place;
    subscriber.m_place = Subscriber::nowhere; // it may have been the last itself
    group.pop_back();
    if (!group.empty())
        return;
    m_tenants.remove(tenant);
    if (m_onInterest)
        m_onInterest(tenant, false);
}

TenantId FanOut::shared(const TenantId &tenant) const
{
    const auto group = m_tenants.constFind(tenant);
    return group == m_tenants.constEnd() ? tenant : group.key();
}

std::size_t FanOut::publish(const Broadcast &news)
{
    std::size_t deliveries = 0;
    for (const OutgoingEvent &event : news.events) {
        const auto group = m_tenants.constFind(event.entry().event.tenant);
        if (group == m_tenants.constEnd())
            continue;
        for (Subscriber *subscriber : *group) {
            if (!subscriber->caller().maySee(event.entry().recipient))
                continue;
            subscriber->deliver(event);
            ++deliveries;
        }
    }
    for (const ReadNotice &notice : news.reads) {
        const auto group = m_tenants.constFind(notice.tenant);
        if (group == m_tenants.constEnd())
            continue;
        for (Subscriber *subscriber : *group) {
            if (subscriber->origin() != notice.origin && subscriber->caller().user == notice.user)
                subscriber->deliverRead(notice.mark);
        }
    }
    return deliveries;
}

} // namespace timesheet::gateway
