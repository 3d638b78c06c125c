#pragma once

#include "domain/credentials.h"

#include <QObject>
#include <QString>

namespace timesheet {

/// Where tokens lie while the program does not run. Asynchronous: a keychain that asks the user to
/// unlock it may take minutes. Each call is answered by one signal.
class Keychain : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // `account`: accountKey() of the account.
    virtual void load(const QString &account) = 0;
    virtual void store(const QString &account, const Token &token) = 0;
    virtual void remove(const QString &account) = 0;

signals:
    void loaded(const QString &account, const timesheet::Token &token);
    void notFound(const QString &account); ///< the keychain answers, and has no token
    void stored(const QString &account);
    void removed(const QString &account);
    /// No keychain, or it does not let us in: the token can be kept for this session only.
    void unavailable(const QString &account);
};

} // namespace timesheet
