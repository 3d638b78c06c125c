#pragma once

#include <QByteArray>
#include <QJsonObject>

namespace timesheet::wire {

/// The object in RFC 8785's canonical form (JCS), UTF-8: members sorted by UTF-16 code units,
/// numbers as ECMAScript prints doubles, no white space. Equal objects give equal bytes.
QByteArray canonicalJson(const QJsonObject &object);

} // namespace timesheet::wire
