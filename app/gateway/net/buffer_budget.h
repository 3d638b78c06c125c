#pragma once

#include <QHash>
#include <QString>

#include <mutex>
#include <unordered_map>

namespace timesheet::gateway {

/// Bounds what waits for clients, of all connections together: bytes that a socket does not take
/// yet, and bodies and messages of which more is to come. A tenant may have no more waiting than is
/// free for the others, and of a tenant's part a user no more than is free for the tenant's others.
/// So one tenant alone comes to a half of all, two come to a third each, and one user alone to a
/// third: whoever does not read, or does not end, meets their own limit first, and for somebody
/// else there is always room. Of all I/O loops; asked only where something does wait.
class BufferBudget
{
    struct Holder {
        qint64 bytes = 0;
        qint64 refused = 0; ///< of a user: how much more there was last no room for
        std::size_t shares = 0;
    };
    using Users = std::unordered_map<QString, Holder>;
    struct Tenant : Holder {
        Users users;
    };
    using Tenants = std::unordered_map<QString, Tenant>;

public:
    /// What one connection has waiting. Must not outlive the BufferBudget.
    class Share
    {
    public:
        Share() = default;
        Share(Share &&other) noexcept;
        Share &operator=(Share &&other) noexcept;
        Share(const Share &) = delete;
        Share &operator=(const Share &) = delete;
        ~Share();

        explicit operator bool() const { return m_budget != nullptr; }
        const QString &tenant() const { return m_tenant->first; } ///< not of an empty one

        /// Makes it so large. False where there is no room for that; then it stays as it was.
        [[nodiscard]] bool resize(qint64 bytes);

        /// Whether there is room for what there was none for when the user last wanted it: where
        /// not, making more of that is work for nothing.
        bool hasRoomAgain() const;

    private:
        friend class BufferBudget;
        BufferBudget *m_budget = nullptr;
        Tenants::value_type *m_tenant = nullptr;
        Users::value_type *m_user = nullptr;
        qint64 m_bytes = 0;
    };

    explicit BufferBudget(qint64 limit);

    /// An empty share for a connection of that user.
    Share open(const QString &tenant, const QString &user);

    qint64 limit() const { return m_limit; }
    qint64 used() const;

private:
    bool change(Share &share, qint64 bytes);
    bool hasRoom(const Share &share, qint64 more) const;
    bool hasRoomAgain(const Share &share) const;
    void close(Share &share);

    const qint64 m_limit;
    mutable std::mutex m_mutex;
    qint64 m_used = 0;
    Tenants m_tenants; ///< its nodes stay where they are, and theirs
};

} // namespace timesheet::gateway
