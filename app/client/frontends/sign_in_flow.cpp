#include "client/frontends/sign_in_flow.h"

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

SignInFlow::SignInFlow(ClientApplication &application, Options options, Clock now, QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_options(std::move(options))
    , m_now(std::move(now))
    , m_keychain(m_options.keychainService)
    , m_keychainWorks(m_options.usesKeychain)
{
    connect(&m_keychain, &Keychain::loaded, this, &SignInFlow::useLoaded);
    connect(&m_keychain, &Keychain::unavailable, this, [this] {
        m_keychainWorks = false;
        if (m_signIn)
            m_signIn->setKeychainAvailable(false);
    });
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
        connect(m_signIn.get(), &SignInDialog::signInRequested, this, &SignInFlow::signIn);
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
    connect(&session->connection(), &ConnectionManager::statusChanged, this,
            &SignInFlow::showStatus);
    connect(&session->connection(), &ConnectionManager::tokenRenewed, this, &SignInFlow::keepToken);
    connect(&session->tokenWatch(), &TokenWatch::expiresSoon, this, &SignInFlow::warnOfExpiry);
}

std::optional<QJsonObject> SignInFlow::answer(const QJsonObject &request)
{
    const QString command = request.value("command"_L1).toString();
    if (command == u"link") {
        const auto link = readSignInLink(request.value("link"_L1).toString());
        const auto opened = link ? openLink(*link) : tl::unexpected(link.error());
        return opened ? QJsonObject() : QJsonObject{{u"error"_s, opened.error()}};
    }
    if (command == u"sign-in")
        m_newToken = Token(request.value("token"_L1).toString().toLatin1());
    if (command == u"sign-out")
        dropToken();
    const auto answer = m_application.answer(request);
    if (command == u"sign-in" && m_signIn && answer && !answer->contains("error"_L1))
        m_signIn->reject(); // what it asks for has been done elsewhere
    tellIdentity();
    return answer;
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

void SignInFlow::showStatus(const ConnectionStatus &status)
{
    if (m_signIn)
        m_signIn->setStatus(status);
    if (status.state == ConnectionState::Connected)
        keepToken();
    // A new token that is refused does not cost the one that is in the keychain.
    if (status.state == ConnectionState::Unauthorized && std::exchange(m_newToken, {}).isEmpty())
        dropToken();
}

void SignInFlow::signIn(const QUrl &server, const Credentials &credentials)
{
    m_newToken = credentials.token;
    const auto done = m_application.signIn(server, credentials);
    if (!done)
        signInDialog().setFailed(done.error());
    else
        m_application.settings().setServer(server);
    tellIdentity();
}

void SignInFlow::useLoaded(const QString &account, const Token &token)
{
    const AccountSession *session = m_application.session();
    if (!session || session->identity() || accountKey(session->account()) != account)
        return; // somebody was quicker
    const auto done = wire::readCredentials(token.bytes())
                          .map_error(wire::describe)
                          .and_then([&](const Credentials &credentials) {
                              return m_application.signIn(session->account().server, credentials);
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
    m_newToken = {};
    if (const auto opened = m_application.openAccount(account); !opened) {
        emit noticed(opened.error());
        return;
    }
    tellIdentity();
    if (m_options.usesKeychain)
        m_keychain.load(accountKey(account));
    else
        openSignIn();
}

/// A token that the server took goes into the keychain.
void SignInFlow::keepToken()
{
    const Token token = std::exchange(m_newToken, {});
    if (token.isEmpty())
        return;
    emit renewed();
    if (m_options.usesKeychain)
        m_keychain.store(accountKey(m_application.session()->account()), token);
}

/// A token that was refused, or is not wanted any more, is never tried again.
void SignInFlow::dropToken()
{
    m_newToken = {};
    if (m_options.usesKeychain && m_application.session())
        m_keychain.remove(accountKey(m_application.session()->account()));
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
