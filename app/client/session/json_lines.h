#pragma once

#include "domain/connection_status.h"
#include "domain/event.h"
#include "domain/gap.h"
#include "wire/messages.h"

#include <QJsonObject>

/// The JSON objects that the command line prints, one a line. A contract: others script against it.
namespace timesheet {

/// `{"kind":"state","state","detail","attempt","retry_in_ms","at"}`; `retry_in_ms` is null where no
/// attempt waits.
QJsonObject stateLine(const ConnectionStatus &status, const QDateTime &now);

/// `{"kind":"event","via","id","type","payload","timestamp","tenant_id"}`
QJsonObject eventLine(const StoredEvent &stored);

/// `{"kind":"gap","from","to","at"}`: events of that time could not be recovered.
QJsonObject gapLine(const Gap &gap, const QDateTime &now);

/// `{"kind":"dropped","reason"}`
QJsonObject droppedLine(wire::DropReason reason);

/// The object as one line, with its end.
QByteArray asLine(const QJsonObject &object);

} // namespace timesheet
