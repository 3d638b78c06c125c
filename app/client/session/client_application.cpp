#include "client/session/client_application.h"

#include "cache/cache_file.h"
#include "client/session/events_page.h"
#include "client/session/json_lines.h"
#include "client/settings/network_proxy.h"
#include "connection/supabase_backend/supabase_backend.h"
#include "domain/addresses.h"
#include "domain/instant.h"

#include <QDir>
#include <QFileInfo>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

bool isEmpty(EventStore &store)
{
    const auto cursor = store.cursor();
    const auto arrival = store.lastArrival();
    return cursor && !*cursor && arrival && !*arrival;
}

/// Whether both are the same user, at different addresses.
bool isElsewhere(const Account &other, const Account &account)
{
    return other.tenant == account.tenant && other.user == account.user &&
           accountKey(other) != accountKey(account);
}

} // namespace

ClientApplication::ClientApplication(Folders folders, Settings &settings, Clock now,
                                     QObject *parent)
    : QObject(parent)
    , m_folders(std::move(folders))
    , m_settings(settings)
    , m_now(std::move(now))
{
    useProxy(m_settings.preferences());
}

ClientApplication::~ClientApplication() = default;

tl::expected<void, QString> ClientApplication::openLastAccount(const std::optional<QUrl> &server)
{
    auto account = m_settings.lastAccount();
    if (!account)
        return {};
    account->server = server.value_or(account->server);
    return open(*account);
}

tl::expected<void, QString>
ClientApplication::signIn(const QUrl &server, const Credentials &credentials, ServerSetting setting)
{
    return signIn(server, TokenGrant{credentials, {}, {}, {}}, setting);
}

tl::expected<void, QString> ClientApplication::signIn(const QUrl &server, const TokenGrant &grant,
                                                      ServerSetting setting)
{
    giveUpPassword();
    const Identity &identity = grant.credentials.identity;
    const auto opened = open({server, identity.tenant, identity.user});
    if (!opened)
        return opened;
    m_settings.setLastAccount(m_session->account());
    m_settings.remember({m_session->account(), identity.name});
    if (setting == ServerSetting::Follows)
        m_settings.setServer(server);
    m_session->signIn(grant, predecessors());
    return {};
}

tl::expected<void, QString> ClientApplication::signInWithPassword(const PasswordSignIn &asked)
{
    const auto endpoint = Endpoint::create(asked.server, m_settings.preferences().caFile);
    if (!endpoint)
        return tl::unexpected(endpoint.error());
    if (!projectKey(QString::fromUtf8(asked.anonKey)))
        return tl::unexpected(u"the project's key is missing, or is none"_s);
    if (asked.email.isEmpty() || asked.email.size() > maxEmailLength)
        return tl::unexpected(u"the e-mail address is missing, or too long"_s);
    if (asked.password.isEmpty() || asked.password.bytes().size() > maxPasswordBytes)
        return tl::unexpected(u"the password is missing, or too long"_s);

    giveUpPassword();
    m_passwordServer = std::make_unique<GoTrue>(*endpoint, asked.anonKey, supabaseTiming(), m_time);
    m_passwordRequest = m_passwordServer->signIn(
        asked.email, asked.password,
        [this, server = asked.server](const auto &answer) { takePasswordAnswer(server, answer); });
    return {};
}

void ClientApplication::takePasswordAnswer(const QUrl &server,
                                           const tl::expected<TokenGrant, TokenFailure> &answer)
{
    m_passwordRequest.reset();
    if (!answer) {
        emit passwordRefused(answer.error());
        return;
    }
    if (const auto done = signIn(server, *answer, ServerSetting::Follows); done)
        emit passwordTaken(*answer);
    else
        emit passwordRefused({TokenFailure::Cause::NoUse, done.error(), {}});
}

void ClientApplication::giveUpPassword()
{
    if (!m_passwordRequest)
        return;
    m_passwordRequest.reset();
    emit passwordRefused({TokenFailure::Cause::GivenUp, {}, {}});
}

tl::expected<void, QString> ClientApplication::openAccount(const Account &account)
{
    giveUpPassword();
    return open(account).map([&] { m_settings.setLastAccount(account); });
}

tl::expected<void, QString> ClientApplication::follow(const PreferencesChange &change)
{
    const auto &[before, now] = change;
    useProxy(now);
    if (!m_session)
        return {};
    m_session->keepFor(now.keptFor);
    m_session->setLargestMessage(now.largestMessage);
    const bool sameWay = now.caFile == before.caFile && now.proxy == before.proxy &&
                         now.proxyAddress == before.proxyAddress;
    if (sameWay)
        return {};
    const auto endpoint = Endpoint::create(m_session->account().server, now.caFile);
    if (!endpoint)
        return tl::unexpected(endpoint.error());
    m_session->setEndpoint(*endpoint);
    return {};
}

void ClientApplication::signOut()
{
    giveUpPassword();
    if (m_session)
        m_session->signOut();
}

std::optional<LocalAnswer> ClientApplication::answer(const LocalCommand &command)
{
    return std::visit([this](const auto &asked) { return answerTo(asked); }, command);
}

std::optional<LocalAnswer> ClientApplication::answerTo(const local::Show & /*show*/)
{
    return std::nullopt;
}

std::optional<LocalAnswer> ClientApplication::answerTo(const local::Status & /*status*/)
{
    return status();
}

