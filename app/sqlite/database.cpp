#include "sqlite/database.h"

#include "sqlite/migrations.h"

#include <QSqlError>
#include <QUuid>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

SqliteError sqliteError(const QString &file, const QSqlError &error)
{
    const QString detail = file + u": "_s + error.text();
    // https://www.sqlite.org/rescode.html; the low byte is the primary result code.
    constexpr int corrupt = 11;
    constexpr int full = 13;
    constexpr int cannotOpen = 14;
    constexpr int notADatabase = 26;
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case corrupt:
    case notADatabase:
        return {SqliteError::Kind::Damaged, detail};
    case full:
        return {SqliteError::Kind::Full, detail};
    case cannotOpen:
        return {SqliteError::Kind::Open, detail};
    default:
        return {SqliteError::Kind::Io, detail};
    }
}

/// Ends a statement whatever happens: one that is left open holds the file's read lock.
class Ending
{
public:
    explicit Ending(QSqlQuery &query)
        : m_query(query)
    {
    }
    ~Ending() { m_query.finish(); }
    Q_DISABLE_COPY_MOVE(Ending)

private:
    QSqlQuery &m_query;
};

} // namespace

Database::Database(QString file, SqliteProfile profile)
    : m_file(std::move(file))
    , m_profile(std::move(profile))
    , m_connection(QUuid::createUuid().toString(QUuid::WithoutBraces))
    , m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection))
{
    m_database.setDatabaseName(m_file);
}

Database::~Database()
{
    close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection);
}

tl::expected<void, SqliteError> Database::open()
{
    if (const auto ours = inspectFile(m_file, m_profile); !ours)
        return ours;
    m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(m_profile.patience.count()));
    if (!m_database.open())
        return tl::unexpected(sqliteError(m_file, m_database.lastError()));
    return configure().and_then([this] {
        return m_profile.access == SqliteProfile::Access::Read ? write(u"PRAGMA query_only = 1"_s)
                                                               : migrate(*this, m_profile);
    });
}

void Database::close()
{
    m_statements.clear();
    m_database.close();
}

/// Settings are asked back: SQLite answers a wish that it cannot fulfil with the old value.
tl::expected<void, SqliteError> Database::configure()
{
    const bool survivesPowerCut = m_profile.durability == SqliteProfile::Durability::Power;
    const std::array<std::array<QString, 2>, 4> settings{{
        {u"busy_timeout"_s, QString::number(m_profile.patience.count())},
        {u"journal_mode"_s, u"wal"_s},
        {u"synchronous"_s, survivesPowerCut ? u"2"_s : u"1"_s},
        {u"foreign_keys"_s, u"1"_s},
    }};
    for (const auto &[name, value] : settings) {
        if (const auto set = write(u"PRAGMA %1 = %2"_s.arg(name, value)); !set)
            return set;
        const auto answer = ask(u"PRAGMA "_s + name);
        if (!answer)
            return tl::unexpected(answer.error());
        if (answer->toString() != value)
            return tl::unexpected(SqliteError{
                SqliteError::Kind::Open,
                u"%1: SQLite refuses %2 = %3 for this file"_s.arg(m_file, name, value)});
    }
    return {};
}

QSqlQuery Database::prepare(const QString &sql)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        qFatal("%s: %s", qPrintable(sql), qPrintable(query.lastError().text()));
    return query;
}

tl::expected<QSqlQuery *, SqliteError> Database::prepared(const QString &sql)
{
    if (m_profile.fault) {
        if (const auto error = m_profile.fault(sql))
            return tl::unexpected(*error);
    }
    const auto known = m_statements.find(sql);
    if (known != m_statements.end())
        return known->second.get();
    auto query = std::make_unique<QSqlQuery>(m_database);
    query->setForwardOnly(true);
    if (!query->prepare(sql))
        return tl::unexpected(sqliteError(m_file, query->lastError()));
    return m_statements.emplace(sql, std::move(query)).first->second.get();
}

tl::expected<void, SqliteError> Database::read(const QString &sql, const QVariantList &values,
                                               const Visitor &visit)
{
    const auto done = run(sql, values, visit);
    if (!done && done.error().kind == SqliteError::Kind::Damaged && m_profile.foundDamaged)
        m_profile.foundDamaged();
    return done;
}

tl::expected<void, SqliteError> Database::run(const QString &sql, const QVariantList &values,
                                              const Visitor &visit)
{
    const auto statement = prepared(sql);
    if (!statement)
        return tl::unexpected(statement.error());
    QSqlQuery &query = **statement;
    const Ending ending(query);
    for (qsizetype i = 0; i < values.size(); ++i)
        query.bindValue(static_cast<int>(i), values.at(i));
    if (!query.exec())
        return tl::unexpected(sqliteError(m_file, query.lastError()));
    while (query.next()) {
        if (visit)
            visit(query);
    }
    // A damaged page shows itself only when its row is reached.
    if (query.lastError().isValid())
        return tl::unexpected(sqliteError(m_file, query.lastError()));
    return {};
}

tl::expected<QVariant, SqliteError> Database::ask(const QString &sql, const QVariantList &values)
{
    QVariant answer;
    return read(sql, values,
                [&answer](const QSqlQuery &row) {
                    if (!answer.isValid())
                        answer = row.value(0);
                })
        .map([&answer] { return answer; });
}

tl::expected<void, SqliteError> Database::write(const QString &sql, const QVariantList &values)
{
    return read(sql, values, {});
}

Transaction::Transaction(Database &database, Kind kind)
    : m_database(database)
    , m_kind(kind)
{
}

Transaction::~Transaction()
{
    // SQLite may have rolled back by itself (a full disk); that this fails then is no news.
    if (m_isOpen)
        (void)m_database.write(u"ROLLBACK"_s);
}

tl::expected<void, SqliteError> Transaction::begin()
{
    const auto begun = m_database.write(m_kind == Kind::Read ? u"BEGIN"_s : u"BEGIN IMMEDIATE"_s);
    m_isOpen = begun.has_value();
    return begun;
}

tl::expected<void, SqliteError> Transaction::commit()
{
    const auto committed = m_database.write(u"COMMIT"_s);
    if (committed)
        m_isOpen = false;
    return committed;
}

} // namespace timesheet
