#pragma once

#include "desktop/system/keychain.h"

namespace timesheet {

/// The system's keychain: Secret Service, KWallet, Windows, macOS.
class SystemKeychain : public Keychain
{
    Q_OBJECT

public:
    /// `service`: the name under which the keychain lists our entries.
    explicit SystemKeychain(QString service, QObject *parent = nullptr);

    void load(const QString &account) override;
    void store(const QString &account, const Token &token) override;
    void remove(const QString &account) override;

private:
    void onFailure(const QString &account, int error);

    QString m_service;
};

} // namespace timesheet
