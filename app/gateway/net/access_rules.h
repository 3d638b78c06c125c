#pragma once

#include "gateway/net/address_ranges.h"

#include <QByteArrayList>

#include <utility>

namespace timesheet::gateway {

/// The web pages that may connect, by their origins (RFC 6454, section 6.1), as
/// "https://app.example.com". None: all may.
class AllowedOrigins
{
public:
    AllowedOrigins() = default;
    explicit AllowedOrigins(QByteArrayList origins)
        : m_origins(std::move(origins))
    {
    }

    bool contains(const QByteArray &origin) const
    {
        return m_origins.isEmpty() || m_origins.contains(origin.toLower());
    }

private:
    QByteArrayList m_origins;
};

/// Whom the administrator lets in: all that sessions need of the configuration, and none of its
/// secrets.
struct AccessRules {
    AddressRanges trustedProxies; ///< whose X-Forwarded-For is believed
    AllowedOrigins allowedOrigins;
    AddressRanges metricsFrom; ///< who may read the metrics
};

} // namespace timesheet::gateway
