#include "client/session/account_session.h"

#include "connection/gateway_backend/gateway_backend.h"
#include "connection/sign_in/gotrue.h"
#include "connection/supabase_backend/supabase_backend.h"

#include <utility>

namespace timesheet {

namespace {

/// The most read marks of one report. Their ids have at most 128 characters, so that it stays well
/// below the 64 KiB that servers accept.
constexpr qsizetype marksAtATime = 200;

ConnectionTiming timingOf(const ServerAccess &access)
{
    return access.anonKey.isEmpty() ? ConnectionTiming() : supabaseTiming();
}

std::unique_ptr<Backend> backendOf(const ServerAccess &access, RowStates &rowStates,
                                   TimeSource &time, const Clock &now)
{
    if (access.anonKey.isEmpty())
        return std::make_unique<GatewayBackend>(access.endpoint, access.largestMessage,
                                                timingOf(access), time);
    return std::make_unique<SupabaseBackend>(
        access.endpoint, ProjectSettings{access.anonKey, access.largestMessage, access.tables},
        rowStates, timingOf(access), time, now, systemRandom());
}

/// Null where the server's tokens cannot be renewed.
std::unique_ptr<TokenSource> tokenSourceOf(const ServerAccess &access, TimeSource &time)
{
    if (access.anonKey.isEmpty())
        return nullptr;
    return std::make_unique<GoTrue>(access.endpoint, access.anonKey, timingOf(access), time);
}

} // namespace

AccountSession::AccountSession(Account account, std::unique_ptr<EventStore> store,
                               const ServerAccess &access, const Clock &now, QObject *parent)
    : QObject(parent)
    , m_account(std::move(account))
    , m_store(std::move(store))
    , m_rowStates(*m_store, now)
    , m_feed(*m_store, now)
    , m_backend(backendOf(access, m_rowStates, m_time, now))
    , m_connection(*m_backend, timingOf(access), m_time, now, systemRandom(),
                   [this] { return m_feed.cursor(); })
    , m_reminders(*m_store, now)
    , m_tokenWatch([this] { return m_connection.serverNow(); })
    , m_tokenSource(tokenSourceOf(access, m_time))
{
    if (m_tokenSource) {
        m_keeper = std::make_unique<TokenKeeper>(
            *m_tokenSource, [this] { return m_connection.serverNow(); }, m_time, timingOf(access),
            systemRandom());
        wireKeeper();
    }

    connect(&m_feed, &EventFeed::refetchNeeded, &m_connection, &ConnectionManager::reconnect);

    connect(&m_feed, &EventFeed::keepsUpChanged, &m_connection, &ConnectionManager::setReading);

    connect(&m_feed, &EventFeed::marksDue, this, &AccountSession::reportMarks);
    connect(&m_connection, &ConnectionManager::readyForMarks, this, &AccountSession::reportMarks);
    connect(&m_connection, &ConnectionManager::marksConfirmed, &m_feed,
            &EventFeed::noteMarksReported);
}

void AccountSession::wireKeeper()
{
    m_connection.setRenewal([this] { return m_keeper->replaceRefused(); });
    connect(m_keeper.get(), &TokenKeeper::refreshed, this, &AccountSession::useRenewed);
    connect(m_keeper.get(), &TokenKeeper::refused, &m_connection,
            [this](const TokenFailure &failure) { m_connection.refuse(describe(failure)); });
    connect(&m_connection, &ConnectionManager::statusChanged, this, &AccountSession::noteState);
    connect(&m_connection, &ConnectionManager::tokenRenewed, m_keeper.get(),
            &TokenKeeper::noteAccepted);
}

AccountSession::~AccountSession()
{
    m_connection.disconnect();
    m_feed.flush();
}

std::optional<Identity> AccountSession::identity() const
{
    return m_credentials ? std::optional(m_credentials->identity) : std::nullopt;
}

void AccountSession::signIn(const Credentials &credentials, const QList<Predecessor> &predecessors)
{
    signIn(TokenGrant{credentials, {}, {}, {}}, predecessors);
}

void AccountSession::signIn(const TokenGrant &grant, const QList<Predecessor> &predecessors)
{
    m_credentials = grant.credentials;
    if (grant.serverTime)
        m_connection.noteServerTime(*grant.serverTime);
    if (predecessors.isEmpty()) {
        feedEvents();
    } else if (!m_isFed && !m_succession) {
        m_succession =
            std::make_unique<Succession>(*m_backend, predecessors, m_time, systemRandom());
        connect(m_succession.get(), &Succession::continues, this, &AccountSession::continues);
        connect(m_succession.get(), &Succession::isNew, this, &AccountSession::beginAsNew);
        connect(&m_connection, &ConnectionManager::statusChanged, m_succession.get(),
                [this](const ConnectionStatus &status) { askForSuccession(status); });
    }
    if (m_keeper)
        m_keeper->forget(); // what refuses the fresh token says nothing of the one before
    m_connection.connectTo(grant.credentials);
    if (m_keeper)
        m_keeper->keep(grant);
    watchExpiry();
}

void AccountSession::useRenewed(const TokenGrant &grant)
{
    m_credentials = grant.credentials;
    if (grant.serverTime)
        m_connection.noteServerTime(*grant.serverTime);
    // First, for the token before is used up: whatever happens now, this one is kept.
    emit tokensRenewed(grant);
    watchExpiry();
    m_connection.renewWith(grant.credentials);
}

/// A warning would be untrue while the token is renewed before it expires.
void AccountSession::watchExpiry()
{
    const bool isRenewed = m_keeper && m_keeper->isKeeping();
    m_tokenWatch.setExpiry(isRenewed || !m_credentials ? std::nullopt
                                                       : m_credentials->identity.expiresAt);
}

void AccountSession::noteState(const ConnectionStatus &status)
{
    if (status.state == ConnectionState::Connected)
        m_keeper->noteAccepted();
    else if (status.state == ConnectionState::Unauthorized)
        m_keeper->forget();
}

void AccountSession::setEndpoint(const Endpoint &endpoint)
{
    if (m_tokenSource)
        m_tokenSource->setEndpoint(endpoint);
    m_connection.setEndpoint(endpoint);
}

/// What the connection brings goes into the cache from now on.
void AccountSession::feedEvents()
{
    if (std::exchange(m_isFed, true))
        return;
    connect(&m_connection, &ConnectionManager::eventReceived, &m_feed, &EventFeed::receive);
    connect(&m_connection, &ConnectionManager::cursorAdvanced, &m_feed, &EventFeed::advance);
    connect(&m_connection, &ConnectionManager::readElsewhere, &m_feed, &EventFeed::applyReadMark);
    connect(&m_connection, &ConnectionManager::syncedThrough, &m_feed, &EventFeed::noteSynced);
    connect(&m_connection, &ConnectionManager::inSyncChanged, &m_feed, &EventFeed::setInSync);
    connect(&m_connection, &ConnectionManager::gapFound, &m_feed, &EventFeed::addGap);
}

/// What came meanwhile was not kept, and comes again.
void AccountSession::beginAsNew()
{
    feedEvents();
    m_connection.reconnect();
}

void AccountSession::askForSuccession(const ConnectionStatus &status)
{
    using State = ConnectionState;
    if (!m_isFed && (status.state == State::Connected || status.state == State::Polling))
        m_succession->ask();
}

void AccountSession::keepFor(const std::optional<std::chrono::days> &age)
{
    m_rowStates.keepFor(age);
    m_feed.keepFor(age);
}

void AccountSession::probe()
{
    if (m_keeper)
        m_keeper->check(); // first: a token that has expired meanwhile would only be refused
    m_connection.probe();
    m_tokenWatch.check();
    m_reminders.check();
}

void AccountSession::reportMarks()
{
    if (const QList<EventId> ids = m_feed.marksToReport(marksAtATime); !ids.isEmpty())
        m_connection.reportMarks(ids);
}

void AccountSession::signOut()
{
    if (m_credentials && m_keeper && m_keeper->isKeeping())
        m_revocation =
            m_tokenSource->revoke(m_credentials->token, [this] { m_revocation.reset(); });
    if (m_keeper)
        m_keeper->forget();
    m_credentials.reset();
    m_succession.reset();
    m_connection.disconnect();
    m_tokenWatch.setExpiry(std::nullopt);
}

} // namespace timesheet
