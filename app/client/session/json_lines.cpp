#include "client/session/json_lines.h"

#include "domain/instant.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace timesheet {

QJsonObject stateLine(const ConnectionStatus &status, const QDateTime &now)
{
    QJsonObject line{{u"kind"_s, u"state"_s},
                     {u"state"_s, connectionStateName(status.state)},
                     {u"detail"_s, status.detail},
                     {u"attempt"_s, status.attempt},
                     {u"retry_in_ms"_s, QJsonValue::Null},
                     {u"at"_s, formatInstant(now)}};
    if (status.nextAttempt)
        line.insert("retry_in_ms"_L1, std::max<qint64>(0, now.msecsTo(*status.nextAttempt)));
    return line;
}

QJsonObject eventLine(const StoredEvent &stored)
{
    const Event &event = stored.event;
    return {{u"kind"_s, u"event"_s},
            {u"via"_s, viaName(stored.via)},
            {u"id"_s, event.id.value()},
            {u"type"_s, event.typeName},
            {u"payload"_s, event.payload},
            {u"timestamp"_s, formatInstant(event.timestamp)},
            {u"tenant_id"_s, event.tenant.value()}};
}

QJsonObject gapLine(const Gap &gap, const QDateTime &now)
{
    return {{u"kind"_s, u"gap"_s},
            {u"from"_s, formatInstant(gap.from)},
            {u"to"_s, formatInstant(gap.to)},
            {u"at"_s, formatInstant(now)}};
}

QJsonObject droppedLine(wire::DropReason reason)
{
    return {{u"kind"_s, u"dropped"_s}, {u"reason"_s, wire::dropReasonName(reason)}};
}

QByteArray asLine(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace timesheet
