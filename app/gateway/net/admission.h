#pragma once

#include <QHash>
#include <QString>

#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace timesheet::gateway {

/// Counts connections by a name, an address or a tenant, and refuses those beyond a limit. Of all
/// I/O loops: asked once when a connection begins and once when it ends.
class Admission
{
    struct Counter {
        std::size_t count = 0;
    };
    using Counters = std::unordered_map<QString, Counter>;

public:
    /// Counts one connection for as long as it exists. Must not outlive the Admission.
    class Ticket
    {
    public:
        Ticket() = default;
        Ticket(Ticket &&other) noexcept
            : m_admission(std::exchange(other.m_admission, nullptr))
            , m_entry(other.m_entry)
        {
        }
        Ticket &operator=(Ticket &&other) noexcept
        {
            std::swap(m_admission, other.m_admission);
            std::swap(m_entry, other.m_entry);
            return *this;
        }
        Ticket(const Ticket &) = delete;
        Ticket &operator=(const Ticket &) = delete;
        ~Ticket();

        explicit operator bool() const { return m_admission != nullptr; }

    private:
        friend class Admission;
        Admission *m_admission = nullptr;
        Counters::value_type *m_entry = nullptr;
    };

    /// `limit` of one name; 0: none.
    explicit Admission(std::size_t limit);

    /// An empty ticket where the name has as many connections as it may.
    [[nodiscard]] Ticket admit(const QString &name);

    std::vector<std::size_t> counts() const; ///< of each name that has connections

private:
    void leave(Counters::value_type &entry);

    const std::size_t m_limit;
    mutable std::mutex m_mutex;
    Counters m_counters; ///< its nodes stay where they are
};

} // namespace timesheet::gateway
