#include "gateway/postgres/postgres_connection.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// What the server says, the first line of it: what follows may show contents of rows.
QString wordsOf(const QSqlError &error)
{
    QString words = error.databaseText().section(u'\n', 0, 0).simplified();
    if (words.startsWith(u"ERROR: "_s))
        words = words.mid(7);
    return words.isEmpty() ? error.driverText().simplified() : words;
}

/// What went wrong before the server could say anything.
LogError away(const QString &words)
{
    return {LogError::Kind::Storage, words};
}

/// What the first two characters of an SQLSTATE say of the work that failed (PostgreSQL's manual,
/// appendix A).
LogError::Kind kindOf(const QString &state)
{
    static const QStringList ofTheData{u"22"_s, u"23"_s, u"54"_s}; // exception, constraint, limit
    // None, connection, authorization, catalog, schema, resources, operator, system, internal.
    static const QStringList ofTheServer{QString(), u"08"_s, u"28"_s, u"3D"_s, u"42"_s,
                                         u"53"_s,   u"57"_s, u"58"_s, u"XX"_s};
    const QString group = state.left(2);
    if (ofTheData.contains(group))
        return LogError::Kind::Refused;
    return ofTheServer.contains(group) ? LogError::Kind::Storage : LogError::Kind::Blocked;
}

LogError failureOf(const QSqlError &error)
{
    const QString state = error.nativeErrorCode();
    const LogError::Kind kind = kindOf(state);
    // The words would repeat what they complain of.
    if (kind == LogError::Kind::Refused)
        return {kind, u"the database cannot hold this (SQLSTATE %1)"_s.arg(state)};
    return {kind, wordsOf(error)};
}

} // namespace

PostgresConnection::PostgresConnection(PostgresUrl url)
    : m_url(std::move(url))
    , m_name(QUuid::createUuid().toString(QUuid::WithoutBraces))
{
}

PostgresConnection::~PostgresConnection()
{
    close();
}

tl::expected<void, LogError> PostgresConnection::open()
{
    close();
    m_database = QSqlDatabase::addDatabase(u"QPSQL"_s, m_name);
    if (!m_database.isValid())
        return tl::unexpected(away(u"Qt's driver for PostgreSQL, QPSQL, is not installed"_s));
    m_database.setHostName(m_url.host);
    m_database.setPort(m_url.port);
    m_database.setDatabaseName(m_url.database);
    m_database.setUserName(m_url.user);
    m_database.setPassword(m_url.password);
    m_database.setConnectOptions(m_url.options);
    if (!m_database.open())
        return tl::unexpected(away(
            u"cannot connect to %1: %2"_s.arg(m_url.location(), wordsOf(m_database.lastError()))));
    m_lockTimeout = lockTimeout;
    // No statement may hold up all others for long; an answered write is on the disk.
    // No JIT: it takes 100 ms to compile what runs in one, because the planner guesses wide where
    // policies stand in a statement.
    return runScript(u"SET jit = off; SET statement_timeout = '30s'; SET lock_timeout = %1;"
                     "SET idle_in_transaction_session_timeout = '60s';"
                     "SET default_transaction_isolation = 'read committed';"
                     "SET synchronous_commit = on; SET client_min_messages = warning;"
                     "SET search_path = pg_catalog, public"_s.arg(lockTimeout.count()));
}

/// The driver goes first: without it the statements do not try to be freed by a server that may be
/// away, which Qt would complain about, once for each.
void PostgresConnection::close()
{
    m_database = QSqlDatabase();
    if (QSqlDatabase::contains(m_name))
        QSqlDatabase::removeDatabase(m_name);
    m_statements.clear();
}

bool PostgresConnection::isOpen() const
{
    return m_database.isOpen();
}

tl::expected<void, LogError> PostgresConnection::waitForLocks(std::chrono::milliseconds timeout)
{
    if (timeout == m_lockTimeout)
        return {};
    return runScript(u"SET lock_timeout = %1"_s.arg(timeout.count())).map([this, timeout] {
        m_lockTimeout = timeout;
    });
}

tl::expected<void, LogError> PostgresConnection::becomeGateway()
{
    const auto bound =
        ask(u"SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = session_user"_s);
    if (!bound)
        return tl::unexpected(bound.error());
    if (!bound->toBool())
        return tl::unexpected(
            away(u"the database's role is a superuser or has BYPASSRLS, so that row-level security "
                 "would not hold: log in with a role that was made IN ROLE timesheet_gateway"_s));
    if (const auto set = runScript(u"SET ROLE timesheet_gateway"_s); !set)
        return tl::unexpected(
            away(u"the database's role cannot become timesheet_gateway (%1): after "
                 "timesheet-gateway migrate, an administrator makes a role "
                 "IN ROLE timesheet_gateway"_s.arg(set.error().detail)));
    const auto stillBound =
        ask(u"SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user"_s);
    if (!stillBound)
        return tl::unexpected(stillBound.error());
    if (!stillBound->toBool())
        return tl::unexpected(away(u"the role timesheet_gateway must be neither superuser nor "
                                   "BYPASSRLS"_s));
    return {};
}

tl::expected<QSqlQuery *, LogError> PostgresConnection::run(const QString &sql,
                                                            const QVariantList &values)
{
    std::unique_ptr<QSqlQuery> &query = m_statements[sql];
    if (!query) {
        auto fresh = std::make_unique<QSqlQuery>(m_database);
        if (!fresh->prepare(sql))
            return tl::unexpected(failureOf(fresh->lastError()));
        query = std::move(fresh);
    }
    for (int position = 0; position < values.size(); ++position)
        query->bindValue(position, values.at(position));
    if (!query->exec())
        return tl::unexpected(failureOf(query->lastError()));
    return query.get();
}

tl::expected<void, LogError> PostgresConnection::runScript(const QString &sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        return tl::unexpected(failureOf(query.lastError()));
    return {};
}

/// A connection whose transaction cannot be ended is in a state that nobody knows, and is closed.
tl::expected<void, LogError> PostgresConnection::end(bool isGood)
{
    if (!isOpen())
        return tl::unexpected(away(u"the database went away"_s));
    auto ended = runScript(isGood ? u"COMMIT"_s : u"ROLLBACK"_s);
    if (!ended)
        close();
    return ended;
}

tl::expected<QVariant, LogError> PostgresConnection::ask(const QString &sql,
                                                         const QVariantList &values)
{
    return run(sql, values).map([](QSqlQuery *query) {
        QVariant answer = query->next() ? query->value(0) : QVariant();
        query->finish();
        return answer;
    });
}

tl::expected<void, LogError> PostgresConnection::claim(const PostgresClaims &claims)
{
    return ask(u"SELECT set_config('request.jwt.claims', ?, true)"_s, {claims.text()})
        .map([](const QVariant & /*set*/) {});
}

tl::expected<QVariant, LogError> PostgresConnection::askAs(const PostgresClaims &claims,
                                                           const QString &sql,
                                                           const QVariantList &values)
{
    return claim(claims).and_then([&] { return ask(sql, values); });
}

} // namespace timesheet::gateway
