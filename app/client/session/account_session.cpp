#include "client/session/account_session.h"

#include "connection/gateway_backend/gateway_backend.h"
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
{
    connect(&m_feed, &EventFeed::refetchNeeded, &m_connection, &ConnectionManager::reconnect);

    connect(&m_feed, &EventFeed::keepsUpChanged, &m_connection, &ConnectionManager::setReading);

    connect(&m_feed, &EventFeed::marksDue, this, &AccountSession::reportMarks);
    connect(&m_connection, &ConnectionManager::readyForMarks, this, &AccountSession::reportMarks);
    connect(&m_connection, &ConnectionManager::marksConfirmed, &m_feed,
            &EventFeed::noteMarksReported);
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
    m_credentials = credentials;
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
    m_connection.connectTo(credentials);
    m_tokenWatch.setExpiry(credentials.identity.expiresAt);
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
    m_credentials.reset();
    m_succession.reset();
    m_connection.disconnect();
    m_tokenWatch.setExpiry(std::nullopt);
}

} // namespace timesheet
