#pragma once

#include <deque>
#include <functional>
#include <utility>

namespace timesheet {

/// Tells things in their order, and keeps them while nobody can take them.
class Backlog
{
public:
    /// Calls `telling` now, or once it may and what came before it has been told.
    void tell(std::function<void()> telling)
    {
        m_untold.push_back(std::move(telling));
        tellAll();
    }
    /// Whether things may be told. What is told may itself change that.
    void setOpen(bool open)
    {
        m_isOpen = open;
        tellAll();
    }
    bool isOpen() const { return m_isOpen; }
    void clear() { m_untold.clear(); }

private:
    void tellAll()
    {
        while (m_isOpen && !m_untold.empty()) {
            const auto telling = std::move(m_untold.front());
            m_untold.pop_front();
            telling();
        }
    }

    std::deque<std::function<void()>> m_untold;
    bool m_isOpen = true;
};

} // namespace timesheet
