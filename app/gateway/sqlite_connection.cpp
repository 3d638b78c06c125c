#include "gateway/sqlite_connection.h"

#include <QDir>
#include <QFile>
#include <QSqlError>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// "TsGw": says in the file's head whose database it is.
constexpr int applicationId = 0x54734777;

/// How long to wait for another process, such as a backup, that holds the file.
constexpr int busyTimeout = 5000;

/// The numbered scripts, in order.
QStringList migrationFiles()
{
    const QDir folder(u":/gateway/migrations"_s);
    return folder.entryList({u"*.sql"_s}, QDir::Files, QDir::Name);
}

/// A script's statements: each ends with a semicolon at the end of a line.
QStringList statementsOf(const QString &script)
{
    return script.split(u";\n"_s, Qt::SkipEmptyParts);
}

} // namespace

SqliteConnection::SqliteConnection(QString name)
    : m_name(std::move(name))
    , m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name))
{
}

SqliteConnection::~SqliteConnection()
{
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

tl::expected<std::unique_ptr<SqliteConnection>, QString> SqliteConnection::open(const QString &file)
{
    const QString name = u"gateway-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces);
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(name));
    connection->m_database.setDatabaseName(file);
    connection->m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyTimeout));
    if (!connection->m_database.open())
        return tl::unexpected(connection->m_database.lastError().text());
    if (const auto migrated = connection->migrate(); !migrated)
        return tl::unexpected(migrated.error());
    if (const auto configured = connection->configure(); !configured)
        return tl::unexpected(configured.error());
    return connection;
}

QSqlQuery SqliteConnection::prepare(const QString &sql)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        qFatal("%s: %s", qPrintable(sql), qPrintable(query.lastError().text()));
    return query;
}

bool SqliteConnection::begin()
{
    return run(u"BEGIN IMMEDIATE"_s);
}

bool SqliteConnection::commit()
{
    return run(u"COMMIT"_s);
}

void SqliteConnection::rollBack()
{
    // SQLite may have rolled back by itself (a full disk): that this fails then is no news.
    QSqlQuery query(m_database);
    query.exec(u"ROLLBACK"_s);
}

QString SqliteConnection::lastError() const
{
    return m_lastError;
}

/// Settings are asked back: SQLite answers a wish that it cannot fulfil with the old value.
tl::expected<void, QString> SqliteConnection::configure()
{
    struct Setting {
        QString name;
        QString wish;
        QString answer;
    };
    const Setting settings[] = {
        {u"journal_mode"_s, u"WAL"_s, u"wal"_s},
        {u"synchronous"_s, u"FULL"_s, u"2"_s},
        {u"foreign_keys"_s, u"ON"_s, u"1"_s},
    };
    for (const Setting &setting : settings) {
        if (!run(u"PRAGMA %1 = %2"_s.arg(setting.name, setting.wish)))
            return tl::unexpected(m_lastError);
        const auto answer = ask(setting.name);
        if (!answer || *answer != setting.answer)
            return tl::unexpected(
                u"SQLite refused %1 = %2 for this file"_s.arg(setting.name, setting.wish));
    }
    return {};
}

tl::expected<void, QString> SqliteConnection::migrate()
{
    const auto version = ask(u"user_version"_s);
    const auto application = ask(u"application_id"_s);
    const auto schemaVersion = ask(u"schema_version"_s);
    if (!version || !application || !schemaVersion)
        return tl::unexpected(m_lastError);
    const bool isFresh = schemaVersion->toInt() == 0;
    if (!isFresh && application->toInt() != applicationId)
        return tl::unexpected(u"the file is a database of another program"_s);

    const QStringList files = migrationFiles();
    Q_ASSERT(!files.isEmpty());
    if (version->toInt() > files.size())
        return tl::unexpected(u"the file is of version %1, this program knows up to %2: use the "
                              u"newer program"_s.arg(*version)
                                  .arg(files.size()));
    for (int next = version->toInt() + 1; next <= files.size(); ++next) {
        QFile script(u":/gateway/migrations/"_s + files.at(next - 1));
        if (!script.open(QIODevice::ReadOnly))
            return tl::unexpected(script.errorString());
        auto applied = applyMigration(next, QString::fromUtf8(script.readAll()));
        if (!applied)
            return applied;
    }
    return {};
}

tl::expected<void, QString> SqliteConnection::applyMigration(int version, const QString &script)
{
    QStringList steps = statementsOf(script);
    steps.append(u"PRAGMA user_version = %1"_s.arg(version));
    steps.append(u"PRAGMA application_id = %1"_s.arg(applicationId));
    steps.append(u"COMMIT"_s);
    if (!begin())
        return tl::unexpected(m_lastError);
    for (const QString &step : steps) {
        if (step.trimmed().isEmpty() || run(step))
            continue;
        rollBack();
        return tl::unexpected(u"migration %1: %2"_s.arg(version).arg(m_lastError));
    }
    return {};
}

tl::expected<QString, QString> SqliteConnection::ask(const QString &pragma)
{
    QSqlQuery query(m_database);
    if (!query.exec(u"PRAGMA "_s + pragma) || !query.next()) {
        m_lastError = query.lastError().text();
        return tl::unexpected(m_lastError);
    }
    return query.value(0).toString();
}

bool SqliteConnection::run(const QString &sql)
{
    QSqlQuery query(m_database);
    if (query.exec(sql))
        return true;
    m_lastError = query.lastError().text();
    return false;
}

} // namespace timesheet::gateway
