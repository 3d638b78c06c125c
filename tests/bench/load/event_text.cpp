#include "load/event_text.h"

#include <array>
#include <cstdio>

namespace timesheet::load {

namespace {

// @@TTTTTT.NNNNNNNNN: nothing else in an event has two of these signs.
constexpr std::string_view sign = "@@";
constexpr std::size_t tenantDigits = 6;
constexpr std::size_t numberDigits = 9;
constexpr std::size_t markSize = sign.size() + tenantDigits + 1 + numberDigits;

std::string digits(std::uint32_t number, std::size_t count)
{
    std::string text(count, '0');
    for (std::size_t at = count; at > 0 && number > 0; number /= 10)
        text[--at] = static_cast<char>('0' + number % 10);
    return text;
}

std::optional<std::uint32_t> numberOf(std::string_view text)
{
    std::uint32_t number = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        number = number * 10 + static_cast<std::uint32_t>(digit - '0');
    }
    return number;
}

} // namespace

std::string tenantName(std::uint32_t tenant)
{
    return "tenant-" + digits(tenant, tenantDigits);
}

std::string userName(std::uint32_t user)
{
    return "user-" + digits(user, tenantDigits);
}

void appendEvent(std::string &text, Mark mark, const EventShape &shape)
{
    text += R"({"type":"timesheet:approved","payload":{"id":"sheet-)";
    text += digits(mark.number, numberDigits);
    text += R"(","employee_id":"user-000007","mark":")";
    text += sign;
    text += digits(mark.tenant, tenantDigits);
    text += '.';
    text += digits(mark.number, numberDigits);
    text += R"(","hours":38.5)";
    if (shape.padding > 0)
        text += R"(,"comment":")" + std::string(shape.padding, 'x') + '"';
    text += R"(},"timestamp":"2026-11-23T08:15:30.123Z")";
    if (shape.recipient)
        text += R"(,"recipient_id":")" + userName(*shape.recipient) + '"';
    text += '}';
}

std::optional<Mark> MarkFinder::find(std::string_view text)
{
    if (text.size() < m_last + markSize || text.substr(m_last, sign.size()) != sign) {
        m_last = text.find(sign);
        if (m_last == std::string_view::npos || text.size() - m_last < markSize) {
            m_last = 0;
            return std::nullopt;
        }
    }
    const std::string_view mark = text.substr(m_last + sign.size(), markSize - sign.size());
    const auto tenant = numberOf(mark.substr(0, tenantDigits));
    const auto number = numberOf(mark.substr(tenantDigits + 1));
    if (!tenant || !number)
        return std::nullopt;
    return Mark{*tenant, *number};
}

} // namespace timesheet::load
