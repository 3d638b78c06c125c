#pragma once

#include "domain/credentials.h"

#include <QObject>
#include <QString>

namespace timesheet {

/// The system's keychain, where tokens lie: Secret Service, KWallet, Windows, macOS. Asynchronous:
/// a keychain that asks the user to unlock it may take minutes.
class Keychain : public QObject
{
    Q_OBJECT

public:
    /// `service`: the name under which the keychain lists our entries.
    explicit Keychain(QString service, QObject *parent = nullptr);

    // `account`: accountKey() of the account.
    void load(const QString &account);
    void store(const QString &account, const Token &token);
    void remove(const QString &account);

signals:
    void loaded(const QString &account, const timesheet::Token &token);
    void notFound(const QString &account); ///< the keychain answers, and has no token
    void stored(const QString &account);
    void removed(const QString &account);
    /// No keychain, or it does not let us in: the token can be kept for this session only.
    void unavailable(const QString &account);

private:
    void onFailure(const QString &account, int error);

    QString m_service;
};

} // namespace timesheet
