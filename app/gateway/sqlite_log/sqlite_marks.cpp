#include "gateway/sqlite_log/sqlite_marks.h"

#include <QSet>

#include <algorithm>

namespace timesheet::gateway {

SqliteMarks::SqliteMarks(SqliteStatements &statements, SqliteTenants &tenants)
    : m_statements(statements)
    , m_tenants(tenants)
{
}

tl::expected<bool, LogError> SqliteMarks::add(const Caller &caller, const SqliteTenant &tenant,
                                              const wire::ReadMark &mark, qint64 stamp)
{
    if (mark.through)
        return addThrough(caller, tenant, *mark.through, stamp);
    const QString &user = caller.user.value();
    bool isNew = false;
    for (const EventId &id : mark.ids) {
        if (!execute(m_statements.markOne, user, stamp, tenant.key, id.value(), user,
                     caller.seesWholeTenant()))
            return tl::unexpected(failureOf(m_statements.markOne));
        isNew = isNew || m_statements.markOne.numRowsAffected() > 0;
    }
    return isNew;
}

tl::expected<bool, LogError> SqliteMarks::addThrough(const Caller &caller,
                                                     const SqliteTenant &tenant,
                                                     const Cursor &through, qint64 stamp)
{
    const auto sequence = m_tenants.sequenceOf(tenant, through);
    if (!sequence)
        return tl::unexpected(sequence.error());
    if (!*sequence)
        return tl::unexpected(LogError{LogError::Kind::UnknownCursor, {}});
    if (**sequence == 0)
        return false;
    const QString &user = caller.user.value();
    if (!execute(m_statements.markThrough, tenant.key, user, **sequence, stamp))
        return tl::unexpected(failureOf(m_statements.markThrough));
    if (m_statements.markThrough.numRowsAffected() == 0)
        return false;
    if (!execute(m_statements.dropMarked, tenant.key, user, **sequence))
        return tl::unexpected(failureOf(m_statements.dropMarked));
    return true;
}

tl::expected<void, LogError> SqliteMarks::addTo(LogPage &page, const Caller &caller,
                                                const SqliteTenant &tenant)
{
    if (page.entries.isEmpty())
        return {};
    QSqlQuery &through = m_statements.readThrough;
    if (!execute(through, tenant.key, caller.user.value()))
        return tl::unexpected(failureOf(through));
    const qint64 readUpTo = through.next() ? through.value(0).toLongLong() : 0;
    through.finish();

    QSqlQuery &marks = m_statements.readMarks;
    if (!execute(marks, tenant.key, caller.user.value(), page.entries.first().sequence,
                 page.entries.last().sequence))
        return tl::unexpected(failureOf(marks));
    QSet<qint64> marked;
    while (marks.next())
        marked.insert(marks.value(0).toLongLong());
    marks.finish();

    for (const LogEntry &entry : std::as_const(page.entries)) {
        if (entry.sequence <= readUpTo || marked.contains(entry.sequence))
            page.read.append(entry.event.id);
    }
    return {};
}

tl::expected<LogMarks, LogError> SqliteMarks::since(const Caller &caller, const Cursor &after,
                                                    int limit)
{
    const auto tenant = m_tenants.find(caller.tenant);
    if (!tenant)
        return tl::unexpected(tenant.error());
    const auto sequence = m_tenants.sequenceOf(*tenant, after);
    if (!sequence)
        return tl::unexpected(sequence.error());
    const qint64 asked = sequence->value_or(0);
    const auto occupant = m_tenants.occupantOf(*tenant, asked);
    if (!occupant)
        return tl::unexpected(occupant.error());

    LogMarks found;
    QSqlQuery &marks = m_statements.marksSince;
    if (!execute(marks, tenant->key, caller.user.value(), occupant->acceptedAt, asked, limit))
        return tl::unexpected(failureOf(marks));
    while (marks.next())
        found.ids.append(EventId(marks.value(0).toString()));
    marks.finish();

    QSqlQuery &through = m_statements.readThrough;
    if (!execute(through, tenant->key, caller.user.value()))
        return tl::unexpected(failureOf(through));
    const bool isNews = through.next() && through.value(1).toLongLong() >= occupant->acceptedAt;
    const qint64 readUpTo = isNews ? std::min(through.value(0).toLongLong(), asked) : 0;
    through.finish();
    if (readUpTo == 0)
        return found;
    return m_tenants.cursorAt(*tenant, readUpTo).map([&found](const Cursor &cursor) {
        found.through = cursor;
        return found;
    });
}

} // namespace timesheet::gateway
