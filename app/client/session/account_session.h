#pragma once

#include "cache/event_store.h"
#include "client/session/cached_row_states.h"
#include "client/session/succession.h"
#include "client/session/token_keeper.h"
#include "client/session/token_watch.h"
#include "connection/backend.h"
#include "connection/connection_manager.h"
#include "connection/sign_in/token_source.h"
#include "domain/clock.h"
#include "domain/credentials.h"
#include "domain/time_source.h"
#include "feed/event_feed.h"
#include "feed/reminders.h"
#include "tables/table_names.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <optional>

namespace timesheet {

/// How an account's server is reached.
struct ServerAccess {
    Endpoint endpoint;
    QByteArray anonKey;           ///< of a project on Supabase; empty: the server is a gateway
    qsizetype largestMessage = 0; ///< what is kept of one message of the server's, in bytes
    TableNames tables{};          ///< of a project on Supabase that has not our schema
};

/// One account while it is in use: its cache, its feed and its connection, wired together.
/// Signed out it still shows what is cached.
class AccountSession : public QObject
{
    Q_OBJECT

public:
    AccountSession(Account account, std::unique_ptr<EventStore> store, const ServerAccess &access,
                   const Clock &now, QObject *parent = nullptr);
    ~AccountSession() override;

    const Account &account() const { return m_account; }
    /// Those in use; nothing while nobody is signed in.
    const std::optional<Credentials> &credentials() const { return m_credentials; }
    /// Who the token says they are; nothing while nobody is signed in.
    std::optional<Identity> identity() const;

    /// What renews them; empty where nothing does.
    Token refreshToken() const { return m_keeper ? m_keeper->refreshToken() : Token(); }

    /// A grant with a refresh token is kept fresh where the server is a project on Supabase.
    /// `predecessors`: what this account may continue, for a cache that is empty. Nothing goes into
    /// it before the server has said that it continues none.
    void signIn(const TokenGrant &grant, const QList<Predecessor> &predecessors = {});
    void signIn(const Credentials &credentials, const QList<Predecessor> &predecessors = {});
    void signOut();
    /// Reaches the same server in another way from now on: another proxy, other certificates.
    void setEndpoint(const Endpoint &endpoint);

    /// From the next connection and the next page on.
    void setLargestMessage(qsizetype bytes) { m_backend->setLargestMessage(bytes); }

    /// How long events are kept, and what is known of rows; nothing: for ever.
    void keepFor(const std::optional<std::chrono::days> &age);

    EventStore &store() { return *m_store; }
    EventFeed &feed() { return m_feed; }
    ConnectionManager &connection() { return m_connection; }
    Reminders &reminders() { return m_reminders; }
    TokenWatch &tokenWatch() { return m_tokenWatch; }

    /// After a sleep, or where the network has changed.
    void probe();

signals:
    /// The server has the log that this account of the same user has followed elsewhere: its cache
    /// is to take this one's place. Until then, nothing is kept.
    void continues(const timesheet::Account &predecessor);
    /// There are fresh tokens in place of those before, which are of no use any more.
    void tokensRenewed(const timesheet::TokenGrant &grant);

private:
    void wireKeeper();
    void watchExpiry();
    void useRenewed(const TokenGrant &grant);
    void noteState(const ConnectionStatus &status);
    void feedEvents();
    void beginAsNew();
    void askForSuccession(const ConnectionStatus &status);
    void reportMarks();

    Account m_account;
    std::optional<Credentials> m_credentials;
    std::unique_ptr<EventStore> m_store;
    SystemTimeSource m_time;
    CachedRowStates m_rowStates;
    EventFeed m_feed;
    std::unique_ptr<Backend> m_backend;
    ConnectionManager m_connection;
    Reminders m_reminders;
    TokenWatch m_tokenWatch;
    std::unique_ptr<TokenSource> m_tokenSource;
    std::unique_ptr<TokenKeeper> m_keeper; ///< with the source of its tokens
    std::unique_ptr<Request> m_revocation;
    std::unique_ptr<Succession> m_succession; ///< while it is open what this account continues
    bool m_isFed = false;                     ///< what comes goes into the cache
};

} // namespace timesheet
