#pragma once

#include "gateway/storage/event_log.h"

#include <functional>
#include <memory>

namespace timesheet::gateway {

/// The event log in PostgreSQL, which other gateways and the Timesheet Manager itself write, too.
/// To be called and destroyed on the thread that opened it. Each call fails with
/// LogError::Kind::Storage while the database is away.
///
/// `onHint` is called, on any thread, when news() may have something. Errors: a sentence for the
/// administrator, without anything secret.
tl::expected<std::unique_ptr<EventLog>, QString>
openPostgresEventLog(const QString &url, const std::function<void()> &onHint);

} // namespace timesheet::gateway
