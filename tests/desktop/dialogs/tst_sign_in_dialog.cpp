#include "desktop/dialogs/sign_in_dialog.h"
#include "desktop/samples.h"
#include "support/server_addresses.h"

#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryFile>

using namespace timesheet;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestText = 100;

tl::expected<Credentials, SignInProblem> readToken(const QString &token)
{
    if (token.size() > longestText / 2)
        return tl::unexpected(SignInProblem::TooLong);
    if (token == u"no.tenant.x")
        return tl::unexpected(SignInProblem::NoOrganisation);
    if (token == u"no.user.x")
        return tl::unexpected(SignInProblem::NoUser);
    if (token.count(u'.') != 2)
        return tl::unexpected(SignInProblem::NotAToken);
    Identity identity{TenantId(u"tenant-123"_s), samples::reader, u"Sam Reed"_s, {}, {}};
    identity.expiresAt = samples::now().addSecs(token == u"an.expired.x" ? -60 : 3600);
    return Credentials{Token(token.toUtf8()), identity};
}

const TokenReader reader{readToken, longestText};

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

void dropFileWith(const QByteArray &content, QWidget &target)
{
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(content);
    file.close();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file.fileName())});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &drop);
}

const QUrl server(u"wss://ws.example.com"_s);

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
    void plainConnection_isWarnedOf();
    void droppedFile_isRead();
    void droppedFile_thatIsTooLong_isLeftAlone();
    void missingKeychain_isTold();
    void refusal_isTold_andDialogStays();
    void success_closesTheDialog();
    void link_namesTheServer_andSendsNothingByItself();
};

void TestSignInDialog::goodToken_showsWhoAndWhereBeforeItIsSent()
{
    SignInDialog dialog(reader, samples::now);
    QSignalSpy requested(&dialog, &SignInDialog::signInRequested);
    dialog.open(server);
    QVERIFY(!button(dialog, u"Sign in"_s)->isEnabled());
    QVERIFY(dialog.message().isEmpty());
    dialog.setToken(Token("a.b.c"));
    QVERIFY(says(dialog, u"Sam Reed (user-7)"_s));
    QVERIFY(says(dialog, u"Organisation: tenant-123"_s));
    QVERIFY(says(dialog, u"Valid until today 10:30"_s));
    QVERIFY(requested.isEmpty());
    button(dialog, u"Sign in"_s)->click();
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested.at(0).at(0).toUrl(), server);
    QCOMPARE(requested.at(0).at(1).value<Credentials>().token, Token("a.b.c"));
    QVERIFY(!button(dialog, u"Signing in…"_s)->isEnabled());
}

void TestSignInDialog::badToken_isRefusedInPlainWords_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("words");
    QTest::addRow("no token") << QByteArray("password") << u"This is not a token."_s;
    QTest::addRow("too long") << QByteArray(longestText, 'x') << u"too long to be a token"_s;
    QTest::addRow("no tenant") << QByteArray("no.tenant.x") << u"names no organisation"_s;
    QTest::addRow("no user") << QByteArray("no.user.x") << u"does not say whose it is"_s;
    QTest::addRow("expired") << QByteArray("an.expired.x") << u"This token has expired"_s;
}

void TestSignInDialog::badToken_isRefusedInPlainWords()
{
    QFETCH(const QByteArray, token);
    QFETCH(const QString, words);
    SignInDialog dialog(reader, samples::now);
    dialog.open(server);
    dialog.setToken(Token(token));
    QVERIFY2(dialog.message().contains(words), qPrintable(dialog.message()));
    QVERIFY(!button(dialog, u"Sign in"_s)->isEnabled());
}

void TestSignInDialog::server_asTyped_isUnderstood_data()
{
    samples::addServerAddresses();
}

