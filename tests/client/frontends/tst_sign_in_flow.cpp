#include "client/frontends/sign_in_flow.h"

#include "support/client_in_a_folder.h"
#include "support/credentials.h"
#include "support/fake_keychain.h"
#include "support/servers/scripted_server.h"
#include "support/servers/small_log.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

const Credentials alex = test::credentialsFor(u"acme"_s, u"alex"_s);
const Credentials freshAlex = test::credentialsFor(u"acme"_s, u"alex"_s, 4102444800);
const Credentials sam = test::credentialsFor(u"acme"_s, u"sam"_s);

/// The dialog of this kind that is on the screen; null where there is none.
template <class Dialog>
Dialog *shown()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (auto *dialog = qobject_cast<Dialog *>(widget); dialog && dialog->isVisible())
            return dialog;
    }
    return nullptr;
}

QPushButton *button(const QWidget *dialog, const QString &text)
{
    for (QPushButton *candidate : dialog->findChildren<QPushButton *>()) {
        if (candidate->text() == text)
            return candidate;
    }
    qFatal("there is no button %s", qPrintable(text));
}

} // namespace

class SignInFlowTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_server = std::make_unique<test::ScriptedServer>();
        m_server->greeting = test::hello;
        m_client = std::make_unique<test::ClientInAFolder>();
        m_keychain = std::make_unique<test::FakeKeychain>();
        makeFlow();
    }
    void cleanup()
    {
        m_flow.reset();
        m_client.reset();
    }

    void signIn_accepted_isKeptInTheKeychain()
    {
        signInByDialog(alex);
        QVERIFY(m_keychain->tokens.isEmpty()); // nobody has accepted it yet
        QTRY_COMPARE(m_keychain->tokens, (Tokens{{keyOf(alex), alex.token}}));
        QVERIFY(!shown<SignInDialog>());
    }

    void signIn_failed_leavesNothingForTheOldAccount_data() { addWays(); }
    void signIn_failed_leavesNothingForTheOldAccount()
    {
        QFETCH(const bool, byDialog);
        beConnectedAs(alex);
        m_keychain->asked.clear();
        m_client->spoilCache(accountOf(sam));
        signInBy(byDialog, sam);
        QSignalSpy connected(m_server.get(), &test::ScriptedServer::clientConnected);
        m_server->client()->close(static_cast<QWebSocketProtocol::CloseCode>(1012));
        QVERIFY(connected.wait());
        QTRY_VERIFY(connection().isConnected());
        QCOMPARE(m_keychain->asked, QStringList());
        QCOMPARE(m_keychain->tokens, (Tokens{{keyOf(alex), alex.token}}));
    }

    void signIn_failed_costsTheOldAccountNotItsToken_data() { addWays(); }
    void signIn_failed_costsTheOldAccountNotItsToken()
    {
        QFETCH(const bool, byDialog);
        beUnansweredAs(alex);
        m_client->spoilCache(accountOf(sam));
        signInBy(byDialog, sam);
        QCOMPARE(application().session()->account(), accountOf(alex));
        m_server->send(test::hello);
        QTRY_COMPARE(m_keychain->tokens, (Tokens{{keyOf(alex), alex.token}}));
    }

    void signIn_atAnotherAddressOfTheSameLog_takesTheTokenAlong()
    {
        test::serveLog(*m_server, {"1", "9"});
        beConnectedAs(alex);
        QTRY_VERIFY(application().session()->feed().cursor());
        test::ScriptedServer elsewhere;
        test::serveLog(elsewhere, {"1", "9"});
        QVERIFY(m_flow->answer(local::SignIn{elsewhere.url(), freshAlex})->has_value());
        const QString key = accountKey({elsewhere.url(), alex.identity.tenant, alex.identity.user});
        QTRY_COMPARE(m_keychain->tokens, (Tokens{{key, freshAlex.token}}));
    }

    void password_taken_keepsBothTokens()
    {
        serveTokens(200, freshAlex, "first");
        QVERIFY(application().signInWithPassword(
            {m_server->url(), "the-key", u"alex@acme.example"_s, Password("secret")}));
        QTRY_COMPARE(m_keychain->tokens,
                     (Tokens{{keyOf(alex), Token(freshAlex.token.bytes() + "\nfirst")}}));
    }

    void password_wrong_changesNothing()
    {
        beConnectedAs(alex);
        serveTokens(400, freshAlex, "first");
        QSignalSpy refused(&application(), &ClientApplication::passwordRefused);
        QVERIFY(application().signInWithPassword(
            {m_server->url(), "the-key", u"alex@acme.example"_s, Password("secret")}));
        QTRY_COMPARE(refused.size(), 1);
        QCOMPARE(refused.constFirst().constFirst().value<TokenFailure>().cause,
                 TokenFailure::Cause::WrongPassword);
        QVERIFY(connection().isConnected());
        QCOMPARE(m_keychain->tokens, (Tokens{{keyOf(alex), alex.token}}));
    }

    void password_givenUp_whenSomebodyElseSignsIn()
    {
        serveTokens(200, freshAlex, "first");
        QSignalSpy refused(&application(), &ClientApplication::passwordRefused);
        QSignalSpy taken(&application(), &ClientApplication::passwordTaken);
        QVERIFY(application().signInWithPassword(
            {m_server->url(), "the-key", u"alex@acme.example"_s, Password("secret")}));
        signInByCommand(sam);
        QCOMPARE(refused.size(), 1);
        QTRY_COMPARE(m_keychain->tokens, (Tokens{{keyOf(sam), sam.token}}));
        QCOMPARE(taken.size(), 0);
    }

    void password_thatCannotBeOne_isNotAskedWith_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("email");
        QTest::addColumn<QByteArray>("password");
        QTest::addRow("no key") << QByteArray() << u"a@b"_s << "secret"_ba;
        QTest::addRow("key of two lines") << "a\r\nb"_ba << u"a@b"_s << "secret"_ba;
        QTest::addRow("key of a server's") << "sb_secret_abc"_ba << u"a@b"_s << "secret"_ba;
        QTest::addRow("no address") << "key"_ba << QString() << "secret"_ba;
        QTest::addRow("long address") << "key"_ba << QString(400, u'a') << "secret"_ba;
        QTest::addRow("no password") << "key"_ba << u"a@b"_s << QByteArray();
        QTest::addRow("long password") << "key"_ba << u"a@b"_s << QByteArray(2000, 'x');
    }
    void password_thatCannotBeOne_isNotAskedWith()
    {
        QFETCH(const QByteArray, key);
        QFETCH(const QString, email);
        QFETCH(const QByteArray, password);
        const auto asked =
            application().signInWithPassword({m_server->url(), key, email, Password(password)});
        QVERIFY(!asked);
        QVERIFY(!asked.error().contains(u"xxx"));
    }

    void restart_withAnExpiredToken_renewsIt()
    {
        serveTokens(200, freshAlex, "second");
        comeBackWithExpiredTokens();
        QTRY_COMPARE(m_keychain->tokens,
                     (Tokens{{keyOf(alex), Token(freshAlex.token.bytes() + "\nsecond")}}));
        QCOMPARE(m_keychain->asked.filter(u"remove"_s), QStringList());
        QVERIFY(application().session()->credentials()->token == freshAlex.token);
    }

    void restart_whoseRefreshIsRefused_forgetsTheTokens()
    {
        serveTokens(400, freshAlex, "second");
        comeBackWithExpiredTokens();
        QTRY_COMPARE(m_keychain->tokens, Tokens());
        QCOMPARE(connection().status().state, ConnectionState::Unauthorized);
    }

    void accountSwitch_whileARefreshIsUnderWay_leavesTheTokens()
    {
        m_server->http = nullptr;
        m_server->holds = std::chrono::hours(1);
        const Tokens kept = comeBackWithExpiredTokens();
        QTRY_VERIFY(m_server->httpHeads.join().contains("/auth/v1/token"));
        QVERIFY(application().openAccount(accountOf(sam)));
        QCOMPARE(m_keychain->tokens, kept);
        QVERIFY(!application().session()->identity());
    }

    void freshToken_isKeptOnlyWhenTheServerHasTakenIt()
    {
        m_server->answersPings = false;
        beConnectedAs(alex);
        QSignalSpy renewed(m_flow.get(), &SignInFlow::renewed);
        signInByCommand(freshAlex);
        QTRY_COMPARE(m_server->texts.size(), 1);
        m_keychain->asked.clear();
        sayPong();
        QCOMPARE(m_keychain->asked, QStringList());
        m_server->send(u"{\"type\":\"auth_ok\"}"_s);
        QTRY_COMPARE(m_keychain->tokens, (Tokens{{keyOf(alex), freshAlex.token}}));
        QCOMPARE(renewed.size(), 1);
    }

    void freshToken_refused_leavesTheOneInTheKeychain()
    {
        m_server->answersPings = false;
        beConnectedAs(alex);
        signInByCommand(freshAlex);
        QTRY_COMPARE(m_server->texts.size(), 1);
        sayPong();
        m_server->send(u"{\"type\":\"auth_error\",\"reason\":\"expired\"}"_s);
        QTRY_COMPARE(connection().status().state, ConnectionState::Unauthorized);
        QCOMPARE(m_keychain->tokens, (Tokens{{keyOf(alex), alex.token}}));
    }

    void freshToken_byDialog_closesItWhenTheServerHasTakenIt()
    {
        m_server->answersPings = false;
        beConnectedAs(alex);
        signInByDialog(freshAlex);
        QTRY_COMPARE(m_server->texts.size(), 1);
        sayPong();
        QVERIFY(shown<SignInDialog>());
        m_server->send(u"{\"type\":\"auth_ok\"}"_s);
        QTRY_VERIFY(!shown<SignInDialog>());
    }

    void freshToken_byDialogAndRefused_isTold()
    {
        beConnectedAs(alex);
        signInByDialog(freshAlex);
        QTRY_COMPARE(m_server->texts.size(), 1);
        m_server->send(u"{\"type\":\"auth_error\",\"reason\":\"expired\"}"_s);
        QTRY_VERIFY(shown<SignInDialog>()->message().contains(u"does not accept this token"_s));
    }

    void signIn_refused_isNotKept_data() { addWays(); }
    void signIn_refused_isNotKept()
    {
        QFETCH(const bool, byDialog);
        refuseEverybody();
        signInBy(byDialog, alex);
        QTRY_COMPARE(connection().status().state, ConnectionState::Unauthorized);
        QCOMPARE(m_keychain->asked, QStringList());
    }

    void signIn_setsTheServerAlike_data() { addWays(); }
    void signIn_setsTheServerAlike()
    {
        QFETCH(const bool, byDialog);
        QCOMPARE(m_client->settings().server({}), QUrl(u"ws://localhost:3001"_s));
        signInBy(byDialog, alex);
        QCOMPARE(m_client->settings().server({}), m_server->url());
        QCOMPARE(m_client->settings().lastAccount(), accountOf(alex));
    }

    void signIn_failed_leavesTheServerAsItWas_data() { addWays(); }
    void signIn_failed_leavesTheServerAsItWas()
    {
        QFETCH(const bool, byDialog);
        m_client->spoilCache(accountOf(alex));
        signInBy(byDialog, alex);
        QCOMPARE(m_client->settings().server({}), QUrl(u"ws://localhost:3001"_s));
        QCOMPARE(shown<SignInDialog>() != nullptr, byDialog); // which says why
        QVERIFY(!byDialog || !shown<SignInDialog>()->message().isEmpty());
    }

    void signIn_byCommand_closesTheDialogThatAsksForIt()
    {
        QSignalSpy signedIn(m_flow.get(), &SignInFlow::signedInChanged);
        m_flow->openSignIn();
        m_client->spoilCache(accountOf(sam));
        QVERIFY(!*m_flow->answer(local::SignIn{m_server->url(), sam}));
        QVERIFY(shown<SignInDialog>());
        QVERIFY(*m_flow->answer(local::SignIn{m_server->url(), alex}));
        QVERIFY(!shown<SignInDialog>());
        QCOMPARE(signedIn.constLast().constFirst().toString(), u"alex"_s);
    }

    void begin_tokenInTheKeychain_isUsed()
    {
        m_client->settings().setServer(QUrl(u"wss://ws.example.com"_s));
        comeBackAs(alex);
        m_keychain->tokens = {{keyOf(alex), alex.token}};
        m_flow->begin();
        QTRY_VERIFY(connection().isConnected());
        QCOMPARE(application().session()->identity(), alex.identity);
        QVERIFY(!shown<SignInDialog>());
        QCOMPARE(m_keychain->asked, QStringList{u"load "_s + keyOf(alex)});
        QCOMPARE(m_client->settings().server({}), QUrl(u"wss://ws.example.com"_s));
    }

    void begin_noToken_asks_data()
    {
        QTest::addColumn<bool>("hasKeychain");
        QTest::addColumn<bool>("hasAccount");
        QTest::addRow("at the first start") << true << false;
        QTest::addRow("after signing out") << true << true;
        QTest::addRow("without a keychain, at the first start") << false << false;
        QTest::addRow("without a keychain") << false << true;
    }
    void begin_noToken_asks()
    {
        QFETCH(const bool, hasKeychain);
        QFETCH(const bool, hasAccount);
        m_keychain->isAvailable = hasKeychain;
        if (hasAccount)
            comeBackAs(alex);
        m_flow->begin();
        QTRY_VERIFY(shown<SignInDialog>());
        const auto labels = shown<SignInDialog>()->findChildren<QLabel *>();
        const auto says = [&labels](const QString &text) {
            return std::any_of(labels.begin(), labels.end(), [&text](const QLabel *label) {
                return label->text().contains(text);
            });
        };
        QCOMPARE(says(u"kept in this computer's keychain"_s), hasKeychain);
        QCOMPARE(says(u"until the program ends"_s), !hasKeychain);
    }

    void begin_noTokenAndInTheTray_staysQuiet()
    {
        SignInFlow::Options options;
        options.asks = false;
        makeFlow(options);
        QSignalSpy notFound(m_keychain.get(), &Keychain::notFound);
        m_flow->begin();
        QVERIFY(notFound.wait());
        QVERIFY(!shown<SignInDialog>());
    }

    void begin_keychainIsNotToBeUsed_doesNotTouchIt()
    {
        SignInFlow::Options options;
        options.usesKeychain = false;
        makeFlow(options);
        m_flow->begin();
        signInByCommand(alex);
        QTRY_VERIFY(connection().isConnected());
        QVERIFY(*m_flow->answer(local::SignOut()));
        QCOMPARE(m_keychain->asked, QStringList());
    }

    void begin_damagedTokenInTheKeychain_isTold()
    {
        comeBackAs(alex);
        m_keychain->tokens = {{keyOf(alex), Token("a secret")}};
        QSignalSpy noticed(m_flow.get(), &SignInFlow::noticed);
        m_flow->begin();
        QTRY_COMPARE(noticed.size(), 1);
        QVERIFY(!noticed.constFirst().constFirst().toString().contains(u"secret"_s));
        QVERIFY(!application().session()->identity());
    }

    void begin_tokenInTheKeychainRefused_isForgotten()
    {
        refuseEverybody();
        comeBackAs(alex);
        m_keychain->tokens = {{keyOf(alex), alex.token}};
        m_flow->begin();
        QTRY_COMPARE(connection().status().state, ConnectionState::Unauthorized);
        QTRY_VERIFY(m_keychain->tokens.isEmpty());
    }

    void begin_somebodySignsInMeanwhile_leavesTheKeychainsTokenAlone()
    {
        comeBackAs(alex);
        m_keychain->tokens = {{keyOf(alex), alex.token}};
        QSignalSpy loaded(m_keychain.get(), &Keychain::loaded);
        m_flow->begin();
        signInByCommand(sam);
        QVERIFY(loaded.wait());
        QCOMPARE(application().session()->account(), accountOf(sam));
        QTRY_COMPARE(m_keychain->tokens,
                     (Tokens{{keyOf(alex), alex.token}, {keyOf(sam), sam.token}}));
    }

    void signOut_forgetsTheToken()
    {
        beConnectedAs(alex);
        QSignalSpy signedIn(m_flow.get(), &SignInFlow::signedInChanged);
        QVERIFY(*m_flow->answer(local::SignOut()));
        QCOMPARE(signedIn.constLast().constFirst().toString(), QString());
        QCOMPARE(connection().status().state, ConnectionState::SignedOut);
        QTRY_VERIFY(m_keychain->tokens.isEmpty());
        QCOMPARE(m_client->settings().accounts().size(), 1);
    }

    void signOut_beforeTheServerHasAccepted_keepsNothing()
    {
        beUnansweredAs(alex);
        QSignalSpy removed(m_keychain.get(), &Keychain::removed);
        QVERIFY(*m_flow->answer(local::SignOut()));
        QVERIFY(removed.wait());
        QCOMPARE(m_keychain->asked, QStringList{u"remove "_s + keyOf(alex)});
    }

    void signOut_nobodyIsThere_isDone()
    {
        QVERIFY(*m_flow->answer(local::SignOut()));
        QCOMPARE(m_keychain->asked, QStringList());
    }

    void signOut_byDialogAndForgetting_leavesNothingOfTheAccount()
    {
        beConnectedAs(alex);
        receiveAnEvent();
        m_flow->openAccount();
        auto *dialog = shown<AccountDialog>();
        dialog->findChild<QCheckBox *>()->click();
        button(dialog, u"Sign out"_s)->click();
        QCOMPARE(application().session()->feed().unreadCount(), 0);
        QVERIFY(m_client->settings().accounts().isEmpty());
        QTRY_VERIFY(m_keychain->tokens.isEmpty());
    }

    void openAccount_nobodyHasEverSignedIn_asks()
    {
        m_flow->openAccount();
        QVERIFY(shown<SignInDialog>());
        QVERIFY(!shown<AccountDialog>());
    }

    void switchTo_anotherAccount_usesItsTokenAndKeepsTheOther()
    {
        beConnectedAs(alex);
        beConnectedAs(sam);
        switchToOther();
        QTRY_COMPARE(application().session()->identity(), alex.identity);
        QTRY_VERIFY(connection().isConnected());
        QCOMPARE(m_keychain->tokens, (Tokens{{keyOf(alex), alex.token}, {keyOf(sam), sam.token}}));
    }

    void switchTo_anotherAccountWithoutAToken_asks()
    {
        beConnectedAs(alex);
        beConnectedAs(sam);
        m_keychain->tokens.remove(keyOf(alex));
        switchToOther();
        QTRY_VERIFY(shown<SignInDialog>());
        QCOMPARE(application().session()->account(), accountOf(alex));
    }

    void switchTo_accountThatCannotBeOpened_staysAndSaysWhy()
    {
        beConnectedAs(alex);
        beUnansweredAs(sam);
        m_client->spoilCache(accountOf(alex));
        QSignalSpy noticed(m_flow.get(), &SignInFlow::noticed);
        switchToOther();
        QCOMPARE(noticed.size(), 1);
        QCOMPARE(application().session()->account(), accountOf(sam));
        m_server->send(test::hello); // and the token that waits for it is not lost
        QTRY_COMPARE(m_keychain->tokens.value(keyOf(sam)), sam.token);
    }

    void link_fillsInTheDialogAndSendsNothing()
    {
        QVERIFY(*m_flow->answer(local::OpenLink{linkTo(m_server->url())}));
        auto *dialog = shown<SignInDialog>();
        QVERIFY(dialog && !application().session());
        button(dialog, u"Sign in"_s)->click();
        QTRY_COMPARE(m_keychain->tokens, (Tokens{{keyOf(alex), alex.token}}));
    }

    void link_withABadToken_isShownWithWhatIsWrong_data()
    {
        QTest::addColumn<QString>("token");
        QTest::addColumn<QString>("words");
        QTest::addRow("no token") << u"password"_s << u"not a token"_s;
        QTest::addRow("too long") << QString(9000, u'x') << u"too long to be a token"_s;
    }
    void link_withABadToken_isShownWithWhatIsWrong()
    {
        QFETCH(const QString, token);
        QFETCH(const QString, words);
        const QString link =
            u"timesheet-tray://sign-in?server=wss://ws.example.com&token="_s + token;
        QVERIFY(*m_flow->answer(local::OpenLink{link}));
        QVERIFY2(shown<SignInDialog>()->message().contains(words),
                 qPrintable(shown<SignInDialog>()->message()));
        QVERIFY(!button(shown<SignInDialog>(), u"Sign in"_s)->isEnabled());
    }

    void link_toAnotherServerThanTheImposedOne_isRefused()
    {
        m_flow.reset();
        m_client->administrate("[connection]\nserver=wss://ws.example.com\n");
        makeFlow();
        const auto refused = m_flow->answer(local::OpenLink{linkTo(m_server->url())});
        QVERIFY(refused && !*refused);
        QVERIFY(refused->error().contains(u"wss://ws.example.com"_s));
        QVERIFY(!shown<SignInDialog>());
        QVERIFY(*m_flow->answer(local::OpenLink{linkTo(QUrl(u"wss://ws.example.com"_s))}));
        QVERIFY(shown<SignInDialog>());
    }

    void link_noneOfOurs_isRefused()
    {
        const auto refused = m_flow->answer(local::OpenLink{u"https://example.com"_s});
        QVERIFY(refused && !*refused);
        QVERIFY(!shown<SignInDialog>());
    }

    void expiry_isWarnedOf()
    {
        QSignalSpy warned(m_flow.get(), &SignInFlow::expiresSoon);
        const qint64 soon = QDateTime::currentSecsSinceEpoch() + 300;
        signInByCommand(test::credentialsFor(u"acme"_s, u"alex"_s, soon));
        QTRY_COMPARE(warned.size(), 1);
        const auto warning = warned.constFirst().constFirst().value<Notification>();
        QCOMPARE(warning.subject, Notification::Subject::SignIn);
    }

    void answer_whatIsNotAboutSigningIn_isTheApplications()
    {
        QVERIFY(m_flow->answer(local::Status())->value().value(u"running"_s).toBool());
        QVERIFY(m_flow->answer(local::Events())->value().contains(u"events"_s));
        QVERIFY(!m_flow->answer(local::Show()));
    }

