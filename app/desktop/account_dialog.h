#pragma once

#include "desktop/clock.h"
#include "domain/account.h"

#include <QDialog>
#include <QUrl>

class QCheckBox;
class QFormLayout;

namespace timesheet {

/// Who is signed in, and the way out.
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

    void open(const Identity &identity, const QUrl &server);

signals:
    void signInRequested();
    void signOutRequested(timesheet::AccountDialog::CachedEvents events);

private:
    Clock m_now;
    QFormLayout *m_facts;
    QCheckBox *m_forget;
};

} // namespace timesheet
