#include "client/account_session.h"

#include <utility>

namespace timesheet {

AccountSession::AccountSession(Account account, std::unique_ptr<EventStore> store,
                               const Endpoint &endpoint, QObject *parent)
    : QObject(parent)
    , m_account(std::move(account))
    , m_store(std::move(store))
    , m_feed(*m_store, [] { return QDateTime::currentDateTimeUtc(); })
    , m_connection(endpoint, ConnectionTiming(), systemRandom(), [this] { return m_feed.cursor(); })
{
    connect(&m_connection, &ConnectionManager::eventReceived, &m_feed, &EventFeed::receive);
    connect(&m_connection, &ConnectionManager::cursorAdvanced, &m_feed, &EventFeed::advance);
    connect(&m_connection, &ConnectionManager::readElsewhere, &m_feed, &EventFeed::applyReadMark);
    connect(&m_feed, &EventFeed::readMarked, &m_connection, &ConnectionManager::sendRead);
}

AccountSession::~AccountSession()
{
    m_connection.disconnect();
    m_feed.flush();
}

void AccountSession::signIn(const QByteArray &token, const Identity &identity)
{
    m_identity = identity;
    m_connection.connectTo(token);
}

void AccountSession::signOut()
{
    m_identity.reset();
    m_connection.disconnect();
}

} // namespace timesheet
