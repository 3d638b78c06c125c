#include "gateway/net/address_ranges.h"

#include <QByteArray>
#include <QStringList>

#include <algorithm>
#include <charconv>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

namespace ip = boost::asio::ip;

/// As one of IPv6, so that both kinds are compared in one way. ::ffff:a.b.c.d is IPv4.
ip::address_v6::bytes_type bytesOf(const ip::address &address)
{
    if (address.is_v4())
        return ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes();
    return address.to_v6().to_bytes();
}

bool haveSamePrefix(const ip::address &a, const ip::address &b, unsigned int bits)
{
    const auto left = bytesOf(a);
    const auto right = bytesOf(b);
    const std::size_t bytes = bits / 8;
    if (!std::equal(left.begin(), left.begin() + bytes, right.begin()))
        return false;
    const unsigned int rest = bits % 8;
    const auto mask = static_cast<unsigned int>(0xff00U >> rest) & 0xffU;
    return rest == 0 || (left.at(bytes) & mask) == (right.at(bytes) & mask);
}

std::optional<ip::address> parseAddress(std::string_view text)
{
    boost::system::error_code error;
    const auto address = ip::make_address(text, error);
    if (error)
        return std::nullopt;
    const bool isMapped = address.is_v6() && address.to_v6().is_v4_mapped();
    return isMapped ? ip::address(ip::make_address_v4(ip::v4_mapped, address.to_v6())) : address;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711".
std::optional<ip::address> parseForwarded(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('['))
        text = text.substr(1, text.find(']') - 1);
    else if (std::count(text.begin(), text.end(), ':') == 1)
        text = text.substr(0, text.find(':'));
    return parseAddress(text);
}

} // namespace

std::optional<AddressRanges> AddressRanges::parse(const QString &text)
{
    AddressRanges ranges;
    for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
        const QString name = part.trimmed();
        const auto network = parseAddress(name.section(u'/', 0, 0).toStdString());
        if (!network)
            return std::nullopt;
        const uint longest = network->is_v4() ? 32 : 128;
        bool isNumber = true;
        const uint prefix = name.contains(u'/') ? name.section(u'/', 1).toUInt(&isNumber) : longest;
        if (!isNumber || prefix > longest)
            return std::nullopt;
        ranges.m_ranges.push_back({*network, prefix + 128 - longest});
    }
    return ranges;
}

bool AddressRanges::contains(const ip::address &address) const
{
    return std::any_of(m_ranges.begin(), m_ranges.end(), [&address](const Range &range) {
        return haveSamePrefix(address, range.network, range.prefix);
    });
}

ip::address clientAddress(const ip::address &peer, std::string_view forwardedFor,
                          const AddressRanges &proxies)
{
    ip::address client = peer;
    while (proxies.contains(client) && !forwardedFor.empty()) {
        const auto comma = forwardedFor.rfind(',');
        const bool isLast = comma == std::string_view::npos;
        const auto next = parseForwarded(isLast ? forwardedFor : forwardedFor.substr(comma + 1));
        if (!next)
            break; // whoever wrote that is not to be trusted any further
        client = *next;
        forwardedFor = isLast ? std::string_view() : forwardedFor.substr(0, comma);
    }
    return client;
}

QString addressGroup(const ip::address &address)
{
    if (address.is_v4())
        return QString::fromStdString(address.to_string());
    auto bytes = address.to_v6().to_bytes();
    if (address.to_v6().is_v4_mapped())
        return QString::fromStdString(
            ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_string());
    std::fill(bytes.begin() + bytes.size() / 2, bytes.end(), 0);
    return QString::fromStdString(ip::address_v6(bytes).to_string()) + u"/64"_s;
}

} // namespace timesheet::gateway
