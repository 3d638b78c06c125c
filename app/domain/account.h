#pragma once

#include "domain/ids.h"

#include <QDateTime>
#include <QString>
#include <QUrl>

#include <optional>

namespace timesheet {

/// Who a token says its bearer is. Read, not verified: verification is the server's duty.
struct Identity {
    TenantId tenant;
    UserId user;
    QString name; ///< for people; empty where the token has none
    QString role;
    std::optional<QDateTime> expiresAt; ///< UTC; absent where the token never expires

    friend bool operator==(const Identity &, const Identity &) = default;
};

/// One user of one organisation on one server. Each account has its own cache.
struct Account {
    QUrl server;
    TenantId tenant;
    UserId user;

    friend bool operator==(const Account &, const Account &) = default;
};

/// An account that somebody has signed in to on this computer.
struct KnownAccount {
    Account account;
    QString name; ///< of the user, for people; may be empty

    friend bool operator==(const KnownAccount &, const KnownAccount &) = default;
};

/// A name for the account's folder: 32 hexadecimal digits, the same for the same account for ever,
/// whatever case or default port the server's URL is written with.
QString accountKey(const Account &account);

} // namespace timesheet
