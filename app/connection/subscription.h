#pragma once

#include <QMetaObject>
#include <QObject>

#include <utility>

namespace timesheet {

/// A handler's connection to a source of events. It ends with this object, or with the handler's
/// context object, whichever goes first.
class [[nodiscard]] Subscription
{
public:
    Subscription() = default;
    explicit Subscription(QMetaObject::Connection connection)
        : m_connection(std::move(connection))
    {
    }
    ~Subscription() { end(); }

    Subscription(Subscription &&other) noexcept
        : m_connection(std::exchange(other.m_connection, {}))
    {
    }
    Subscription &operator=(Subscription &&other) noexcept
    {
        std::swap(m_connection, other.m_connection);
        return *this;
    }
    Subscription(const Subscription &) = delete;
    Subscription &operator=(const Subscription &) = delete;

    void end() { QObject::disconnect(std::exchange(m_connection, {})); }

private:
    QMetaObject::Connection m_connection;
};

} // namespace timesheet