void TestSignInDialog::server_asTyped_isUnderstood()
{
    QFETCH(const QString, text);
    QFETCH(const QString, url);
    SignInDialog dialog(reader, samples::now);
    QSignalSpy requested(&dialog, &SignInDialog::signInRequested);
    dialog.open({});
    dialog.setToken(Token("a.b.c"));
    dialog.findChild<QLineEdit *>()->setText(text);
    QCOMPARE(dialog.message().isEmpty(), !url.isEmpty());
    QCOMPARE(button(dialog, u"Sign in"_s)->isEnabled(), !url.isEmpty());
    button(dialog, u"Sign in"_s)->click();
    QCOMPARE(requested.size(), url.isEmpty() ? 0 : 1);
    if (!url.isEmpty())
        QCOMPARE(requested.at(0).at(0).toUrl(), QUrl(url));
}

void TestSignInDialog::plainConnection_isWarnedOf()
{
    SignInDialog dialog(reader, samples::now);
    dialog.open(QUrl(u"ws://ws.example.com"_s));
    QVERIFY(says(dialog, u"not encrypted"_s));
    dialog.findChild<QLineEdit *>()->setText(u"ws://localhost:3001"_s);
    QVERIFY(!says(dialog, u"not encrypted"_s));
}

void TestSignInDialog::droppedFile_isRead()
{
    SignInDialog dialog(reader, samples::now);
    dialog.open(server);
    dropFileWith("a.b.c\n", dialog);
    QVERIFY(button(dialog, u"Sign in"_s)->isEnabled());
}

void TestSignInDialog::droppedFile_thatIsTooLong_isLeftAlone()
{
    SignInDialog dialog(reader, samples::now);
    dialog.open(server);
    dropFileWith(QByteArray(longestText + 1, 'x'), dialog);
    QVERIFY(dialog.message().contains(u"This file is too long"_s));
    QVERIFY(!button(dialog, u"Sign in"_s)->isEnabled());
}

void TestSignInDialog::missingKeychain_isTold()
{
    SignInDialog dialog(reader, samples::now);
    dialog.open(server);
    QVERIFY(says(dialog, u"kept in this computer's keychain"_s));
    dialog.setKeychainAvailable(false);
    QVERIFY(says(dialog, u"until the program ends"_s));
}

void TestSignInDialog::refusal_isTold_andDialogStays()
{
    SignInDialog dialog(reader, samples::now);
    dialog.open(server);
    dialog.setToken(Token("a.b.c"));
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
    SignInDialog dialog(reader, samples::now);
    dialog.open(server);
    ConnectionStatus status;
    status.state = ConnectionState::Connected;
    dialog.setStatus(status); // of the sign-in before
    QVERIFY(dialog.isVisible());
    dialog.setToken(Token("a.b.c"));
    button(dialog, u"Sign in"_s)->click();
    dialog.setStatus(status);
    QVERIFY(!dialog.isVisible());
}

void TestSignInDialog::link_namesTheServer_andSendsNothingByItself()
{
    SignInDialog dialog(reader, samples::now);
    QSignalSpy requested(&dialog, &SignInDialog::signInRequested);
    dialog.openLink(QUrl(u"wss://ws.other.example"_s), Token("a.b.c"));
    QVERIFY(says(dialog, u"A link wants to sign you in at ws.other.example"_s));
    QVERIFY(button(dialog, u"Sign in"_s)->isEnabled());
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    QTest::keyClick(dialog.focusWidget(), Qt::Key_Return); // by mistake: that is Cancel
    QVERIFY(!dialog.isVisible());
    QCOMPARE(requested.size(), 0);

    dialog.openLink(QUrl(u"wss://ws.other.example"_s), Token("a.b.c"));
    button(dialog, u"Sign in"_s)->click();
    QCOMPARE(requested.size(), 1);
    QCOMPARE(requested.at(0).at(0).toUrl(), QUrl(u"wss://ws.other.example"_s));
    dialog.openLink(QUrl(u"wss://ws.third.example"_s), Token("d.e.f")); // one after the other
    QVERIFY(!says(dialog, u"ws.third.example"_s));
    dialog.reject();
    dialog.open(server);
    QVERIFY(!says(dialog, u"A link wants"_s));
}

QTEST_MAIN(TestSignInDialog)
#include "tst_sign_in_dialog.moc"
