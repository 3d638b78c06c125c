#include "gateway/sqlite_log/sqlite_file.h"

#include "domain/instant.h"
#include "gateway/storage/cursor_codec.h"

#include <QSqlError>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

SqliteFile::SqliteFile(std::unique_ptr<Database> opened, QString epochOfLog)
    : database(std::move(opened))
    , epoch(std::move(epochOfLog))
    , statements(*database)
    , tenants(statements, epoch)
    , marks(statements, tenants)
{
}

tl::expected<std::unique_ptr<SqliteFile>, QString> SqliteFile::open(const QString &name,
                                                                    SqliteProfile::Access access)
{
    auto database = std::make_unique<Database>(
        name, SqliteProfile{.applicationId = 0x54734777, // "TsGw"
                            .migrations = u":/gateway/migrations"_s,
                            .durability = SqliteProfile::Durability::Power,
                            .fault = {},
                            .access = access});
    if (const auto opened = database->open(); !opened)
        return tl::unexpected(opened.error().detail);
    const auto epoch = database->ask(u"SELECT epoch FROM log_identity"_s);
    if (!epoch)
        return tl::unexpected(epoch.error().detail);
    return std::make_unique<SqliteFile>(std::move(database), epoch->toString());
}

LogEntry SqliteFile::entryFrom(const QSqlQuery &query, const TenantId &tenant) const
{
    LogEntry entry;
    entry.sequence = query.value(0).toLongLong();
    entry.event.id = EventId(query.value(1).toString());
    entry.event.typeName = query.value(2).toString();
    entry.event.payload = query.value(3).toByteArray();
    entry.event.timestamp = parseInstant(query.value(4).toString()).value_or(QDateTime());
    entry.event.tenant = tenant;
    entry.event.cursor = makeCursor(epoch, {entry.sequence, checkOf(entry.event.id)});
    if (!query.isNull(5))
        entry.recipient = UserId(query.value(5).toString());
    return entry;
}

LogError failureOf(const SqliteError &error)
{
    return {LogError::Kind::Storage, error.detail};
}

} // namespace timesheet::gateway
