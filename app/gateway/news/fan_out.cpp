#include "gateway/news/fan_out.h"

#include "gateway/protocol/frame_codec.h"
#include "wire/server_codec.h"

#include <algorithm>
#include <utility>

namespace timesheet::gateway {

namespace {

constexpr std::size_t membersAtATime = 64;

quint32 hashOf(const UserId &user)
{
    return static_cast<quint32>(qHash(user));
}

} // namespace

Broadcast::Broadcast(const LogNews &news)
    : reads(news.reads)
    , presences(news.presences)
{
    for (const LogEntry &entry : news.entries)
        events.emplace_back(entry);
}

FanOut::Member::Member(Subscriber &one)
    : subscriber(&one)
    , userHash(hashOf(one.caller().user))
    , seesWholeTenant(one.caller().seesWholeTenant())
{
}

FanOut::FanOut(InterestHandler onInterest)
    : m_onInterest(std::move(onInterest))
{
}

void FanOut::subscribe(Subscriber &subscriber)
{
    const TenantId &tenant = subscriber.caller().tenant;
    std::vector<Member> &group = m_tenants[tenant];
    subscriber.m_index = group.size();
    group.emplace_back(subscriber);
    if (group.size() == 1 && m_onInterest)
        m_onInterest(tenant, true);
}

void FanOut::unsubscribe(Subscriber &subscriber)
{
    if (subscriber.m_index == Subscriber::notSubscribed)
        return;
    const TenantId tenant = subscriber.caller().tenant;
    std::vector<Member> &group = m_tenants[tenant];
    const std::size_t index = std::exchange(subscriber.m_index, Subscriber::notSubscribed);
    group[index] = group.back();
    group[index].subscriber->m_index = index;
    subscriber.m_index = Subscriber::notSubscribed; // it may have been the last itself
    group.pop_back();
    if (!group.empty())
        return;
    m_tenants.remove(tenant);
    if (m_onInterest)
        m_onInterest(tenant, false);
}

void FanOut::refresh(Subscriber &subscriber)
{
    if (subscriber.m_index != Subscriber::notSubscribed)
        m_tenants[subscriber.caller().tenant][subscriber.m_index] = Member(subscriber);
}

TenantId FanOut::shared(const TenantId &tenant) const
{
    const auto group = m_tenants.constFind(tenant);
    return group == m_tenants.constEnd() ? tenant : group.key();
}

/// Delivers to some subscribers at a time, and has that written before the next have their turn:
/// what a session needs for writing is still in the processor's cache then.
std::size_t FanOut::publish(const Broadcast &news, const std::function<void()> &flush)
{
    std::size_t deliveries = 0;
    std::vector<const OutgoingEvent *> events;
    for (auto event = news.events.begin(); event != news.events.end();) {
        const TenantId &tenant = event->entry().event.tenant;
        events.clear();
        for (; event != news.events.end() && event->entry().event.tenant == tenant; ++event)
            events.push_back(&*event);
        const auto group = m_tenants.constFind(tenant);
        if (group == m_tenants.constEnd())
            continue;
        for (Members left(*group); !left.empty();) {
            const Members some = left.first(std::min(left.size(), membersAtATime));
            left = left.subspan(some.size());
            deliveries += deliver(events, some);
            flush();
        }
    }
    publishReads(news.reads);
    flush();
    return deliveries;
}

std::size_t FanOut::deliver(Events events, Members members)
{
    std::size_t deliveries = 0;
    for (const OutgoingEvent *event : events) {
        const std::optional<UserId> &recipient = event->entry().recipient;
        const quint32 hash = recipient ? hashOf(*recipient) : 0;
        for (const Member &member : members) {
            if (recipient && !(member.mayBe(hash) && member.subscriber->caller().maySee(recipient)))
                continue;
            member.subscriber->deliver(*event);
            ++deliveries;
        }
    }
    return deliveries;
}

void FanOut::publishReads(const QList<ReadNotice> &reads) const
{
    for (const ReadNotice &notice : reads) {
        const auto group = m_tenants.constFind(notice.tenant);
        if (group == m_tenants.constEnd())
            continue;
        const quint32 hash = hashOf(notice.user);
        QByteArray frame; // the same for all
        for (const Member &member : *group) {
            if (member.userHash != hash || member.subscriber->caller().user != notice.user ||
                member.subscriber->origin() == notice.origin)
                continue;
            if (frame.isEmpty())
                frame = encodeFrame(Opcode::Text, wire::encode(wire::ServerMessage(notice.mark)));
            member.subscriber->deliverRead(frame);
        }
    }
}

} // namespace timesheet::gateway
