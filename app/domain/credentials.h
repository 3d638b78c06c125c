#pragma once

#include "domain/account.h"

#include <QByteArray>

#include <utility>

namespace timesheet {

/// A bearer token, which is a secret: it is kept, compared and sent. It cannot be printed, logged
/// or put into a text: only who sends or keeps it asks for its bytes.
class Token
{
public:
    Token() = default;
    explicit Token(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }

    const QByteArray &bytes() const { return m_bytes; }
    bool isEmpty() const { return m_bytes.isEmpty(); }

    friend bool operator==(const Token &, const Token &) = default;

    template <class Stream>
    friend void operator<<(Stream &&, const Token &) = delete;

private:
    QByteArray m_bytes;
};

/// A password, as UTF-8: it is sent once and never kept. Like a token, it cannot be printed, logged
/// or put into a text.
class Password
{
public:
    Password() = default;
    explicit Password(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }

    const QByteArray &bytes() const { return m_bytes; }
    bool isEmpty() const { return m_bytes.isEmpty(); }

    friend bool operator==(const Password &, const Password &) = default;

    template <class Stream>
    friend void operator<<(Stream &&, const Password &) = delete;

private:
    QByteArray m_bytes;
};

/// A token that has been read, and who it says its bearer is.
struct Credentials {
    Token token;
    Identity identity;

    friend bool operator==(const Credentials &, const Credentials &) = default;
};

} // namespace timesheet
