#include "gateway/postgres_log/postgres_session.h"

#include "gateway/monitoring/log_line.h"
#include "gateway/postgres_log/postgres_migrations.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr std::chrono::seconds attemptInterval{1};

} // namespace

PostgresSession::PostgresSession(PostgresUrl url)
    : m_connection(std::move(url))
{
}

tl::expected<std::unique_ptr<PostgresSession>, QString> PostgresSession::open(PostgresUrl url)
{
    std::unique_ptr<PostgresSession> session(new PostgresSession(std::move(url)));
    if (const auto connected = session->connect(); !connected)
        return tl::unexpected(connected.error());
    return session;
}

tl::expected<void, QString> PostgresSession::connect()
{
    return m_connection.open()
        .and_then([this] { return m_connection.becomeGateway(); })
        .and_then([this] { return checkVersion(m_connection); })
        .and_then([this] { return loadEpoch(); })
        .map([this] { ++m_connectionNumber; });
}

tl::expected<void, QString> PostgresSession::loadEpoch()
{
    return m_connection.transact(u"BEGIN READ ONLY"_s, [this] {
        return m_connection.claim({{u"role"_s, u"service"_s}})
            .and_then(
                [this] { return m_connection.ask(u"SELECT epoch FROM public.log_identity"_s); })
            .map([this](const QVariant &epoch) { m_epoch = epoch.toString(); });
    });
}

tl::expected<void, LogError> PostgresSession::ensureConnected()
{
    noteIfLost();
    if (!m_isAway)
        return {};
    if (Clock::now() < m_nextAttempt)
        return tl::unexpected(failure(u"the database is away"_s));
    const auto began = Clock::now();
    const auto connected = connect();
    if (!connected) {
        m_connection.close();
        // One that takes long to refuse is asked less often.
        m_nextAttempt = Clock::now() + attemptInterval + (Clock::now() - began);
        return tl::unexpected(failure(connected.error()));
    }
    m_isAway = false;
    qCInfo(lcGateway).noquote() << logLine(u"storage_back"_s,
                                           {{"database", m_connection.url().place()}});
    return {};
}

void PostgresSession::noteIfLost()
{
    if (m_isAway || m_connection.isOpen())
        return;
    m_isAway = true;
    m_nextAttempt = Clock::now();
    m_connection.close();
    qCWarning(lcGateway).noquote()
        << logLine(u"storage_away"_s, {{"database", m_connection.url().place()}});
}

QString PostgresSession::beginOf(Mode mode)
{
    return mode == Mode::Read ? u"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"_s : u"BEGIN"_s;
}

LogError PostgresSession::failure(const QString &detail)
{
    return {LogError::Kind::Storage, detail};
}

tl::expected<QSqlQuery *, LogError> PostgresSession::run(const QString &sql,
                                                         const QVariantList &values)
{
    return m_connection.run(sql, values).map_error(failure);
}

tl::expected<void, LogError> PostgresSession::claim(const QJsonObject &claims)
{
    return m_connection.claim(claims).map_error(failure);
}

} // namespace timesheet::gateway
