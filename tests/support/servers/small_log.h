#pragma once

#include "support/client_in_a_folder.h"
#include "support/servers/scripted_server.h"

#include <QByteArray>

namespace timesheet::test {

/// A log of one event.
struct SmallLog {
    QByteArray id;  ///< the event's
    QByteArray end; ///< the cursor after it, which is the only place that the log knows
};

/// Has a server greet as ours does, and keep that log for tenant `acme`.
inline void serveLog(ScriptedServer &server, const SmallLog &log)
{
    server.greeting = hello;
    server.http = [log](const HttpRequest &request) -> HttpAnswer {
        const bool isAfter = request.target.contains("after=");
        const bool isKnown = request.target.contains("after=" + log.end);
        const QByteArray event = R"({"type":"timesheet:approved","payload":{},"id":")" + log.id +
                                 R"(","timestamp":"2026-11-23T08:15:30.123Z","tenant_id":"acme"})";
        return {200,
                R"({"events":[)" + (isAfter ? QByteArray() : event) + R"(],"cursor":")" + log.end +
                    R"(","complete":)" + (isAfter && !isKnown ? "false}" : "true}"),
                {}};
    };
}

} // namespace timesheet::test
