#include "gateway/postgres_log/postgres_entry.h"

#include "domain/instant.h"
#include "gateway/storage/cursor_codec.h"

#include <QVariant>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// An entry as timesheet_append() takes it.
QJsonObject rowOf(const LogEntry &entry)
{
    QJsonObject row{
        {u"id"_s, entry.event.id.value()},
        {u"type"_s, entry.event.typeName},
        {u"payload"_s, QString::fromUtf8(entry.event.payload)},
        {u"timestamp"_s, formatInstant(entry.event.timestamp)},
    };
    if (entry.recipient)
        row.insert(u"recipient"_s, entry.recipient->value());
    return row;
}

} // namespace

LogEntry entryFrom(const QSqlQuery &row, const TenantId &tenant, const QString &epoch)
{
    LogEntry entry;
    entry.sequence = row.value(0).toLongLong();
    entry.event.id = EventId(row.value(1).toString());
    entry.event.typeName = row.value(2).toString();
    entry.event.payload = row.value(3).toString().toUtf8();
    entry.event.timestamp = QDateTime::fromMSecsSinceEpoch(row.value(4).toLongLong(), Qt::UTC);
    entry.event.tenant = tenant;
    entry.event.cursor = makeCursor(epoch, {entry.sequence, checkOf(entry.event.id)});
    if (!row.isNull(5))
        entry.recipient = UserId(row.value(5).toString());
    return entry;
}

QString storable(QString text)
{
    return text.replace(QChar::Null, QChar::ReplacementCharacter);
}

bool isStorable(const QString &name)
{
    return !name.contains(QChar::Null);
}

LogError unstorableName()
{
    return {LogError::Kind::Refused, u"PostgreSQL cannot hold a name with U+0000"_s};
}

tl::expected<PostgresBatch, LogError> PostgresBatch::of(const QList<NewLogEntry> &entries)
{
    PostgresBatch batch;
    batch.m_all.reserve(entries.size());
    for (const NewLogEntry &entry : entries) {
        if (!isStorable(entry.event.tenant.value()) ||
            (entry.recipient && !isStorable(entry.recipient->value())))
            return tl::unexpected(unstorableName());
        LogEntry stored{entry.event, 0, entry.recipient};
        stored.event.id = EventId(storable(entry.event.id.value()));
        stored.event.typeName = storable(entry.event.typeName);
        Part &part = batch.m_parts[entry.event.tenant.value()];
        part.rows.append(rowOf(stored));
        part.positions.append(batch.m_all.size());
        batch.m_all.append({stored, true});
    }
    return batch;
}

QString PostgresBatch::text() const
{
    QJsonArray parts;
    for (const auto &[tenant, part] : m_parts)
        parts.append(QJsonObject{{u"tenant"_s, tenant}, {u"entries"_s, part.rows}});
    return jsonText(parts);
}

tl::expected<QList<Appended>, LogError> PostgresBatch::readAnswer(QSqlQuery &rows,
                                                                  const QString &epoch) &&
{
    qsizetype count = 0;
    for (; rows.next(); ++count) {
        const auto &positions = m_parts.at(rows.value(6).toString()).positions;
        Appended &one = m_all[positions.at(rows.value(7).toLongLong() - 1)];
        one.isNew = rows.value(8).toBool();
        LogEntry &entry = one.entry;
        if (!one.isNew)
            entry = entryFrom(rows, entry.event.tenant, epoch);
        entry.sequence = rows.value(0).toLongLong();
        entry.event.cursor = makeCursor(epoch, {entry.sequence, checkOf(entry.event.id)});
    }
    if (count != m_all.size())
        return tl::unexpected(
            LogError{LogError::Kind::Storage, u"the database did not answer for each event"_s});
    return std::move(m_all);
}

} // namespace timesheet::gateway
