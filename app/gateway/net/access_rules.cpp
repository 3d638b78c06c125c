#include "gateway/net/access_rules.h"

#include "gateway/net/asio.h"

namespace timesheet::gateway {

namespace {

/// A Host field without its port, and an address of IPv6 without its brackets.
QByteArray nameOf(const QByteArray &hostField)
{
    if (hostField.startsWith('['))
        return hostField.mid(1, hostField.indexOf(']') - 1);
    return hostField.first(hostField.contains(':') ? hostField.indexOf(':') : hostField.size())
        .toLower();
}

} // namespace

bool AllowedHosts::contains(const QByteArray &hostField) const
{
    const QByteArray name = nameOf(hostField);
    ErrorCode error;
    asio::ip::make_address(name.toStdString(), error);
    return !error || name == "localhost" || m_names.contains(name);
}

} // namespace timesheet::gateway
