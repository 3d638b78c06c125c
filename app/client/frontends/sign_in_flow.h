#pragma once

#include "client/process/sign_in_link.h"
#include "client/session/client_application.h"
#include "desktop/dialogs/account_dialog.h"
#include "desktop/dialogs/sign_in_dialog.h"
#include "desktop/system/keychain.h"
#include "desktop/toasts/notification.h"
#include "domain/clock.h"

#include <QObject>
#include <QUrl>

#include <memory>
#include <optional>

namespace timesheet {

/// Signing in and out on a desktop: its dialogs, and the token's way into the keychain and back.
class SignInFlow : public QObject
{
    Q_OBJECT

public:
    struct Options {
        std::optional<QUrl> server; ///< of the command line
        bool usesKeychain = true;
        bool asks = true; ///< shows the dialog where the keychain has no token
    };

    SignInFlow(ClientApplication &application, Keychain &keychain, Options options, Clock now,
               QObject *parent = nullptr);
    ~SignInFlow() override;

    /// Looks for the token of the account in use.
    void begin();
    /// Another session is open.
    void follow(AccountSession *session);
    /// Answers what other processes may ask. Nothing where that is about the window.
    std::optional<LocalAnswer> answer(const LocalCommand &command);
    /// Shows what a link asks for; the user decides.
    /// Errors: one line for people.
    tl::expected<void, QString> openLink(const SignInLink &link);

public slots:
    void openSignIn();
    void openAccount();

signals:
    /// The name of who is signed in; empty: nobody.
    void signedInChanged(const QString &name);
    /// Something for the user to know.
    void noticed(const QString &message);
    void expiresSoon(const timesheet::Notification &notification);
    void renewed(); ///< the server took a token: what expiresSoon() said is past

private:
    /// One that the server has not accepted yet: when it does, the keychain keeps it.
    struct NewToken {
        QString account; ///< its accountKey()
        Token token;     ///< as the keychain keeps it
    };

    SignInDialog &signInDialog();
    AccountDialog &accountDialog();
    void showStatus(const ConnectionStatus &status);
    tl::expected<void, QString> signIn(const QUrl &server, const Credentials &credentials);
    void signInByDialog(const QUrl &server, const Credentials &credentials);
    void useLoaded(const QString &account, const Token &token);
    void askWithoutToken();
    void signOut(AccountDialog::CachedEvents events);
    void switchTo(const Account &account);
    void noteRenewal();
    void noteGrant(const TokenGrant &grant);
    void keepRenewed(const TokenGrant &grant);
    void keepToken();
    void dropToken();
    void dropTokenOf(const Account &account);
    void warnOfExpiry(const QDateTime &expiresAt);
    void tellIdentity();

    ClientApplication &m_application;
    Keychain &m_keychain;
    Options m_options;
    Clock m_now;
    // Made when they are needed.
    std::unique_ptr<SignInDialog> m_signIn;
    std::unique_ptr<AccountDialog> m_account;
    std::optional<NewToken> m_newToken;
    ConnectionState m_state = ConnectionState::SignedOut; ///< of the session that is followed
    bool m_keychainWorks = true;
};

} // namespace timesheet
