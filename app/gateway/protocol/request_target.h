#pragma once

#include <QByteArray>
#include <QHash>

#include <optional>
#include <string_view>

namespace timesheet::gateway {

/// A request target in origin form (RFC 9112, section 3.2.1), taken apart.
struct RequestTarget {
    QByteArray path;                     ///< as sent
    QHash<QByteArray, QByteArray> query; ///< decoded; of a name that comes twice, the first

    /// Nothing where the target is of another form.
    static std::optional<RequestTarget> parse(std::string_view target);
};

} // namespace timesheet::gateway
