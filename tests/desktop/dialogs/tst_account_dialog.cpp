#include "desktop/dialogs/account_dialog.h"
#include "desktop/samples.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QtTest>

using namespace timesheet;
using namespace Qt::StringLiterals;

namespace {

Identity identity()
{
    return {samples::ownAccount.tenant, samples::ownAccount.user, u"Sam Reed"_s, u"employee"_s,
            samples::now().addSecs(8LL * 3600)};
}

bool says(const AccountDialog &dialog, const QString &text)
{
    const auto labels = dialog.findChildren<QLabel *>();
    return std::any_of(labels.cbegin(), labels.cend(), [&text](const QLabel *label) {
        return label->text().contains(text) && label->isVisibleTo(label->window());
    });
}

QPushButton *button(const AccountDialog &dialog, const QString &text)
{
    for (auto *candidate : dialog.findChildren<QPushButton *>()) {
        if (candidate->text() == text && candidate->isVisibleTo(&dialog))
            return candidate;
    }
    return nullptr;
}

} // namespace

class TestAccountDialog : public QObject
{
    Q_OBJECT

private slots:
    void open_saysWhoIsSignedIn();
    void signOut_asksWhetherToForget();
    void open_signedOut_offersToSignIn();
    void otherAccount_canBeSwitchedTo();
};

void TestAccountDialog::open_saysWhoIsSignedIn()
{
    AccountDialog dialog(samples::now);
    dialog.open(identity(), samples::ownAccount, {});
    for (const QString &text :
         {u"Sam Reed"_s, u"tenant-123"_s, u"wss://ws.example.com"_s, u"today 17:30"_s})
        QVERIFY2(says(dialog, text), qPrintable(text));
    QVERIFY(!says(dialog, u"Other accounts"_s));
    QSignalSpy signIn(&dialog, &AccountDialog::signInRequested);
    button(dialog, u"New token…"_s)->click();
    QCOMPARE(signIn.size(), 1);
}

void TestAccountDialog::signOut_asksWhetherToForget()
{
    AccountDialog dialog(samples::now);
    QSignalSpy signOut(&dialog, &AccountDialog::signOutRequested);
    using CachedEvents = AccountDialog::CachedEvents;
    dialog.open(identity(), samples::ownAccount, {});
    button(dialog, u"Sign out"_s)->click();
    QCOMPARE(signOut.takeFirst().at(0).value<CachedEvents>(), CachedEvents::Keep);
    dialog.open(identity(), samples::ownAccount, {});
    dialog.findChild<QCheckBox *>()->click();
    button(dialog, u"Sign out"_s)->click();
    QCOMPARE(signOut.takeFirst().at(0).value<CachedEvents>(), CachedEvents::Forget);
}

void TestAccountDialog::open_signedOut_offersToSignIn()
{
    AccountDialog dialog(samples::now);
    dialog.open(std::nullopt, samples::ownAccount, {});
    QVERIFY(says(dialog, u"Not signed in"_s));
    QVERIFY(!button(dialog, u"Sign out"_s));
    QVERIFY(button(dialog, u"Sign in…"_s));
}

void TestAccountDialog::otherAccount_canBeSwitchedTo()
{
    AccountDialog dialog(samples::now);
    QSignalSpy chosen(&dialog, &AccountDialog::accountChosen);
    dialog.open(identity(), samples::ownAccount, {{samples::otherAccount, u"Sam Reed"_s}});
    QVERIFY(says(dialog, u"Sam Reed, studio, ws.other.example"_s));
    button(dialog, u"Switch"_s)->click();
    QCOMPARE(chosen.at(0).at(0).value<Account>(), samples::otherAccount);
    QVERIFY(!dialog.isVisible());
}

QTEST_MAIN(TestAccountDialog)
#include "tst_account_dialog.moc"
