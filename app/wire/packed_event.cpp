#include "wire/packed_event.h"

#include "domain/instant.h"
#include "wire/json_text.h"

namespace timesheet::wire {

namespace {

/// About how many bytes an event takes besides its payload; more cost a second allocation.
constexpr qsizetype usualEnvelope = 256;

/// Appends the members of the deployed contract, and leaves the object open for more.
void appendMembers(QByteArray &out, const PackedEvent &event)
{
    out += R"({"type":)";
    appendJsonString(out, event.typeName);
    out += R"(,"payload":)";
    out += event.payload;
    out += R"(,"timestamp":)";
    appendJsonString(out, formatInstant(event.timestamp));
    out += R"(,"tenant_id":)";
    appendJsonString(out, event.tenant.value());
}

void appendEvent(QByteArray &out, const PackedEvent &event)
{
    appendMembers(out, event);
    out += R"(,"id":)";
    appendJsonString(out, event.id.value());
    if (event.cursor) {
        out += R"(,"cursor":)";
        appendJsonString(out, event.cursor->value());
    }
    out += '}';
}

QByteArray withRoomFor(const PackedEvent &event)
{
    QByteArray out;
    out.reserve(event.payload.size() + usualEnvelope);
    return out;
}

} // namespace

QByteArray encode(const PackedEvent &event)
{
    QByteArray out = withRoomFor(event);
    appendEvent(out, event);
    return out;
}

QByteArray encodeDeployed(const PackedEvent &event)
{
    QByteArray out = withRoomFor(event);
    appendMembers(out, event);
    out += '}';
    return out;
}

QByteArray encodePage(const QList<PackedEvent> &events, const Cursor &cursor, bool complete)
{
    QByteArray out = R"({"events":[)";
    for (const PackedEvent &event : events) {
        if (!out.endsWith('['))
            out += ',';
        appendEvent(out, event);
    }
    out += R"(],"cursor":)";
    appendJsonString(out, cursor.value());
    out += complete ? R"(,"complete":true})" : R"(,"complete":false})";
    return out;
}

} // namespace timesheet::wire
