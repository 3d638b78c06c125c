#pragma once

#include "gateway/news/outgoing_event.h"

#include <QHash>

#include <deque>
#include <functional>
#include <span>
#include <vector>

namespace timesheet::gateway {

/// Something that wants one tenant's events as they come.
class Subscriber
{
public:
    Subscriber() = default;
    virtual ~Subscriber() = default;
    Q_DISABLE_COPY_MOVE(Subscriber)

    virtual const Caller &caller() const = 0;

    /// Must neither subscribe nor unsubscribe anything.
    virtual void deliver(const OutgoingEvent &event) = 0;

    /// The caller has marked events as read on another device. `frame` is the WebSocket frame that
    /// says so, ready to be sent to those who know section 2 of the protocol.
    virtual void deliverRead(const QByteArray & /*frame*/) {}

    /// A user of the tenant has come, gone or stepped away. `frame` is the WebSocket frame
    /// that says so, ready to be sent. Called only for subscribers that take part in presence.
    virtual void deliverPresence(const QByteArray & /*frame*/) {}

    /// Tells this subscriber from all others that there are in this program at the time.
    OriginId origin() const { return reinterpret_cast<OriginId>(this); }

private:
    friend class FanOut;
    static constexpr std::size_t notSubscribed = SIZE_MAX;
    std::size_t m_index = notSubscribed; ///< among its tenant's subscribers
};

/// News on their way to all I/O loops.
struct Broadcast {
    explicit Broadcast(const LogNews &news);

    std::chrono::steady_clock::time_point committed = std::chrono::steady_clock::now();
    std::deque<OutgoingEvent> events;
    QList<ReadNotice> reads;
    QList<PresenceNotice> presences;
};

/// Brings news to those of one I/O loop's subscribers who may have them.
class FanOut
{
public:
    /// Called with true where a tenant gets its first subscriber, with false where it loses its
    /// last.
    using InterestHandler = std::function<void(const TenantId &, bool)>;

    explicit FanOut(InterestHandler onInterest = {});

    void subscribe(Subscriber &subscriber);
    void unsubscribe(Subscriber &subscriber);

    /// The subscriber's caller has changed: a fresh token may bring another role.
    void refresh(Subscriber &subscriber);

    /// Returns how many events were delivered, each counted for every subscriber. Calls `flush`
    /// after every few subscribers, to write what has been delivered to them.
    std::size_t publish(const Broadcast &news, const std::function<void()> &flush);

    /// The same id, in the memory that other subscribers of the tenant hold it in, if there are
    /// any: 10,000 connections of a tenant need one copy.
    TenantId shared(const TenantId &tenant) const;

private:
    /// One of a tenant's subscribers, with copies of what rules most of them out where an event is
    /// for one user: finding that user among 10,000 connections reads an array, and not as many
    /// objects all over the memory.
    struct Member {
        explicit Member(Subscriber &one);

        bool mayBe(quint32 user) const { return seesWholeTenant || userHash == user; }

        Subscriber *subscriber;
        quint32 userHash;
        bool seesWholeTenant;
    };

    using Members = std::span<const Member>;
    using Events = std::span<const OutgoingEvent *const>;

    static std::size_t deliver(Events events, Members members);
    void publishReads(const QList<ReadNotice> &reads) const;

    QHash<TenantId, std::vector<Member>> m_tenants;
    InterestHandler m_onInterest;
};

} // namespace timesheet::gateway
