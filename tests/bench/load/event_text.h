#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace timesheet::load {

/// What each published event carries: whose it is, and its number among them.
struct Mark {
    std::uint32_t tenant = 0;
    std::uint32_t number = 0;
};

/// Names of the load's tenants and users.
std::string tenantName(std::uint32_t tenant);
std::string userName(std::uint32_t user);

/// What an event has besides its mark.
struct EventShape {
    std::optional<std::uint32_t> recipient;
    std::size_t padding = 0; ///< bytes more than the usual 200 or so
};

/// Appends the event as it is published, as JSON.
void appendEvent(std::string &text, Mark mark, const EventShape &shape);

/// Finds the mark in an event as it is received. Without parsing: one server's events look alike,
/// so it is looked for first where the last one was.
class MarkFinder
{
public:
    std::optional<Mark> find(std::string_view text);

private:
    std::size_t m_last = 0;
};

} // namespace timesheet::load
