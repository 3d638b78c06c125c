#include "gateway/postgres/postgres_migrations.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr qint64 migrationLock = 0x54734777; ///< "TsGw", as an advisory lock

/// The numbered files, in their order: the first is version 1.
QStringList scripts()
{
    const QDir folder(u":/gateway/postgres"_s);
    QStringList files;
    for (const QString &name : folder.entryList(QDir::Files, QDir::Name))
        files.append(folder.filePath(name));
    return files;
}

LogError failed(const QString &sentence)
{
    return {LogError::Kind::Storage, sentence};
}

QString versionSentence(int version, qsizetype needed)
{
    if (version > needed)
        return u"the database is of version %1, newer than this program, which needs %2: install a "
               "newer timesheet-gateway"_s.arg(version)
                   .arg(needed);
    return u"the database is of version %1, this program needs %2: run timesheet-gateway migrate "
           "--database URL"_s.arg(version)
               .arg(needed);
}

/// 0 where nothing was ever migrated. To be called in a transaction.
tl::expected<int, LogError> versionOf(PostgresConnection &connection)
{
    const auto exists =
        connection.ask(u"SELECT to_regclass('public.timesheet_gateway_migrations') IS NOT NULL"_s);
    if (!exists)
        return tl::unexpected(exists.error());
    if (!exists->toBool())
        return 0;
    return connection
        .askAs(PostgresClaims::forMigration(),
               u"SELECT coalesce(max(version), 0) FROM public.timesheet_gateway_migrations"_s)
        .map([](const QVariant &version) { return version.toInt(); });
}

/// Takes the next step, if there is one. In a transaction.
tl::expected<bool, LogError> migrateOnce(PostgresConnection &connection)
{
    const QStringList files = scripts();
    if (const auto locked = connection.ask(u"SELECT pg_advisory_xact_lock(?)"_s, {migrationLock});
        !locked)
        return tl::unexpected(locked.error());
    const auto version = versionOf(connection);
    if (!version)
        return tl::unexpected(version.error());
    if (*version > files.size())
        return tl::unexpected(failed(versionSentence(*version, files.size())));
    if (*version == files.size())
        return false;

    QFile script(files.at(*version));
    if (!script.open(QIODevice::ReadOnly))
        return tl::unexpected(failed(script.errorString()));
    if (const auto done = connection.runScript(QString::fromUtf8(script.readAll())); !done)
        return tl::unexpected(failed(u"step %1: %2"_s.arg(*version + 1).arg(done.error().detail)));
    return connection
        .askAs(PostgresClaims::forMigration(),
               u"INSERT INTO public.timesheet_gateway_migrations (version) VALUES (?)"_s,
               {*version + 1})
        .map([](const QVariant & /*nothing*/) { return true; });
}

} // namespace

tl::expected<int, QString> migratePostgres(const QString &url)
{
    auto parsed = parsePostgresUrl(url);
    if (!parsed)
        return tl::unexpected(parsed.error());
    PostgresConnection connection(*std::move(parsed));
    if (const auto opened = connection.open(); !opened)
        return tl::unexpected(opened.error().detail);
    // Another one at work, or a table in use, is waited for.
    if (const auto set =
            connection.runScript(u"SET lock_timeout = '60s'; SET statement_timeout = '600s'"_s);
        !set)
        return tl::unexpected(set.error().detail);

    for (int steps = 0;; ++steps) {
        const auto migrated =
            connection.transact(u"BEGIN"_s, [&connection] { return migrateOnce(connection); });
        if (!migrated)
            return tl::unexpected(migrated.error().detail);
        if (!*migrated)
            return steps;
    }
}

tl::expected<void, LogError> checkVersion(PostgresConnection &connection)
{
    const auto version =
        connection.transact(u"BEGIN READ ONLY"_s, [&connection] { return versionOf(connection); });
    if (!version)
        return tl::unexpected(version.error());
    if (*version != scripts().size())
        return tl::unexpected(failed(versionSentence(*version, scripts().size())));
    return {};
}

} // namespace timesheet::gateway
