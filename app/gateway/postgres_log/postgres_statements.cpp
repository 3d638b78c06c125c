#include "gateway/postgres_log/postgres_statements.h"

#include "gateway/postgres_log/postgres_entry.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

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

QString pageSql(PageOrder order)
{
    return u"SELECT * FROM (SELECT %1, "
           "e.seq <= coalesce((SELECT t.seq FROM public.read_through AS t "
           "WHERE t.tenant_id = e.tenant_id AND t.user_id = ?), 0) "
           "OR EXISTS (SELECT FROM public.read_events AS m WHERE m.tenant_id = e.tenant_id "
           "AND m.user_id = ? AND m.seq = e.seq) AS is_read, count(*) OVER () AS found, "
           "row_number() OVER filling AS number, "
           "sum(octet_length(e.payload::text)) OVER filling AS bytes "
           "FROM (SELECT * FROM public.events AS one WHERE one.tenant_id = ? AND one.seq > ? "
           "ORDER BY one.seq %2 LIMIT ?) AS e WINDOW filling AS (ORDER BY e.seq %2)) AS page "
           "WHERE page.number = 1 OR page.bytes <= ? ORDER BY page.seq"_s.arg(
               QStringView(entryColumns), order == PageOrder::OldestFirst ? u"ASC"_s : u"DESC"_s);
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
    return u"SELECT e.id FROM public.read_events AS m "
           "JOIN public.events AS e ON e.tenant_id = m.tenant_id AND e.seq = m.seq "
           "WHERE m.tenant_id = ? AND m.user_id = ? AND m.marked_at >= ?::timestamptz "
           "AND m.seq <= ? ORDER BY m.marked_at DESC LIMIT ?"_s;
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
