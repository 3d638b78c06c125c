#include "gateway/postgres_log/postgres_connection.h"

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

tl::expected<void, QString> PostgresConnection::open()
{
    close();
    m_database = QSqlDatabase::addDatabase(u"QPSQL"_s, m_name);
    if (!m_database.isValid())
        return tl::unexpected(u"Qt's driver for PostgreSQL, QPSQL, is not installed"_s);
    m_database.setHostName(m_url.host);
    m_database.setPort(m_url.port);
    m_database.setDatabaseName(m_url.database);
    m_database.setUserName(m_url.user);
    m_database.setPassword(m_url.password);
    m_database.setConnectOptions(m_url.options);
    if (!m_database.open())
        return tl::unexpected(
            u"cannot connect to %1: %2"_s.arg(m_url.location(), wordsOf(m_database.lastError())));
    // No statement may hold up all others for long; an answered write is on the disk.
    // No JIT: it takes 100 ms to compile what runs in one, because the planner guesses wide where
    // policies stand in a statement.
    return runScript(u"SET jit = off; SET statement_timeout = '30s'; SET lock_timeout = '5s';"
                     "SET idle_in_transaction_session_timeout = '60s';"
                     "SET default_transaction_isolation = 'read committed';"
                     "SET synchronous_commit = on; SET client_min_messages = warning;"
                     "SET search_path = pg_catalog, public"_s);
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

tl::expected<void, QString> PostgresConnection::becomeGateway()
{
    const auto bound =
        ask(u"SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = session_user"_s);
    if (!bound)
        return tl::unexpected(bound.error());
    if (!bound->toBool())
        return tl::unexpected(
            u"the database's role is a superuser or has BYPASSRLS, so that row-level security "
            "would not hold: log in with a role that was made IN ROLE timesheet_gateway"_s);
    if (const auto set = runScript(u"SET ROLE timesheet_gateway"_s); !set)
        return tl::unexpected(u"the database's role cannot become timesheet_gateway (%1): after "
                              "timesheet-gateway migrate, an administrator makes a role "
                              "IN ROLE timesheet_gateway"_s.arg(set.error()));
    const auto stillBound =
        ask(u"SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user"_s);
    if (!stillBound)
        return tl::unexpected(stillBound.error());
    if (!stillBound->toBool())
        return tl::unexpected(u"the role timesheet_gateway must be neither superuser nor "
                              "BYPASSRLS"_s);
    return {};
}

tl::expected<QSqlQuery *, QString> PostgresConnection::run(const QString &sql,
                                                           const QVariantList &values)
{
    std::unique_ptr<QSqlQuery> &query = m_statements[sql];
    if (!query) {
        auto fresh = std::make_unique<QSqlQuery>(m_database);
        if (!fresh->prepare(sql))
            return tl::unexpected(wordsOf(fresh->lastError()));
        query = std::move(fresh);
    }
    for (int position = 0; position < values.size(); ++position)
        query->bindValue(position, values.at(position));
    if (!query->exec())
        return tl::unexpected(wordsOf(query->lastError()));
    return query.get();
}

tl::expected<void, QString> PostgresConnection::runScript(const QString &sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        return tl::unexpected(wordsOf(query.lastError()));
    return {};
}

/// A connection whose transaction cannot be ended is in a state that nobody knows, and is closed.
tl::expected<void, QString> PostgresConnection::end(bool isGood)
{
    if (!isOpen())
        return tl::unexpected(u"the database went away"_s);
    auto ended = runScript(isGood ? u"COMMIT"_s : u"ROLLBACK"_s);
    if (!ended)
        close();
    return ended;
}

tl::expected<QVariant, QString> PostgresConnection::ask(const QString &sql,
                                                        const QVariantList &values)
{
    return run(sql, values).map([](QSqlQuery *query) {
        QVariant answer = query->next() ? query->value(0) : QVariant();
        query->finish();
        return answer;
    });
}

tl::expected<void, QString> PostgresConnection::claim(const PostgresClaims &claims)
{
    return ask(u"SELECT set_config('request.jwt.claims', ?, true)"_s, {claims.text()})
        .map([](const QVariant & /*set*/) {});
}

tl::expected<QVariant, QString> PostgresConnection::askAs(const PostgresClaims &claims,
                                                          const QString &sql,
                                                          const QVariantList &values)
{
    return claim(claims).and_then([&] { return ask(sql, values); });
}

} // namespace timesheet::gateway
