#include "gateway/postgres_log/postgres_statements.h"

#include "gateway/postgres_log/postgres_entry.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// Of the marks since some time, the newest; some may be on events beyond the asked place.
constexpr int mostMarksLookedAt = 10'000;

} // namespace

QString appendSql()
{
    return u"SELECT seq, id, type, payload, stamped, recipient_id, tenant_id, place, is_new "
           "FROM public.timesheet_append(?::json)"_s;
}

QString viewSql()
{
    return u"SELECT head.last_seq, head.last_signal, head.pruned_seq, newest.id, there.id, "
           "there.accepted_at::text FROM public.event_heads AS head "
           "LEFT JOIN public.events AS newest "
           "ON newest.tenant_id = head.tenant_id AND newest.seq = head.last_seq "
           "LEFT JOIN public.events AS there "
           "ON there.tenant_id = head.tenant_id AND there.seq = ? WHERE head.tenant_id = ?"_s;
}

QString pageSql(PageOrder order, PageSight sight)
{
    const QString direction = order == PageOrder::OldestFirst ? u"ASC"_s : u"DESC"_s;
    const auto part = [&direction](const QString &condition) {
        return u"(SELECT * FROM public.events AS one WHERE one.tenant_id = ? AND one.seq > ?%1 "
               "ORDER BY one.seq %2 LIMIT ?)"_s.arg(condition, direction);
    };
    const QString events = sight == PageSight::WholeTenant
                               ? part({})
                               : part(u" AND one.recipient_id IS NULL"_s) + u" UNION ALL "_s +
                                     part(u" AND one.recipient_id = ?"_s);
    return u"SELECT * FROM (SELECT %1, "
           "e.seq <= coalesce((SELECT t.seq FROM public.read_through AS t "
           "WHERE t.tenant_id = e.tenant_id AND t.user_id = ?), 0) "
           "OR EXISTS (SELECT FROM public.read_events AS m WHERE m.tenant_id = e.tenant_id "
           "AND m.user_id = ? AND m.seq = e.seq) AS is_read, count(*) OVER () AS found, "
           "row_number() OVER filling AS number, "
           "sum(octet_length(e.payload::text)) OVER filling AS bytes "
           "FROM (SELECT * FROM (%2) AS visible ORDER BY visible.seq %3 LIMIT ?) AS e "
           "WINDOW filling AS (ORDER BY e.seq %3)) AS page "
           "WHERE page.number = 1 OR page.bytes <= ? ORDER BY page.seq"_s.arg(
               QStringView(entryColumns), events, direction);
}

QVariantList pageValues(const Caller &caller, qint64 after, PageLimit limit, PageSight sight)
{
    const QString &tenant = caller.tenant.value();
    const QString &user = caller.user.value();
    QVariantList values{user, user, tenant, after, limit.events};
    if (sight == PageSight::Own)
        values << tenant << after << user << limit.events;
    return values << limit.events << limit.bytes;
}

QString markIdsSql()
{
    return u"INSERT INTO public.read_events (tenant_id, user_id, seq, marked_at) "
           "SELECT e.tenant_id, ?, e.seq, "
           "greatest(clock_timestamp(), (SELECT head.last_accepted_at "
           "FROM public.event_heads AS head WHERE head.tenant_id = e.tenant_id)) "
           "FROM public.events AS e WHERE e.tenant_id = ? "
           "AND e.id = ANY (ARRAY(SELECT json_array_elements_text(?::json))) "
           "ORDER BY e.seq ON CONFLICT DO NOTHING"_s;
}

QString markThroughSql()
{
    return u"INSERT INTO public.read_through AS known (tenant_id, user_id, seq, marked_at) "
           "SELECT head.tenant_id, ?, ?, greatest(clock_timestamp(), head.last_accepted_at) "
           "FROM public.event_heads AS head WHERE head.tenant_id = ? "
           "ON CONFLICT (tenant_id, user_id) DO UPDATE "
           "SET seq = excluded.seq, marked_at = excluded.marked_at "
           "WHERE excluded.seq > known.seq"_s;
}

QString dropMarkedSql()
{
    return u"DELETE FROM public.read_events WHERE tenant_id = ? AND user_id = ? AND seq <= ?"_s;
}

QString marksSinceSql()
{
    return u"SELECT e.id FROM (SELECT m.tenant_id, m.seq, m.marked_at "
           "FROM public.read_events AS m WHERE m.tenant_id = ? AND m.user_id = ? "
           "AND m.marked_at >= ?::timestamptz ORDER BY m.marked_at DESC LIMIT %1) AS recent "
           "JOIN public.events AS e ON e.tenant_id = recent.tenant_id AND e.seq = recent.seq "
           "WHERE recent.seq <= ? ORDER BY recent.marked_at DESC LIMIT ?"_s.arg(mostMarksLookedAt);
}

QString throughSinceSql()
{
    return u"SELECT least(seq, ?) FROM public.read_through WHERE tenant_id = ? AND user_id = ? "
           "AND marked_at >= ?::timestamptz"_s;
}

QString pruneEventsSql()
{
    return u"DELETE FROM public.events WHERE (tenant_id, seq) IN (SELECT tenant_id, seq "
           "FROM public.events WHERE accepted_at < ?::timestamptz "
           "ORDER BY accepted_at, tenant_id, seq LIMIT ?)"_s;
}

} // namespace timesheet::gateway
