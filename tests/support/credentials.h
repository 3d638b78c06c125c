#pragma once

#include "support/tokens.h"
#include "wire/token.h"

/// Credentials for tests.
namespace timesheet::test {

/// What the client reads from a token of tokenFor().
inline Credentials credentialsFor(const QString &tenant, const QString &user, qint64 exp = 0)
{
    return *wire::readCredentials(tokenFor(tenant, user, exp));
}

} // namespace timesheet::test
