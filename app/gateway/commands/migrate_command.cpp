#include "gateway/commands/command.h"
#include "gateway/postgres/postgres_migrations.h"
#include "gateway/sqlite_log/sqlite_event_log.h"

#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

ExitCode runMigrate(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Brings a database to the schema that this version needs.\n"
        "For PostgreSQL, log in as the database's owner, which must be able to make roles. A "
        "password may come from PGPASSWORD or ~/.pgpass instead of the URL."_s);
    parser.addOption(
        {u"database"_s, u"postgresql://user@host:port/database, or a file."_s, u"DATABASE"_s});
    if (const auto done = readArguments(parser, u"migrate"_s, arguments))
        return *done;

    const QString database = parser.value(u"database"_s);
    if (database.isEmpty())
        return fail(ExitCode::WrongUse,
                    u"which database? Give --database URL or --database FILE"_s);
    if (!isPostgresUrl(database)) {
        // Opening one of these migrates it.
        const auto opened = SqliteEventLog::open(database);
        if (!opened)
            return fail(ExitCode::Failed, u"cannot migrate %1: %2"_s.arg(database, opened.error()));
        std::puts("The database is up to date.");
        return ExitCode::Ok;
    }
    if (const auto parsed = parsePostgresUrl(database); !parsed)
        return fail(ExitCode::WrongUse, parsed.error());
    const auto steps = migratePostgres(database);
    if (!steps)
        return fail(ExitCode::Failed, u"cannot migrate: %1"_s.arg(steps.error()));
    std::puts(qUtf8Printable(*steps == 0 ? u"The database is up to date."_s
                                         : u"The database is up to date: %1 of its steps were "
                                           "new."_s.arg(*steps)));
    return ExitCode::Ok;
}

} // namespace timesheet::gateway
