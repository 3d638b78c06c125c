#include "desktop/dialogs/account_dialog.h"

#include "desktop/look/accessibility.h"
#include "desktop/look/icons.h"
#include "desktop/look/palette.h"
#include "desktop/words/date_text.h"
#include "desktop/words/plain_text.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace timesheet {

namespace {

constexpr int margin = 20;
constexpr qsizetype maxValue = 80;

QLabel *plainLabel(const QString &text)
{
    auto *label = new QLabel(plainLine(text, maxValue));
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

AccountDialog::AccountDialog(Clock now, QWidget *parent)
    : QDialog(parent)
    , m_now(std::move(now))
    , m_facts(new QFormLayout)
    , m_othersTitle(new QLabel(tr("Other accounts on this computer")))
    , m_others(new QGridLayout)
    , m_forget(new QCheckBox(tr("When signing out, also forget the events on this computer")))
    , m_signOut(new QPushButton(tr("Sign out")))
    , m_signIn(new QPushButton)
{
    setWindowTitle(tr("Account"));
    setWindowIcon(applicationIcon());
    m_facts->setHorizontalSpacing(margin);
    m_facts->setVerticalSpacing(margin / 2);
    QFont font = m_othersTitle->font();
    font.setBold(true);
    m_othersTitle->setFont(font);
    m_others->setColumnStretch(0, 1);
    m_others->setHorizontalSpacing(margin);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(margin);
    layout->addLayout(m_facts);
    layout->addWidget(m_forget);
    layout->addWidget(m_othersTitle);
    layout->addLayout(m_others);
    layout->addStretch();
    layout->addLayout(buildButtons());
}

QLayout *AccountDialog::buildButtons()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    for (QPushButton *button : {m_signOut, m_signIn}) {
        button->setAutoDefault(false);
        buttons->addButton(button, QDialogButtonBox::ActionRole);
    }
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_signIn, &QPushButton::clicked, this, [this] {
        accept();
        emit signInRequested();
    });
    connect(m_signOut, &QPushButton::clicked, this, [this] {
        const CachedEvents events =
            m_forget->isChecked() ? CachedEvents::Forget : CachedEvents::Keep;
        accept();
        emit signOutRequested(events);
    });
    auto *layout = new QVBoxLayout;
    layout->addWidget(buttons);
    return layout;
}

void AccountDialog::open(const std::optional<Identity> &identity, const Account &account,
                         const QList<KnownAccount> &others)
{
    showFacts(identity, account);
    showOthers(others);
    m_forget->setChecked(false);
    m_forget->setVisible(identity.has_value());
    m_signOut->setVisible(identity.has_value());
    readInOrder(*layout());
    m_signIn->setText(identity ? tr("New token…") : tr("Sign in…"));
    show();
    raise();
    activateWindow();
}

void AccountDialog::showFacts(const std::optional<Identity> &identity, const Account &account)
{
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedText(palette()));
    const auto add = [this, &muted](const QString &name, const QString &value) {
        if (value.isEmpty())
            return;
        auto *label = new QLabel(name);
        label->setPalette(muted);
        QLabel *text = plainLabel(value);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_facts->addRow(label, text);
    };
    if (identity)
        add(tr("Name"), identity->name);
    add(tr("User"), account.user.value());
    add(tr("Organisation"), account.tenant.value());
    if (identity)
        add(tr("Role"), identity->role);
    add(tr("Server"), account.server.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery));
    if (!identity)
        add(tr("State"), tr("Not signed in"));
    else if (identity->expiresAt)
        add(tr("Signed in until"), dayAndTime(*identity->expiresAt, m_now(), QLocale()));
}

void AccountDialog::showOthers(const QList<KnownAccount> &others)
{
    while (QLayoutItem *item = m_others->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_othersTitle->setVisible(!others.isEmpty());
    int row = 0;
    for (const KnownAccount &other : others) {
        const Account &account = other.account;
        const QString who = other.name.isEmpty() ? account.user.value() : other.name;
        QLabel *text = plainLabel(tr("%1, %2, %3", "user, organisation, server")
                                      .arg(who, account.tenant.value(), account.server.host()));
        auto *button = new QPushButton(tr("Switch"));
        button->setAutoDefault(false);
        button->setAccessibleName(tr("Switch to %1").arg(text->text()));
        connect(button, &QPushButton::clicked, this, [this, account] {
            accept();
            emit accountChosen(account);
        });
        m_others->addWidget(text, row, 0);
        m_others->addWidget(button, row, 1);
        ++row;
    }
}

} // namespace timesheet
