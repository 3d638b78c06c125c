#include "desktop/dialogs/sign_in_dialog.h"
#include "desktop/samples.h"

#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryFile>

using namespace timesheet;
using namespace Qt::StringLiterals;

namespace {

tl::expected<Identity, SignInProblem> readToken(const QByteArray &token)
{
    if (token == "no.tenant.x")
        return tl::unexpected(SignInProblem::NoOrganisation);
    if (token == "no.user.x")
        return tl::unexpected(SignInProblem::NoUser);
    if (token.count('.') != 2)
        return tl::unexpected(SignInProblem::NotAToken);
    Identity identity{TenantId(u"tenant-123"_s), samples::Reader, u"Sam Reed"_s, {}, {}};
    identity.expiresAt = samples::now().addSecs(token == "an.expired.x" ? -60 : 3600);
    return identity;
}

QPushButton *button(const QWidget &dialog, const QString &text)
{
    for (QPushButton *candidate : dialog.findChildren<QPushButton *>()) {
        if (candidate->text() == text)
            return candidate;
    }
    return nullptr;
}

bool says(const QWidget &dialog, const QString &text)
{
    for (const QLabel *label : dialog.findChildren<QLabel *>()) {
        if (label->isVisible() && label->text().contains(text))
            return true;
    }
    return false;
}

const QUrl Server(u"wss://ws.example.com"_s);

} // namespace

class TestSignInDialog : public QObject
{
    Q_OBJECT

private slots:
    void goodToken_showsWhoAndWhereBeforeItIsSent();
    void badToken_isRefusedInPlainWords_data();
    void badToken_isRefusedInPlainWords();
    void server_asTyped_isUnderstood_data();
    void server_asTyped_isUnderstood();
    void token_asPasted_isUnderstood();
    void plainConnection_isWarnedOf();
    void droppedFile_isRead();
    void missingKeychain_isTold();
    void refusal_isTold_andDialogStays();
    void success_closesTheDialog();
    void link_namesTheServer_andSendsNothingByItself();
};

void TestSignInDialog::goodToken_showsWhoAndWhereBeforeItIsSent()
{
    SignInDialog dialog(readToken, samples::now);
    QSignalSpy requested(&dialog, &SignInDialog::signInRequested);
    dialog.open(Server);
    QVERIFY(!button(dialog, u"Sign in"_s)->isEnabled());
    QVERIFY(dialog.message().isEmpty());
    dialog.setToken("a.b.c");
    QVERIFY(says(dialog, u"Sam Reed (user-7)"_s));
    QVERIFY(says(dialog, u"Organisation: tenant-123"_s));
    QVERIFY(says(dialog, u"Valid until today 10:30"_s));
    QVERIFY(requested.isEmpty());
    button(dialog, u"Sign in"_s)->click();
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested.at(0).at(0).toUrl(), Server);
    QCOMPARE(requested.at(0).at(1).toByteArray(), QByteArray("a.b.c"));
    QVERIFY(!button(dialog, u"Signing in…"_s)->isEnabled());
}

void TestSignInDialog::badToken_isRefusedInPlainWords_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("words");
    QTest::addRow("no token") << QByteArray("password") << u"This is not a token."_s;
    QTest::addRow("no tenant") << QByteArray("no.tenant.x") << u"names no organisation"_s;
    QTest::addRow("no user") << QByteArray("no.user.x") << u"does not say whose it is"_s;
    QTest::addRow("expired") << QByteArray("an.expired.x") << u"This token has expired"_s;
}

void TestSignInDialog::badToken_isRefusedInPlainWords()
{
    QFETCH(const QByteArray, token);
    QFETCH(const QString, words);
    SignInDialog dialog(readToken, samples::now);
    dialog.open(Server);
    dialog.setToken(token);
    QVERIFY2(dialog.message().contains(words), qPrintable(dialog.message()));
    QVERIFY(!button(dialog, u"Sign in"_s)->isEnabled());
}

void TestSignInDialog::server_asTyped_isUnderstood_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QUrl>("server");
    QTest::addRow("wss") << u"wss://ws.example.com"_s << Server;
    QTest::addRow("white space") << u" wss://ws.example.com\n"_s << Server;
    QTest::addRow("no scheme") << u"ws.example.com"_s << Server;
    QTest::addRow("this machine") << u"localhost:3001"_s << QUrl(u"ws://localhost:3001"_s);
    QTest::addRow("this machine's address")
        << u"127.0.0.1:3001"_s << QUrl(u"ws://127.0.0.1:3001"_s);
    QTest::addRow("http") << u"https://ws.example.com"_s << QUrl();
    QTest::addRow("with a user") << u"wss://me:pw@ws.example.com"_s << QUrl();
    QTest::addRow("with a query") << u"wss://ws.example.com/?token=x"_s << QUrl();
    QTest::addRow("nonsense") << u"wss://"_s << QUrl();
    QTest::addRow("file") << u"file:///etc/passwd"_s << QUrl();
}

