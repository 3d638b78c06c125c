#pragma once

#include "gateway/protocol/dialect.h"
#include "gateway/protocol/http_answer.h"

#include <QByteArray>

#include <tl/expected.hpp>

/// The server's part of the opening handshake (RFC 6455, section 4.2).
namespace timesheet::gateway {

/// The headers of an upgrade request that matter; empty where absent.
struct UpgradeRequest {
    QByteArray version;   ///< Sec-WebSocket-Version
    QByteArray key;       ///< Sec-WebSocket-Key
    QByteArray protocols; ///< all of Sec-WebSocket-Protocol, comma-separated
};

/// What an upgrade is answered with.
struct UpgradeAnswer {
    QByteArray head; ///< the whole answer
    Dialect dialect = Dialect::Deployed;
};

enum class UpgradeFault {
    WrongVersion,
    NoHandshake, ///< the key is none, or something else is not what it must be
};

tl::expected<UpgradeAnswer, UpgradeFault> acceptUpgrade(const UpgradeRequest &request);

HttpAnswer answerTo(UpgradeFault fault);

} // namespace timesheet::gateway
