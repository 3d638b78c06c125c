#include "gateway/postgres/postgres_session.h"

#include "gateway/monitoring/log_line.h"
#include "gateway/postgres/postgres_migrations.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr std::chrono::seconds attemptInterval{1};
constexpr std::chrono::milliseconds shortLockTimeout{5}; // another gateway's commit

} // namespace

PostgresSession::PostgresSession(PostgresUrl url)
    : m_connection(std::move(url))
{
}

tl::expected<std::unique_ptr<PostgresSession>, QString> PostgresSession::open(PostgresUrl url)
{
    std::unique_ptr<PostgresSession> session(new PostgresSession(std::move(url)));
    if (const auto connected = session->connect(); !connected)
        return tl::unexpected(connected.error().detail);
    return session;
}

tl::expected<void, LogError> PostgresSession::connect()
{
    return m_connection.open()
        .and_then([this] { return m_connection.becomeGateway(); })
        .and_then([this] { return checkVersion(m_connection); })
        .and_then([this] { return loadEpoch(); })
        .map([this] { ++m_connectionNumber; });
}

tl::expected<void, LogError> PostgresSession::loadEpoch()
{
    return m_connection.transact(u"BEGIN READ ONLY"_s, [this] {
        return m_connection
            .askAs(PostgresClaims::forIdentity(), u"SELECT epoch FROM public.log_identity"_s)
            .map([this](const QVariant &epoch) { m_epoch = epoch.toString(); });
    });
}

tl::expected<void, LogError> PostgresSession::ensureConnected()
{
    noteIfLost();
    if (!m_isAway)
        return {};
    if (SteadyClock::now() < m_nextAttempt)
        return tl::unexpected(LogError{LogError::Kind::Storage, u"the database is away"_s});
    const auto began = SteadyClock::now();
    const auto connected = connect();
    if (!connected) {
        m_connection.close();
        // One that takes long to refuse is asked less often.
        m_nextAttempt = SteadyClock::now() + attemptInterval + (SteadyClock::now() - began);
        return tl::unexpected(LogError{LogError::Kind::Storage, connected.error().detail});
    }
    m_isAway = false;
    qCInfo(gatewayLog).noquote() << logLine(u"storage_back"_s,
                                            {{"database", m_connection.url().location()}});
    return {};
}

/// To do something with the patience that is wanted now.
tl::expected<void, LogError> PostgresSession::makeReady()
{
    auto ready = ensureConnected().and_then([this] {
        return m_connection.waitForLocks(
            m_patience == Patience::Usual ? PostgresConnection::lockTimeout : shortLockTimeout);
    });
    if (!ready)
        noteIfLost();
    return ready;
}

void PostgresSession::noteIfLost()
{
    if (m_isAway || m_connection.isOpen())
        return;
    m_isAway = true;
    m_nextAttempt = SteadyClock::now();
    m_connection.close();
    qCWarning(gatewayLog).noquote()
        << logLine(u"storage_away"_s, {{"database", m_connection.url().location()}});
}

QString PostgresSession::beginOf(Mode mode)
{
    return mode == Mode::Read ? u"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"_s : u"BEGIN"_s;
}

tl::expected<QSqlQuery *, LogError> PostgresSession::call(const QString &sql,
                                                          const QVariantList &values)
{
    if (const auto ready = makeReady(); !ready)
        return tl::unexpected(ready.error());
    auto called = m_connection.run(sql, values);
    if (!called)
        noteIfLost();
    return called;
}

tl::expected<QSqlQuery *, LogError> PostgresTransaction::run(const PostgresClaims &claims,
                                                             const QString &sql,
                                                             const QVariantList &values)
{
    if (m_claims != claims) {
        if (const auto claimed = m_connection.claim(claims); !claimed)
            return tl::unexpected(claimed.error());
        m_claims = claims;
    }
    return m_connection.run(sql, values);
}

tl::expected<QSqlQuery *, LogError> PostgresTransaction::call(const QString &sql,
                                                              const QVariantList &values)
{
    m_claims.reset(); // what the function claims stays until the next claim
    return m_connection.run(sql, values);
}

} // namespace timesheet::gateway
