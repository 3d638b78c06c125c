#pragma once

#include "domain/account.h"

#include <QByteArray>

#include <utility>

namespace timesheet {

/// Bytes that are one kind of secret: they are kept, compared and sent. They cannot be printed,
/// logged or put into a text: only who sends or keeps them asks for them.
template <class Tag>
class Secret
{
public:
    Secret() = default;
    explicit Secret(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }

    const QByteArray &bytes() const { return m_bytes; }
    bool isEmpty() const { return m_bytes.isEmpty(); }

    friend bool operator==(const Secret &, const Secret &) = default;

    template <class Stream>
    friend void operator<<(Stream &&, const Secret &) = delete;

private:
    QByteArray m_bytes;
};

/// A bearer token.
using Token = Secret<struct TokenTag>;

/// A password, as UTF-8: it is sent once and never kept.
using Password = Secret<struct PasswordTag>;

/// A token that has been read, and who it says its bearer is.
struct Credentials {
    Token token;
    Identity identity;

    friend bool operator==(const Credentials &, const Credentials &) = default;
};

} // namespace timesheet
