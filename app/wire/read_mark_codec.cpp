#include "wire/read_mark_codec.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace timesheet::wire {

tl::expected<ReadMark, DropReason> readMarkFromJson(const QJsonObject &object)
{
    const QJsonValue ids = object.value("ids"_L1);
    const QJsonValue through = object.value("through"_L1);
    if (ids.isUndefined() == through.isUndefined())
        return tl::unexpected(DropReason::BadMember);

    ReadMark mark;
    if (!through.isUndefined()) {
        if (through.toString().isEmpty())
            return tl::unexpected(DropReason::BadMember);
        mark.through = Cursor(through.toString());
        return mark;
    }
    if (!ids.isArray())
        return tl::unexpected(DropReason::BadMember);
    const QJsonArray array = ids.toArray();
    for (const QJsonValue &id : array) {
        if (id.toString().isEmpty())
            return tl::unexpected(DropReason::BadMember);
        mark.ids.append(EventId(id.toString()));
    }
    return mark;
}

QJsonObject readMarkToJson(const ReadMark &mark)
{
    if (mark.through)
        return {{u"through"_s, mark.through->value()}};
    QJsonArray ids;
    for (const EventId &id : mark.ids)
        ids.append(id.value());
    return {{u"ids"_s, ids}};
}

} // namespace timesheet::wire
