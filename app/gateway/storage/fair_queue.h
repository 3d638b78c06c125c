#pragma once

#include "domain/ids.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace timesheet::gateway {

/// For whom something is done. The gateway's own work is nobody's.
struct Asker {
    TenantId tenant;
    UserId user;
};

/// How much may wait: in all, of one tenant, of one of its users.
struct QueueBounds {
    qint64 all = 0;
    qint64 tenant = 0;
    qint64 user = 0;
};

/// What waits, given out in turn: tenant by tenant, within a tenant user by user, and each user's
/// in its order. So that whoever has much that waits waits for it alone.
template <class Item>
class FairQueue
{
public:
    explicit FairQueue(const QueueBounds &bounds)
        : m_bounds(bounds)
    {
    }

    /// False where as much as may waits already. `cost` is in the measure of the bounds.
    [[nodiscard]] bool push(const Asker &asker, Item item, qint64 cost = 1)
    {
        if (m_cost >= m_bounds.all)
            return false;
        if (const auto tenant = m_tenants.find(asker.tenant); tenant != m_tenants.end()) {
            const auto user = tenant->second.users.find(asker.user);
            const qint64 userHas = user != tenant->second.users.end() ? user->second.cost : 0;
            if (tenant->second.cost >= m_bounds.tenant || userHas >= m_bounds.user)
                return false;
        }
        lineOf(asker).items.emplace_back(std::move(item), cost);
        count(asker, cost);
        return true;
    }

    /// Puts back what was given out, as the first of its asker's, whatever the bounds.
    void putBack(const Asker &asker, Item item, qint64 cost = 1)
    {
        lineOf(asker).items.emplace_front(std::move(item), cost);
        count(asker, cost);
    }

    /// Gives out nothing of this tenant until release(), and lets it wait.
    void hold(const TenantId &tenant)
    {
        if (m_held.insert(tenant).second)
            std::erase(m_turns, tenant);
    }
    void release(const TenantId &tenant)
    {
        if (m_held.erase(tenant) > 0 && m_tenants.contains(tenant))
            m_turns.push_back(tenant);
    }

    /// Whether there is nothing to give out.
    bool isEmpty() const { return m_turns.empty(); }
    std::size_t size() const { return m_size; }

    /// Whose turn it is gives the first of theirs; nothing where nothing waits.
    std::optional<Item> pop()
    {
        if (isEmpty())
            return std::nullopt;
        const TenantId tenantId = m_turns.front();
        m_turns.pop_front();
        Tenant &tenant = m_tenants[tenantId];
        const UserId userId = tenant.turns.front();
        tenant.turns.pop_front();
        User &user = tenant.users[userId];
        std::optional<Item> item = std::move(user.items.front().first);
        const qint64 cost = user.items.front().second;
        user.items.pop_front();

        --m_size;
        for (qint64 *counted : {&m_cost, &tenant.cost, &user.cost})
            *counted -= cost;
        if (user.items.empty())
            tenant.users.erase(userId);
        else
            tenant.turns.push_back(userId);
        if (tenant.users.empty())
            m_tenants.erase(tenantId);
        else
            m_turns.push_back(tenantId);
        return item;
    }

private:
    struct User {
        std::deque<std::pair<Item, qint64>> items;
        qint64 cost = 0;
    };
    struct Tenant {
        std::map<UserId, User> users;
        std::deque<UserId> turns; ///< of those that have something
        qint64 cost = 0;
    };

    /// A line that something is about to stand in: whoever had nothing gets a turn.
    User &lineOf(const Asker &asker)
    {
        Tenant &tenant = m_tenants[asker.tenant];
        if (tenant.users.empty() && !m_held.contains(asker.tenant))
            m_turns.push_back(asker.tenant);
        User &user = tenant.users[asker.user];
        if (user.items.empty())
            tenant.turns.push_back(asker.user);
        return user;
    }

    void count(const Asker &asker, qint64 cost)
    {
        Tenant &tenant = m_tenants[asker.tenant];
        ++m_size;
        for (qint64 *counted : {&m_cost, &tenant.cost, &tenant.users[asker.user].cost})
            *counted += cost;
    }

    QueueBounds m_bounds;
    std::map<TenantId, Tenant> m_tenants;
    std::deque<TenantId> m_turns; ///< of those that have something and are not held
    std::set<TenantId> m_held;
    qint64 m_cost = 0;
    std::size_t m_size = 0;
};

} // namespace timesheet::gateway
