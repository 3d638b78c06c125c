#pragma once

#include "domain/event.h"

#include <QUrl>

#include <optional>

namespace timesheet {

/// The web page that "Open timesheet" opens: the event's own, or else the Timesheet Manager's first
/// page, whose address may be empty. Only http and https.
std::optional<QUrl> webPageOf(const Event &event, const QUrl &webAddress);

} // namespace timesheet
