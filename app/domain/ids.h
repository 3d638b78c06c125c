#pragma once

#include <QHash>
#include <QString>

#include <utility>

namespace timesheet {

/// A string that is one kind of id and cannot be passed where another kind is meant.
template <class Tag>
class StrongId
{
public:
    StrongId() = default;
    explicit StrongId(QString value)
        : m_value(std::move(value))
    {
    }

    const QString &value() const { return m_value; }
    bool isEmpty() const { return m_value.isEmpty(); }

    friend bool operator==(const StrongId &, const StrongId &) = default;
    friend bool operator<(const StrongId &a, const StrongId &b) { return a.m_value < b.m_value; }
    friend size_t qHash(const StrongId &id, size_t seed = 0) { return ::qHash(id.m_value, seed); }

private:
    QString m_value;
};

using EventId = StrongId<struct EventIdTag>;
using TenantId = StrongId<struct TenantIdTag>;
using UserId = StrongId<struct UserIdTag>;

/// A place in a tenant's stream of events. Opaque: only the server that made it can order it.
using Cursor = StrongId<struct CursorTag>;

} // namespace timesheet
