#include "client/frontends/sign_in_flow.h"

#include "client/frontends/kept_tokens.h"
#include "desktop/look/icons.h"
#include "desktop/words/date_text.h"
#include "wire/limits.h"
#include "wire/token.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

tl::expected<Credentials, SignInProblem> readPasted(const QString &text)
{
    return wire::readPastedCredentials(text).map_error([](wire::TokenProblem problem) {
        switch (problem) {
        case wire::TokenProblem::TooLong:
            return SignInProblem::TooLong;
        case wire::TokenProblem::NoTenant:
            return SignInProblem::NoOrganisation;
        case wire::TokenProblem::NoSubject:
            return SignInProblem::NoUser;
        case wire::TokenProblem::NotAJwt:
            break;
        }
        return SignInProblem::NotAToken;
    });
}

QString nameOf(const std::optional<Identity> &identity)
{
    if (!identity)
        return {};
    return identity->name.isEmpty() ? identity->user.value() : identity->name;
}

} // namespace

SignInFlow::SignInFlow(ClientApplication &application, Keychain &keychain, Options options,
                       Clock now, QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_keychain(keychain)
    , m_options(std::move(options))
    , m_now(std::move(now))
    , m_keychainWorks(m_options.usesKeychain)
{
    connect(&m_keychain, &Keychain::loaded, this, &SignInFlow::useLoaded);
    connect(&m_keychain, &Keychain::unavailable, this, [this] {
        m_keychainWorks = false;
        if (m_signIn)
            m_signIn->setKeychainAvailable(false);
    });
    connect(&m_application, &ClientApplication::passwordTaken, this, &SignInFlow::noteGrant);
    connect(&m_application, &ClientApplication::accountMoved, this, &SignInFlow::dropTokenOf);
    connect(&m_keychain, &Keychain::notFound, this, &SignInFlow::askWithoutToken);
    connect(&m_keychain, &Keychain::unavailable, this, &SignInFlow::askWithoutToken);
}

SignInFlow::~SignInFlow() = default;

SignInDialog &SignInFlow::signInDialog()
{
    if (!m_signIn) {
        m_signIn = std::make_unique<SignInDialog>(TokenReader{readPasted, wire::maxTokenTextLength},
                                                  m_now);
        m_signIn->setKeychainAvailable(m_keychainWorks);
        connect(m_signIn.get(), &SignInDialog::signInRequested, this, &SignInFlow::signInByDialog);
    }
    return *m_signIn;
}

AccountDialog &SignInFlow::accountDialog()
{
    if (!m_account) {
        m_account = std::make_unique<AccountDialog>(m_now);
        connect(m_account.get(), &AccountDialog::signInRequested, this, &SignInFlow::openSignIn);
        connect(m_account.get(), &AccountDialog::signOutRequested, this, &SignInFlow::signOut);
        connect(m_account.get(), &AccountDialog::accountChosen, this, &SignInFlow::switchTo);
    }
    return *m_account;
}

void SignInFlow::begin()
{
    tellIdentity();
    const AccountSession *session = m_application.session();
    if (m_options.usesKeychain && !(session && session->identity()))
        m_keychain.load(session ? accountKey(session->account()) : u"nobody"_s);
}

void SignInFlow::follow(AccountSession *session)
{
    ConnectionManager &connection = session->connection();
    m_state = connection.status().state;
    connect(&connection, &ConnectionManager::statusChanged, this, &SignInFlow::showStatus);
    connect(&connection, &ConnectionManager::tokenRenewed, this, &SignInFlow::noteRenewal);
    connect(session, &AccountSession::tokensRenewed, this, &SignInFlow::keepRenewed);
    connect(&session->tokenWatch(), &TokenWatch::expiresSoon, this, &SignInFlow::warnOfExpiry);
}

std::optional<LocalAnswer> SignInFlow::answer(const LocalCommand &command)
{
    const auto done = [] { return QJsonObject(); };
    if (const auto *asked = std::get_if<local::OpenLink>(&command)) {
        return readSignInLink(asked->link)
            .and_then([this](const SignInLink &link) { return openLink(link); })
            .map(done);
    }
    if (const auto *asked = std::get_if<local::SignIn>(&command)) {
        const auto signedIn = signIn(asked->server, asked->credentials);
        if (signedIn && m_signIn)
            m_signIn->reject(); // what it asks for has been done elsewhere
        return signedIn.map(done);
    }
    if (std::holds_alternative<local::SignOut>(command)) {
        signOut(AccountDialog::CachedEvents::Keep);
        return QJsonObject();
    }
    return m_application.answer(command);
}

tl::expected<void, QString> SignInFlow::openLink(const SignInLink &link)
{
    const auto imposed = m_application.settings().imposedServer(m_options.server);
    if (imposed && *imposed != link.server)
        return tl::unexpected(
            tr("The link leads to %1, but this computer is to sign in at %2 only.")
                .arg(link.server.toDisplayString(), imposed->toDisplayString()));
    signInDialog().openLink(link.server, link.token);
    return {};
}

void SignInFlow::openSignIn()
{
    signInDialog().open(m_application.settings().server(m_options.server));
}

void SignInFlow::openAccount()
{
    const AccountSession *session = m_application.session();
    if (!session) {
        openSignIn();
        return;
    }
    const auto imposed = m_application.settings().imposedServer(m_options.server);
    QList<KnownAccount> others = m_application.settings().accounts();
    others.removeIf([&](const KnownAccount &known) {
        return known.account == session->account() || (imposed && known.account.server != *imposed);
    });
    accountDialog().open(session->identity(), session->account(), others);
}

/// A state that is told again, with another round trip, says nothing about a new token.
void SignInFlow::showStatus(const ConnectionStatus &status)
{
    if (std::exchange(m_state, status.state) == status.state)
        return;
    if (m_signIn)
        m_signIn->setStatus(status);
    if (status.state == ConnectionState::Connected)
        keepToken();
    // A new token that is refused does not cost the one that is in the keychain.
    if (status.state == ConnectionState::Unauthorized && !std::exchange(m_newToken, {}))
        dropToken();
}

/// The server took a token on the connection that was there.
void SignInFlow::noteRenewal()
{
    if (m_signIn)
        m_signIn->setStatus(m_application.session()->connection().status());
    keepToken();
}

tl::expected<void, QString> SignInFlow::signIn(const QUrl &server, const Credentials &credentials)
{
    const auto done = m_application.signIn(server, credentials, ServerSetting::Follows);
    if (done)
        m_newToken = NewToken{accountKey(m_application.session()->account()), credentials.token};
    tellIdentity();
    return done;
}

/// As after signIn(): the server accepts it, or the keychain never hears of it.
void SignInFlow::noteGrant(const TokenGrant &grant)
{
    m_newToken = NewToken{accountKey(m_application.session()->account()), keptTokens(grant)};
    tellIdentity();
}

/// The refresh token that the keychain has is used up: the new one takes its place at once.
void SignInFlow::keepRenewed(const TokenGrant &grant)
{
    const QString account = accountKey(m_application.session()->account());
    if (m_newToken && m_newToken->account == account)
        m_newToken->token = keptTokens(grant);
    else if (m_options.usesKeychain)
        m_keychain.store(account, keptTokens(grant));
}

void SignInFlow::signInByDialog(const QUrl &server, const Credentials &credentials)
{
    if (const auto done = signIn(server, credentials); !done)
        signInDialog().setFailed(done.error());
}

void SignInFlow::useLoaded(const QString &account, const Token &token)
{
    const AccountSession *session = m_application.session();
    if (!session || session->identity() || accountKey(session->account()) != account)
        return; // somebody was quicker
    const auto done =
        readKeptTokens(token).map_error(wire::describe).and_then([&](const TokenGrant &grant) {
            return m_application.signIn(session->account().server, grant, ServerSetting::Stays);
        });
    if (!done)
        emit noticed(done.error());
    tellIdentity();
}

void SignInFlow::askWithoutToken()
{
    const AccountSession *session = m_application.session();
    if (m_options.asks && !(session && session->identity()))
        openSignIn();
}

void SignInFlow::signOut(AccountDialog::CachedEvents events)
{
    dropToken();
    m_application.signOut();
    if (events == AccountDialog::CachedEvents::Forget) {
        m_application.session()->feed().forget();
        m_application.settings().forget(m_application.session()->account());
    }
    tellIdentity();
}

/// The token of the account before stays in the keychain, so that there is a way back.
void SignInFlow::switchTo(const Account &account)
{
    if (const auto opened = m_application.openAccount(account); !opened) {
        emit noticed(opened.error());
        return;
    }
    m_newToken.reset();
    tellIdentity();
    if (m_options.usesKeychain)
        m_keychain.load(accountKey(account));
    else
        openSignIn();
}

/// A token that the server took goes into the keychain.
void SignInFlow::keepToken()
{
    const auto accepted = std::exchange(m_newToken, {});
    if (!accepted)
        return;
    emit renewed();
    if (m_options.usesKeychain)
        m_keychain.store(accepted->account, accepted->token);
}

/// A token that was refused, or is not wanted any more, is never tried again.
void SignInFlow::dropToken()
{
    m_newToken.reset();
    if (m_application.session())
        dropTokenOf(m_application.session()->account());
}

void SignInFlow::dropTokenOf(const Account &account)
{
    if (m_options.usesKeychain)
        m_keychain.remove(accountKey(account));
}

void SignInFlow::warnOfExpiry(const QDateTime &expiresAt)
{
    Notification notification;
    notification.subject = Notification::Subject::SignIn;
    notification.title = tr("Sign in again soon");
    notification.body = tr("Your sign-in ends at %1. Sign in with a new token to stay up to date.")
                            .arg(timeOfDay(expiresAt, QLocale()));
    notification.urgency = Notification::Urgency::Critical;
    notification.category = u"x-timesheet.sign-in"_s;
    notification.image = eventImage(EventType::NotificationNew);
    emit expiresSoon(notification);
}

void SignInFlow::tellIdentity()
{
    const AccountSession *session = m_application.session();
    emit signedInChanged(session ? nameOf(session->identity()) : QString());
}

} // namespace timesheet
