#include "gateway/postgres_session.h"

#include "gateway/log_line.h"
#include "gateway/postgres_migrations.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr std::chrono::seconds attemptInterval{1};

LogError failure(const QString &detail)
{
    return {LogError::Kind::Storage, detail};
}

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
        .and_then([this] { return checkVersion(m_connection); })
        .and_then([this] { return m_connection.becomeGateway(); })
        .and_then([this] { return loadEpoch(); })
        .map([this] { ++m_connectionNumber; });
}

tl::expected<void, QString> PostgresSession::loadEpoch()
{
    return m_connection.runScript(u"BEGIN READ ONLY"_s)
        .and_then([this] {
            return m_connection.claim({{u"role"_s, u"service"_s}});
        })
        .and_then([this] { return m_connection.ask(u"SELECT epoch FROM public.log_identity"_s); })
        .and_then([this](const QVariant &epoch) {
            m_epoch = epoch.toString();
            return m_connection.runScript(u"COMMIT"_s);
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

tl::expected<void, LogError> PostgresSession::begin(Mode mode)
{
    if (const auto connected = ensureConnected(); !connected || mode == Mode::Statement)
        return connected;
    const auto begun = m_connection.runScript(
        mode == Mode::Read ? u"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"_s : u"BEGIN"_s);
    if (!begun)
        noteIfLost();
    return begun.map_error(failure);
}

tl::expected<void, LogError> PostgresSession::end(Mode mode, bool isGood)
{
    tl::expected<void, LogError> ended;
    if (mode != Mode::Statement && m_connection.isOpen()) {
        ended = m_connection.runScript(isGood ? u"COMMIT"_s : u"ROLLBACK"_s).map_error(failure);
        if (!ended)
            m_connection.close(); // in a state that nobody knows
    } else if (mode != Mode::Statement) {
        ended = tl::unexpected(failure(u"the database went away"_s));
    }
    noteIfLost();
    return ended;
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
