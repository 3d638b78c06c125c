#include "gateway/protocol/request_target.h"

namespace timesheet::gateway {

std::optional<RequestTarget> RequestTarget::parse(std::string_view target)
{
    const QByteArray text(target.data(), static_cast<qsizetype>(target.size()));
    if (!text.startsWith('/') || text.contains('#'))
        return std::nullopt;

    RequestTarget parsed;
    const qsizetype mark = text.indexOf('?');
    parsed.path = mark < 0 ? text : text.first(mark);
    if (mark < 0)
        return parsed;
    for (const QByteArray &pair : text.sliced(mark + 1).split('&')) {
        const qsizetype equals = pair.indexOf('=');
        const QByteArray name =
            QByteArray::fromPercentEncoding(pair.first(std::max<qsizetype>(equals, 0)));
        if (name.isEmpty() || parsed.query.contains(name))
            continue;
        parsed.query.insert(name, QByteArray::fromPercentEncoding(pair.sliced(equals + 1)));
    }
    return parsed;
}

} // namespace timesheet::gateway
