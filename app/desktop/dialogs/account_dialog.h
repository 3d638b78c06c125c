#pragma once

#include "domain/account.h"
#include "domain/clock.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QFormLayout;
class QGridLayout;
class QLabel;
class QPushButton;

namespace timesheet {

/// Who is signed in, the way out, and the way to the other accounts on this computer.
class AccountDialog : public QDialog
{
    Q_OBJECT

public:
    enum class CachedEvents {
        Keep,
        Forget,
    };
    Q_ENUM(CachedEvents)

    explicit AccountDialog(Clock now, QWidget *parent = nullptr);

    /// `identity`: nothing while nobody is signed in to the account.
    void open(const std::optional<Identity> &identity, const Account &account,
              const QList<KnownAccount> &others);

signals:
    void signInRequested();
    void signOutRequested(timesheet::AccountDialog::CachedEvents events);
    void accountChosen(const timesheet::Account &account);

private:
    using QDialog::open; // not without what is to be shown

    QLayout *buildButtons();
    void showFacts(const std::optional<Identity> &identity, const Account &account);
    void showOthers(const QList<KnownAccount> &others);

    Clock m_now;
    QFormLayout *m_facts;
    QLabel *m_othersTitle;
    QGridLayout *m_others;
    QCheckBox *m_forget;
    QPushButton *m_signOut;
    QPushButton *m_signIn;
};

} // namespace timesheet
