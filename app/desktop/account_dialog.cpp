#include "desktop/account_dialog.h"

#include "desktop/date_text.h"
#include "desktop/icons.h"
#include "desktop/palette.h"
#include "desktop/plain_text.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace timesheet {

AccountDialog::AccountDialog(Clock now, QWidget *parent)
    : QDialog(parent)
    , m_now(std::move(now))
    , m_facts(new QFormLayout)
    , m_forget(new QCheckBox(tr("When signing out, also forget the events on this computer")))
{
    constexpr int Margin = 20;
    setWindowTitle(tr("Account"));
    setWindowIcon(applicationIcon());
    m_facts->setHorizontalSpacing(Margin);
    m_facts->setVerticalSpacing(Margin / 2);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    auto *signOut = new QPushButton(tr("Sign out"));
    signOut->setAutoDefault(false);
    auto *renew = new QPushButton(tr("New token…"));
    renew->setAutoDefault(false);
    buttons->addButton(signOut, QDialogButtonBox::ActionRole);
    buttons->addButton(renew, QDialogButtonBox::ActionRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(renew, &QPushButton::clicked, this, [this] {
        accept();
        emit signInRequested();
    });
    connect(signOut, &QPushButton::clicked, this, [this] {
        const CachedEvents events =
            m_forget->isChecked() ? CachedEvents::Forget : CachedEvents::Keep;
        accept();
        emit signOutRequested(events);
    });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Margin, Margin, Margin, Margin);
    layout->setSpacing(Margin);
    layout->addLayout(m_facts);
    layout->addWidget(m_forget);
    layout->addStretch();
    layout->addWidget(buttons);
}

void AccountDialog::open(const Identity &identity, const QUrl &server)
{
    constexpr qsizetype MaxValue = 80;
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    const auto add = [this](const QString &name, const QString &value) {
        if (value.isEmpty())
            return;
        auto *label = new QLabel(name);
        QPalette muted = palette();
        muted.setColor(QPalette::WindowText, mutedText(palette()));
        label->setPalette(muted);
        auto *text = new QLabel(plainLine(value, MaxValue));
        text->setTextFormat(Qt::PlainText);
        text->setAccessibleName(name);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_facts->addRow(label, text);
    };
    add(tr("Name"), identity.name);
    add(tr("User"), identity.user.value());
    add(tr("Organisation"), identity.tenant.value());
    add(tr("Role"), identity.role);
    add(tr("Server"), server.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery));
    if (identity.expiresAt)
        add(tr("Signed in until"), dayAndTime(*identity.expiresAt, m_now(), QLocale()));
    m_forget->setChecked(false);
    show();
    raise();
    activateWindow();
}

} // namespace timesheet
