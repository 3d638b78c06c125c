#pragma once

#include "desktop/system/keychain.h"

#include <QMap>
#include <QStringList>

#include <utility>

namespace timesheet::test {

/// A keychain in memory. It answers in a later turn of the event loop, as the system's does.
class FakeKeychain : public Keychain
{
public:
    bool isAvailable = true;
    QMap<QString, Token> tokens; ///< by account
    QStringList asked;           ///< "load", "store" or "remove", and the account, as they came

    void load(const QString &account) override
    {
        later(QStringLiteral("load"), account, [this, account] {
            if (tokens.contains(account))
                emit loaded(account, tokens.value(account));
            else
                emit notFound(account);
        });
    }
    void store(const QString &account, const Token &token) override
    {
        later(QStringLiteral("store"), account, [this, account, token] {
            tokens.insert(account, token);
            emit stored(account);
        });
    }
    void remove(const QString &account) override
    {
        later(QStringLiteral("remove"), account, [this, account] {
            tokens.remove(account);
            emit removed(account);
        });
    }

private:
    template <class Answer>
    void later(const QString &call, const QString &account, Answer answer)
    {
        asked.append(call + u' ' + account);
        const auto say = [this, account, answer = std::move(answer)] {
            if (isAvailable)
                answer();
            else
                emit unavailable(account);
        };
        QMetaObject::invokeMethod(this, say, Qt::QueuedConnection);
    }
};

} // namespace timesheet::test
