#pragma once

#include <QtGlobal>

namespace timesheet::gateway {

/// What a connection's client understands.
enum class Dialect : quint8 {
    Deployed, ///< resources/protocol, section 1 only
    V1,       ///< also section 2
};

} // namespace timesheet::gateway