void TestSignInDialog::server_asTyped_isUnderstood()
{
    QFETCH(const QString, text);
    QFETCH(const QUrl, server);
    QCOMPARE(serverIn(text), server);
}

void TestSignInDialog::token_asPasted_isUnderstood()
{
    QCOMPARE(tokenIn(u"  Bearer \"a.b\n.c\" \r\n"_s), QByteArray("a.b.c"));
    QCOMPARE(tokenIn(QString()), QByteArray());
}

void TestSignInDialog::plainConnection_isWarnedOf()
{
    SignInDialog dialog(readToken, samples::now);
    dialog.open(QUrl(u"ws://ws.example.com"_s));
    QVERIFY(says(dialog, u"not encrypted"_s));
    dialog.findChild<QLineEdit *>()->setText(u"ws://localhost:3001"_s);
    QVERIFY(!says(dialog, u"not encrypted"_s));
}

void TestSignInDialog::droppedFile_isRead()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("a.b.c\n");
    file.close();
    SignInDialog dialog(readToken, samples::now);
    dialog.open(Server);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file.fileName())});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&dialog, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&dialog, &drop);
    QVERIFY(button(dialog, u"Sign in"_s)->isEnabled());
}

void TestSignInDialog::missingKeychain_isTold()
{
    SignInDialog dialog(readToken, samples::now);
    dialog.open(Server);
    QVERIFY(says(dialog, u"kept in this computer's keychain"_s));
    dialog.setKeychainAvailable(false);
    QVERIFY(says(dialog, u"until the program ends"_s));
}

void TestSignInDialog::refusal_isTold_andDialogStays()
{
    SignInDialog dialog(readToken, samples::now);
    dialog.open(Server);
    dialog.setToken("a.b.c");
    button(dialog, u"Sign in"_s)->click();
    ConnectionStatus status;
    status.state = ConnectionState::Connecting;
    dialog.setStatus(status);
    QVERIFY(button(dialog, u"Signing in…"_s));
    status.state = ConnectionState::Unauthorized;
    dialog.setStatus(status);
    QVERIFY(dialog.isVisible());
    QVERIFY(dialog.message().contains(u"does not accept this token"_s));
    QVERIFY(button(dialog, u"Sign in"_s)->isEnabled());
}

void TestSignInDialog::success_closesTheDialog()
{
    SignInDialog dialog(readToken, samples::now);
    dialog.open(Server);
    ConnectionStatus status;
    status.state = ConnectionState::Connected;
    dialog.setStatus(status); // of the sign-in before
    QVERIFY(dialog.isVisible());
    dialog.setToken("a.b.c");
    button(dialog, u"Sign in"_s)->click();
    dialog.setStatus(status);
    QVERIFY(!dialog.isVisible());
}

void TestSignInDialog::link_namesTheServer_andSendsNothingByItself()
{
    SignInDialog dialog(readToken, samples::now);
    QSignalSpy requested(&dialog, &SignInDialog::signInRequested);
    dialog.openLink(QUrl(u"wss://ws.other.example"_s), "a.b.c");
    QVERIFY(says(dialog, u"A link wants to sign you in at ws.other.example"_s));
    QVERIFY(button(dialog, u"Sign in"_s)->isEnabled());
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    QTest::keyClick(dialog.focusWidget(), Qt::Key_Return); // by mistake: that is Cancel
    QVERIFY(!dialog.isVisible());
    QCOMPARE(requested.size(), 0);

    dialog.openLink(QUrl(u"wss://ws.other.example"_s), "a.b.c");
    button(dialog, u"Sign in"_s)->click();
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested.at(0).at(0).toUrl(), QUrl(u"wss://ws.other.example"_s));
    dialog.openLink(QUrl(u"wss://ws.third.example"_s), "d.e.f"); // one after the other
    QVERIFY(!says(dialog, u"ws.third.example"_s));
    dialog.reject();
    dialog.open(Server);
    QVERIFY(!says(dialog, u"A link wants"_s));
}

QTEST_MAIN(TestSignInDialog)
#include "tst_sign_in_dialog.moc"