std::optional<LocalAnswer> ClientApplication::answerTo(const local::Events &events)
{
    return m_session ? eventsPage(m_session->store(), events) : eventsPage();
}

std::optional<LocalAnswer> ClientApplication::answerTo(const local::SignIn &asked)
{
    return signIn(asked.server, asked.credentials, ServerSetting::Follows).map([] {
        return QJsonObject();
    });
}

std::optional<LocalAnswer> ClientApplication::answerTo(const local::SignOut & /*signOut*/)
{
    signOut();
    return QJsonObject();
}

std::optional<LocalAnswer> ClientApplication::answerTo(const local::OpenLink & /*open*/)
{
    return std::nullopt;
}

QJsonObject ClientApplication::status() const
{
    QJsonObject status{{u"running"_s, true},
                       {u"state"_s, connectionStateName(ConnectionState::SignedOut)},
                       {u"unread"_s, 0}};
    if (!m_session)
        return status;

    const ConnectionManager &connection = m_session->connection();
    const ConnectionStatus &now = connection.status();
    const QJsonObject line = stateLine(now, m_now());
    for (const QString &member : {u"state"_s, u"detail"_s, u"attempt"_s, u"retry_in_ms"_s})
        status.insert(member, line.value(member));
    const Account &account = m_session->account();
    status.insert("server"_L1, account.server.toString());
    status.insert("server_name"_L1, now.serverName);
    status.insert("tenant_id"_L1, account.tenant.value());
    status.insert("user_id"_L1, account.user.value());
    status.insert("since"_L1, formatInstant(now.since));
    if (now.roundTrip)
        status.insert("round_trip_ms"_L1, static_cast<qint64>(now.roundTrip->count()));
    status.insert("unread"_L1, m_session->feed().unreadCount());

    QJsonObject dropped;
    const auto &counts = connection.droppedCounts();
    for (auto it = counts.begin(); it != counts.end(); ++it)
        dropped.insert(wire::dropReasonName(it.key()), it.value());
    status.insert("dropped"_L1, dropped);
    return status;
}

tl::expected<void, QString> ClientApplication::open(const Account &account)
{
    if (m_session && m_session->account() == account)
        return {};
    const Preferences preferences = m_settings.preferences();
    const auto endpoint = Endpoint::create(account.server, preferences.caFile);
    if (!endpoint)
        return tl::unexpected(endpoint.error());
    auto opened = EventStore::open(m_folders.cacheFile(account));
    if (!opened)
        return tl::unexpected(opened.error().detail);

    if (m_session) {
        emit sessionClosing();
        m_session.reset();
    }
    m_session = std::make_unique<AccountSession>(account, std::move(opened->store),
                                                 ServerAccess{*endpoint, preferences.anonKey,
                                                              preferences.largestMessage,
                                                              preferences.tables},
                                                 m_now);
    m_session->keepFor(preferences.keptFor);
    // It is to go then: not while it tells.
    connect(m_session.get(), &AccountSession::continues, this, &ClientApplication::move,
            Qt::QueuedConnection);
    connect(&m_session->feed(), &EventFeed::setAside, this, &ClientApplication::tellOfDamage);
    if (opened->setAside)
        tellOfDamage(*opened->setAside);
    emit sessionOpened(m_session.get());
    return {};
}

/// What the account in use may continue: where its own cache is empty, the same user's at other
/// addresses that have a place to go on from.
QList<Predecessor> ClientApplication::predecessors()
{
    QList<Predecessor> found;
    if (!isEmpty(m_session->store()))
        return found;
    for (const KnownAccount &known : m_settings.accounts()) {
        const QString file = m_folders.cacheFile(known.account);
        if (!isElsewhere(known.account, m_session->account()) || !QFileInfo::exists(file))
            continue;
        const auto opened = EventStore::open(file);
        if (!opened)
            continue;
        if (opened->setAside)
            tellOfDamage(*opened->setAside);
        if (const auto cursor = opened->store->cursor().value_or(std::nullopt))
            found.append({known.account, *cursor});
    }
    return found;
}

/// Goes on with that account's cache; where it cannot be had, as a new account.
void ClientApplication::move(const Account &from)
{
    const auto credentials = m_session ? m_session->credentials() : std::nullopt;
    if (!credentials || !isElsewhere(from, m_session->account()) || !isEmpty(m_session->store()))
        return; // another session than the one that told
    const Account account = m_session->account();
    const TokenGrant grant{*credentials, m_session->refreshToken(), {}, {}};
    emit sessionClosing();
    m_session.reset();
    const QString cache = m_folders.cacheFile(from);
    const auto moved = moveFile(cache, m_folders.cacheFile(account));
    if (moved) {
        QDir().rmdir(QFileInfo(cache).path()); // stays where a damaged cache was set aside in it
        m_settings.forget(from);
    } else {
        emit noticed(moved.error().detail);
    }
    if (const auto opened = open(account); !opened) {
        emit noticed(opened.error());
        return;
    }
    m_session->signIn(grant);
    if (moved)
        emit accountMoved(from);
}

void ClientApplication::tellOfDamage(const QString &file)
{
    emit noticed(tr("The events kept on this computer were damaged. They were set aside as %1, "
                    "and a new file was begun.")
                     .arg(file));
}

} // namespace timesheet
