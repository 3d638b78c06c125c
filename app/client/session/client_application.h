#pragma once

#include "client/process/folders.h"
#include "client/process/local_command.h"
#include "client/session/account_session.h"
#include "client/settings/settings.h"
#include "connection/sign_in/gotrue.h"
#include "domain/clock.h"
#include "domain/credentials.h"
#include "domain/time_source.h"

#include <QObject>

#include <tl/expected.hpp>

#include <memory>
#include <optional>

namespace timesheet {

/// What becomes of the setting `server` when somebody signs in.
enum class ServerSetting {
    Follows, ///< a person has chosen this server: it is offered from now on
    Stays,   ///< it was for this run, or for the account in use
};

/// Who signs in with a password, and where.
struct PasswordSignIn {
    QUrl server;
    QByteArray anonKey; ///< the project's
    QString email;      ///< up to maxEmailLength characters
    Password password;  ///< up to maxPasswordBytes
};

/// The client without a face: who is signed in, and what runs for them. The desktop and the
/// headless output show what it does.
class ClientApplication : public QObject
{
    Q_OBJECT

public:
    ClientApplication(Folders folders, Settings &settings, Clock now, QObject *parent = nullptr);
    ~ClientApplication() override;

    /// Opens the account last used, signed out: its events can be read. Nothing where there is
    /// none. `server` overrules the one that it was signed in to. Errors: one line for people.
    tl::expected<void, QString> openLastAccount(const std::optional<QUrl> &server);
    /// Signs in; opens the token's account where another was open.
    /// Errors: one line for people: the server's address or the cache is no good.
    tl::expected<void, QString> signIn(const QUrl &server, const Credentials &credentials,
                                       ServerSetting setting);
    /// The same with tokens that can be renewed.
    tl::expected<void, QString> signIn(const QUrl &server, const TokenGrant &grant,
                                       ServerSetting setting);
    /// Asks a project for tokens, and signs in with them; passwordTaken() or passwordRefused()
    /// follows later, once. What is done about an account meanwhile counts for more: then it is
    /// given up. Errors: one line for people: what is asked for makes no sense.
    tl::expected<void, QString> signInWithPassword(const PasswordSignIn &asked);
    /// Opens an account, signed out; the one before is closed. Errors: one line for people.
    tl::expected<void, QString> openAccount(const Account &account);
    /// Signs out; the account's events stay readable.
    void signOut();

    /// Null before anybody has signed in.
    AccountSession *session() { return m_session.get(); }
    Settings &settings() { return m_settings; }
    /// Goes by what the user has chosen from now on. Errors: one line for people.
    tl::expected<void, QString> follow(const PreferencesChange &change);

    /// Answers what other processes may ask of any instance. Nothing where it takes a face to do.
    std::optional<LocalAnswer> answer(const LocalCommand &command);

signals:
    /// Of signInWithPassword(): these tokens are in use now.
    void passwordTaken(const timesheet::TokenGrant &grant);
    void passwordRefused(const timesheet::TokenFailure &failure);
    /// Another account is open. The one before is gone when this is told.
    void sessionOpened(timesheet::AccountSession *session);
    /// The session is about to go.
    void sessionClosing();
    /// The session's account has taken the place of this one, which is no more.
    void accountMoved(const timesheet::Account &from);
    /// Something that the user should know, for example that a damaged cache was set aside.
    void noticed(const QString &message);

private:
    std::optional<LocalAnswer> answerTo(const local::Show &show);
    std::optional<LocalAnswer> answerTo(const local::Status &status);
    std::optional<LocalAnswer> answerTo(const local::Events &events);
    std::optional<LocalAnswer> answerTo(const local::SignIn &asked);
    std::optional<LocalAnswer> answerTo(const local::SignOut &signOut);
    std::optional<LocalAnswer> answerTo(const local::OpenLink &open);
    QJsonObject status() const;
    tl::expected<void, QString> open(const Account &account);
    void takePasswordAnswer(const QUrl &server,
                            const tl::expected<TokenGrant, TokenFailure> &answer);
    void giveUpPassword();
    QList<Predecessor> predecessors();
    void move(const Account &from);
    void tellOfDamage(const QString &file);

    Folders m_folders;
    Settings &m_settings;
    Clock m_now;
    SystemTimeSource m_time;
    std::unique_ptr<AccountSession> m_session;
    std::unique_ptr<GoTrue> m_passwordServer; ///< while it is asked
    std::unique_ptr<Request> m_passwordRequest;
};

} // namespace timesheet
