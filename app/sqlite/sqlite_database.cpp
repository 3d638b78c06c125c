#include "sqlite/sqlite_database.h"

#include "sqlite/transaction.h"

#include <QDir>
#include <QFile>
#include <QUuid>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

/// How long to wait for another process, such as a command or a backup, that holds the file.
constexpr int busyMilliseconds = 5000;

/// A script's statements: each ends with a semicolon at the end of a line.
QStringList statementsOf(const QString &script)
{
    QStringList statements = script.split(u";\n"_s);
    statements.removeIf([](const QString &statement) { return statement.trimmed().isEmpty(); });
    return statements;
}

} // namespace

SqliteDatabase::SqliteDatabase(QString name, SqliteProfile profile)
    : m_name(std::move(name))
    , m_profile(std::move(profile))
    , m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name))
{
}

SqliteDatabase::~SqliteDatabase()
{
    m_statements.clear();
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

tl::expected<std::unique_ptr<SqliteDatabase>, SqliteError>
SqliteDatabase::open(const QString &file, const SqliteProfile &profile)
{
    const QString name = QUuid::createUuid().toString(QUuid::WithoutBraces);
    std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(name, profile));
    database->m_database.setDatabaseName(file);
    database->m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(busyMilliseconds));
    if (!database->m_database.open())
        return tl::unexpected(sqliteError(database->m_database.lastError()));
    const auto ready = database->migrate().and_then([&] { return database->configure(); });
    if (!ready)
        return tl::unexpected(ready.error());
    return database;
}

tl::expected<QSqlQuery, SqliteError> SqliteDatabase::run(const QString &sql,
                                                         const QVariantList &values)
{
    if (m_profile.allowStatement && !m_profile.allowStatement())
        return tl::unexpected(SqliteError{SqliteError::Kind::Full, u"refused by the test"_s});
    auto statement = m_statements.find(sql);
    if (statement == m_statements.end()) {
        QSqlQuery query(m_database);
        query.setForwardOnly(true);
        if (!query.prepare(sql))
            return tl::unexpected(sqliteError(query.lastError()));
        statement = m_statements.insert(sql, query);
    }
    QSqlQuery query = *statement;
    for (qsizetype i = 0; i < values.size(); ++i)
        query.bindValue(static_cast<int>(i), values.at(i));
    if (!query.exec())
        return tl::unexpected(sqliteError(query.lastError()));
    return query;
}

tl::expected<void, SqliteError> SqliteDatabase::checkIntegrity()
{
    const auto verdict = ask(u"integrity_check(1)"_s);
    if (!verdict)
        return tl::unexpected(verdict.error());
    if (*verdict != u"ok")
        return tl::unexpected(SqliteError{SqliteError::Kind::Damaged, *verdict});
    return {};
}

/// Settings are asked back: SQLite answers a wish that it cannot fulfil with the old value.
tl::expected<void, SqliteError> SqliteDatabase::configure()
{
    const bool full = m_profile.synchronous == SqliteProfile::Synchronous::Full;
    const std::array<std::array<QString, 2>, 3> settings{{
        {u"journal_mode"_s, u"wal"_s},
        {u"synchronous"_s, full ? u"2"_s : u"1"_s},
        {u"foreign_keys"_s, u"1"_s},
    }};
    for (const auto &[name, value] : settings) {
        const auto set = ask(name + u" = "_s + value);
        const auto answer = ask(name);
        if (!set || !answer)
            return tl::unexpected(set ? answer.error() : set.error());
        if (*answer != value)
            return tl::unexpected(
                SqliteError{SqliteError::Kind::Open,
                            u"SQLite refuses %1 = %2 for this file"_s.arg(name, value)});
    }
    return {};
}

tl::expected<void, SqliteError> SqliteDatabase::migrate()
{
    const auto version = ask(u"user_version"_s);
    const auto application = ask(u"application_id"_s);
    const auto schemaVersion = ask(u"schema_version"_s);
    for (const auto *answer : {&version, &application, &schemaVersion}) {
        if (!answer->has_value())
            return tl::unexpected(answer->error());
    }
    const bool isFresh = schemaVersion->toInt() == 0;
    if (!isFresh && application->toInt() != m_profile.applicationId)
        return tl::unexpected(SqliteError{SqliteError::Kind::Open,
                                          u"the file is a database of another program"_s});

    const QDir folder(m_profile.migrationsFolder);
    const QStringList scripts = folder.entryList({u"*.sql"_s}, QDir::Files, QDir::Name);
    Q_ASSERT(!scripts.isEmpty());
    if (version->toInt() > scripts.size())
        return tl::unexpected(SqliteError{
            SqliteError::Kind::Newer,
            u"the file is of version %1, this program knows up to %2: use the newer program"_s
                .arg(*version)
                .arg(scripts.size())});
    for (int next = version->toInt() + 1; next <= scripts.size(); ++next) {
        QFile script(folder.filePath(scripts.at(next - 1)));
        if (!script.open(QIODevice::ReadOnly))
            return tl::unexpected(SqliteError{SqliteError::Kind::Open, script.errorString()});
        if (const auto applied = applyMigration(next, QString::fromUtf8(script.readAll()));
            !applied)
            return applied;
    }
    return {};
}

tl::expected<void, SqliteError> SqliteDatabase::applyMigration(int version, const QString &script)
{
    QStringList statements = statementsOf(script);
    statements.append(u"PRAGMA application_id = %1"_s.arg(m_profile.applicationId));
    statements.append(u"PRAGMA user_version = %1"_s.arg(version));

    Transaction transaction(*this);
    if (!transaction.begun())
        return transaction.begun();
    for (const QString &statement : std::as_const(statements)) {
        if (const auto done = run(statement); !done)
            return tl::unexpected(done.error());
    }
    return transaction.commit();
}

tl::expected<QString, SqliteError> SqliteDatabase::ask(const QString &pragma)
{
    auto query = run(u"PRAGMA "_s + pragma);
    if (!query)
        return tl::unexpected(query.error());
    const QString answer = query->next() ? query->value(0).toString() : QString();
    query->finish();
    return answer;
}

} // namespace timesheet
