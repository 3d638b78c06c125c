#pragma once

#include <QString>

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace timesheet::gateway {

/// Networks of IPv4 and IPv6, as "10.0.0.0/8, ::1, 192.0.2.7".
class AddressRanges
{
public:
    /// Nothing where it is none; an empty text is an empty list.
    static std::optional<AddressRanges> parse(const QString &text);

    bool contains(const boost::asio::ip::address &address) const;

private:
    struct Range {
        boost::asio::ip::address network;
        unsigned int prefix = 0;
    };

    std::vector<Range> m_ranges;
};

/// Who is at the other end of a connection from `peer`: where that is a proxy that we trust, the
/// last one in X-Forwarded-For, all lines of it joined, that is no such proxy.
boost::asio::ip::address clientAddress(const boost::asio::ip::address &peer,
                                       std::string_view forwardedFor, const AddressRanges &proxies);

/// What connections are counted by: an address of IPv4, a network of 64 bits of IPv6, which is what
/// one subscriber has.
QString addressGroup(const boost::asio::ip::address &address);

} // namespace timesheet::gateway