private:
    using Tokens = QMap<QString, Token>;

    static void addWays()
    {
        QTest::addColumn<bool>("byDialog");
        QTest::addRow("dialog") << true;
        QTest::addRow("command") << false;
    }

    void makeFlow(const SignInFlow::Options &options = {})
    {
        m_flow = std::make_unique<SignInFlow>(m_client->application(), *m_keychain, options,
                                              [] { return QDateTime::currentDateTimeUtc(); });
        connect(&m_client->application(), &ClientApplication::sessionOpened, m_flow.get(),
                &SignInFlow::follow);
    }

    ClientApplication &application() { return m_client->application(); }
    ConnectionManager &connection() { return application().session()->connection(); }

    Account accountOf(const Credentials &credentials) const
    {
        return {m_server->url(), credentials.identity.tenant, credentials.identity.user};
    }
    QString keyOf(const Credentials &credentials) const
    {
        return accountKey(accountOf(credentials));
    }

    static QString linkTo(const QUrl &server)
    {
        return u"timesheet-tray://sign-in?server=%1&token=%2"_s.arg(
            server.toString(), QString::fromLatin1(alex.token.bytes()));
    }

    /// A start after somebody has signed in: their account is there, and they are not signed in.
    void comeBackAs(const Credentials &credentials)
    {
        m_client->settings().setLastAccount(accountOf(credentials));
        QVERIFY(application().openLastAccount({}));
    }

    /// What GoTrue says at the server's address, to whatever it is asked.
    void serveTokens(int status, const Credentials &credentials, const QByteArray &refreshToken)
    {
        const QJsonObject said{{u"access_token"_s, QString::fromLatin1(credentials.token.bytes())},
                               {u"expires_in"_s, 3600},
                               {u"refresh_token"_s, QString::fromLatin1(refreshToken)},
                               {u"error_code"_s, u"invalid_credentials"_s}};
        m_server->http = [status, said](const test::HttpRequest &request) -> test::HttpAnswer {
            if (!request.target.startsWith("/auth/v1/token"))
                return {};
            return {status, QJsonDocument(said).toJson(), {}};
        };
    }

    /// A start on a project of Supabase, with tokens of long ago in the keychain: returned.
    Tokens comeBackWithExpiredTokens()
    {
        m_flow.reset();
        m_client->administrate("[connection]\nanon_key=the-key\n");
        makeFlow();
        const Credentials expired = test::credentialsFor(u"acme"_s, u"alex"_s, 1000000000);
        m_keychain->tokens = {{keyOf(alex), Token(expired.token.bytes() + "\nfirst")}};
        comeBackAs(alex);
        m_flow->begin();
        return m_keychain->tokens;
    }

    void refuseEverybody()
    {
        m_server->greeting.clear();
        m_server->answersPings = false;
        m_server->closesWith = {1008, u"Unauthorized"_s};
    }

    void receiveAnEvent()
    {
        m_server->send(u"{\"type\":\"timesheet:approved\",\"payload\":{},\"id\":\"1\","
                       "\"timestamp\":\"2026-11-23T08:15:30.123Z\",\"tenant_id\":\"acme\"}"_s);
        QTRY_COMPARE(application().session()->feed().unreadCount(), 1);
    }

    /// To the one other account, by the dialog.
    void switchToOther()
    {
        m_flow->openAccount();
        button(shown<AccountDialog>(), u"Switch"_s)->click();
    }

    void signInByDialog(const Credentials &credentials)
    {
        m_flow->openSignIn();
        auto *dialog = shown<SignInDialog>();
        dialog->findChild<QLineEdit *>()->setText(m_server->url().toString());
        dialog->setToken(credentials.token);
        button(dialog, u"Sign in"_s)->click();
    }
    void signInByCommand(const Credentials &credentials)
    {
        m_flow->answer(local::SignIn{m_server->url(), credentials});
    }
    void signInBy(bool dialog, const Credentials &credentials)
    {
        if (dialog)
            signInByDialog(credentials);
        else
            signInByCommand(credentials);
    }

    /// Signed in, accepted, and the token in the keychain.
    void beConnectedAs(const Credentials &credentials)
    {
        signInByCommand(credentials);
        QTRY_COMPARE(m_keychain->tokens.value(keyOf(credentials)), credentials.token);
        QVERIFY(connection().isConnected());
    }

    /// Signed in, and the server has not said yet what it thinks of the token.
    void beUnansweredAs(const Credentials &credentials)
    {
        m_server->greeting.clear();
        m_server->answersPings = false;
        QSignalSpy connected(m_server.get(), &test::ScriptedServer::clientConnected);
        signInByCommand(credentials);
        QVERIFY(connected.wait());
    }

    /// Has a connection that is there tell its state again, with a round trip.
    void sayPong()
    {
        QSignalSpy told(&connection(), &ConnectionManager::statusChanged);
        m_server->send(u"{\"type\":\"pong\"}"_s);
        QVERIFY(told.wait());
        QVERIFY(connection().isConnected());
    }

    std::unique_ptr<test::ScriptedServer> m_server;
    std::unique_ptr<test::ClientInAFolder> m_client;
    std::unique_ptr<test::FakeKeychain> m_keychain;
    std::unique_ptr<SignInFlow> m_flow;
};

} // namespace timesheet

QTEST_MAIN(timesheet::SignInFlowTest)
#include "tst_sign_in_flow.moc"
