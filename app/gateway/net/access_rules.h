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

/// The names by which a request may call this server (RFC 9112, section 3.2). A page of the web
/// whose own name has been made to point here (DNS rebinding) calls it by that name; addresses and
/// "localhost" are nobody's to point elsewhere.
class AllowedHosts
{
public:
    AllowedHosts() = default;
    /// These, in small letters, besides addresses and "localhost".
    explicit AllowedHosts(QByteArrayList names)
        : m_names(std::move(names))
    {
    }

    /// Of a Host field, with a port or without.
    bool contains(const QByteArray &hostField) const;

private:
    QByteArrayList m_names;
};

/// What becomes of connections that a key has let in which is not in use any more.
enum class RemovedKeys {
    Keep, ///< they stay until their tokens expire
    Close,
};

/// Whom the administrator lets in: all that sessions need of the configuration, and none of its
/// secrets.
struct AccessRules {
    AddressRanges trustedProxies; ///< whose X-Forwarded-For is believed
    AllowedOrigins allowedOrigins;
    AddressRanges metricsFrom; ///< who may read the metrics
    AllowedHosts metricsHosts; ///< and by which names
    RemovedKeys removedKeys = RemovedKeys::Keep;
};

} // namespace timesheet::gateway
