#include "gateway/postgres_log/postgres_follower.h"

#include "gateway/monitoring/log_line.h"
#include "gateway/postgres_log/postgres_entry.h"
#include "wire/common_objects.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr int maxNews = 500; ///< entries, and signals, that are read at once

/// How long a look at all tenants is good for: less than the time between two polls, so that a poll
/// that comes a little early is not wasted.
constexpr std::chrono::milliseconds lookInterval =
    PostgresFollower::pollInterval - std::chrono::milliseconds(100);

QString headsSql()
{
    return u"SELECT tenant_id, last_seq, last_signal FROM public.event_heads "
           "WHERE tenant_id = ANY (ARRAY(SELECT json_array_elements_text(?::json)))"_s;
}

QString entriesSql()
{
    return u"SELECT %1, e.tenant_id "
           "FROM json_to_recordset(?::json) AS reached (tenant text, after bigint) "
           "CROSS JOIN LATERAL (SELECT * FROM public.events AS one "
           "WHERE one.tenant_id = reached.tenant AND one.seq > reached.after "
           "ORDER BY one.seq LIMIT %2) AS e ORDER BY e.tenant_id, e.seq LIMIT %2"_s
               .arg(QStringView(entryColumns))
               .arg(maxNews);
}

QString signalsSql()
{
    return u"SELECT s.tenant_id, s.number, s.gateway, s.kind, s.payload::text "
           "FROM json_to_recordset(?::json) AS reached (tenant text, after bigint) "
           "JOIN public.signals AS s ON s.tenant_id = reached.tenant AND s.number > reached.after "
           "WHERE s.kind IN ('read', 'presence') ORDER BY s.tenant_id, s.number LIMIT %1"_s.arg(
               maxNews);
}

ReadNotice readNoticeIn(const TenantId &tenant, const QJsonObject &said)
{
    ReadNotice notice{tenant, UserId(said.value(u"user"_s).toString()), {}, 0};
    const QJsonArray ids = said.value(u"ids"_s).toArray();
    for (const QJsonValue &id : ids)
        notice.mark.ids.append(EventId(id.toString()));
    if (said.contains(u"through"_s))
        notice.mark.through = Cursor(said.value(u"through"_s).toString());
    return notice;
}

} // namespace

PostgresFollower::PostgresFollower(PostgresSession &session, PostgresInterest &interest,
                                   QString gateway)
    : m_session(session)
    , m_interest(interest)
    , m_gateway(std::move(gateway))
    , m_epoch(session.epoch())
{
}

/// What was asked to be followed, and from where on. To be called after anything was committed
/// whose news are to be told: who follows the tenant and has not seen that must hear of it.
void PostgresFollower::takeInterest()
{
    forgetOtherLog();
    for (const auto &[name, followed] : m_interest.takeChanges()) {
        if (!followed) {
            forget(name);
            continue;
        }
        if (const auto known = m_tenants.find(name);
            known != m_tenants.end() && known->second.number != followed->number)
            forget(name);
        Tenant &tenant = m_tenants[name];
        tenant.number = followed->number;
        tenant.isHinted = true;
        if (!followed->start || tenant.sequence)
            continue;
        if (followed->epoch == m_epoch) {
            tenant.sequence = followed->start->sequence;
            tenant.signal = followed->start->signal;
        } else {
            tenant.beginsAnywhere = true;
        }
    }
}

void PostgresFollower::forget(const TenantId &tenant)
{
    m_tenants.erase(tenant);
    m_own.entries.removeIf(
        [&tenant](const LogEntry &entry) { return entry.event.tenant == tenant; });
    m_own.reads.removeIf([&tenant](const ReadNotice &notice) { return notice.tenant == tenant; });
}

/// Where another database was restored over the log, what was known of the old one means nothing.
void PostgresFollower::forgetOtherLog()
{
    if (m_epoch == m_session.epoch())
        return;
    m_epoch = m_session.epoch();
    for (auto &[name, tenant] : m_tenants) {
        Tenant fresh;
        fresh.isHinted = true;
        fresh.beginsAnywhere = true;
        fresh.number = tenant.number;
        tenant = fresh;
    }
}

void PostgresFollower::appended(const QList<Appended> &entries)
{
    takeInterest();
    for (const Appended &one : entries) {
        const auto followed = m_tenants.find(one.entry.event.tenant);
        if (followed == m_tenants.end() || !one.isNew)
            continue;
        Tenant &tenant = followed->second;
        if (tenant.sequence && *tenant.sequence + 1 == one.entry.sequence) {
            tenant.sequence = one.entry.sequence;
            m_own.entries.append(one.entry);
        } else if (!tenant.sequence || one.entry.sequence > *tenant.sequence) {
            tenant.isHinted = true; // others' entries come first
        }
    }
}

void PostgresFollower::marked(const ReadNotice &notice)
{
    takeInterest();
    if (m_tenants.contains(notice.tenant))
        m_own.reads.append(notice);
}

void PostgresFollower::reported(const TenantId &tenant)
{
    takeInterest();
    if (const auto followed = m_tenants.find(tenant); followed != m_tenants.end())
        followed->second.isHinted = true;
}

tl::expected<LogNews, LogError> PostgresFollower::news(const NewsHints &hints)
{
    takeInterest();
    const QStringList tenants = tenantsToLookAt(hints);
    m_hasMore = false;
    if (tenants.isEmpty())
        return std::exchange(m_own, {});

    const auto began = SteadyClock::now();
    const auto found =
        m_session.transact(PostgresSession::Mode::Read, [&](PostgresTransaction &transaction) {
            return look(transaction, tenants);
        });
    if (!found) {
        // Its own news this program knows without asking. The hints stay for the next time.
        if (m_own.isEmpty())
            return tl::unexpected(found.error());
        return std::exchange(m_own, {});
    }
    if (std::exchange(m_mustLookAtAll, false)) {
        m_lookedAt = began;
        m_lookedAtConnection = m_session.connectionNumber();
    }
    const LogNews others = take(*found);
    LogNews news = std::exchange(m_own, {});
    news.entries.append(others.entries);
    news.reads.append(others.reads);
    news.presences.append(others.presences);
    return news;
}

QStringList PostgresFollower::tenantsToLookAt(const NewsHints &hints)
{
    if (hints.all || SteadyClock::now() - m_lookedAt >= lookInterval ||
        m_lookedAtConnection != m_session.connectionNumber())
        m_mustLookAtAll = true;
    for (auto hint = hints.tenants.begin(); hint != hints.tenants.end(); ++hint) {
        const auto followed = m_tenants.find(hint.key());
        if (followed == m_tenants.end())
            continue;
        // This program's own events come back as hints, too.
        Tenant &tenant = followed->second;
        const bool isKnown = *hint != 0 && tenant.sequence && *hint <= *tenant.sequence;
        tenant.isHinted = tenant.isHinted || !isKnown;
    }
    QStringList names;
    for (auto &[name, tenant] : m_tenants) {
        tenant.isHinted = tenant.isHinted || m_mustLookAtAll;
        if (tenant.isHinted && !m_waitsFor.contains(name))
            names.append(name.value());
    }
    return names;
}

tl::expected<PostgresFollower::Found, LogError>
PostgresFollower::look(PostgresTransaction &transaction, const QStringList &tenants)
{
    forgetOtherLog(); // the connection may be a new one
    Found found;
    const auto claims = PostgresClaims::aboutTenants(tenants);
    return readHeads(transaction, claims, tenants, found)
        .and_then([&] { return readEntries(transaction, claims, found); })
        .and_then([&] { return readSignals(transaction, claims, found); })
        .map([&] { return found; });
}

tl::expected<void, LogError> PostgresFollower::readHeads(PostgresTransaction &transaction,
                                                         const PostgresClaims &claims,
                                                         const QStringList &tenants, Found &found)
{
    for (const QString &tenant : tenants)
        found.heads.emplace(TenantId(tenant), PostgresHead());
    return transaction.run(claims, headsSql(), {jsonText(QJsonArray::fromStringList(tenants))})
        .map([&found](QSqlQuery *row) {
            while (row->next())
                found.heads[TenantId(row->value(0).toString())] = {row->value(1).toLongLong(),
                                                                   row->value(2).toLongLong()};
        });
}

tl::expected<void, LogError> PostgresFollower::readEntries(PostgresTransaction &transaction,
                                                           const PostgresClaims &claims,
                                                           Found &found)
{
    QJsonArray reached;
    for (const auto &[name, head] : found.heads) {
        const auto known = m_tenants.at(name).sequence;
        if (known && *known < head.sequence)
            reached.append(QJsonObject{{u"tenant"_s, name.value()}, {u"after"_s, *known}});
    }
    if (reached.isEmpty())
        return {};
    return transaction.run(claims, entriesSql(), {jsonText(reached)})
        .map([this, &found](QSqlQuery *row) {
            while (row->next())
                found.entries.append(entryFrom(*row, TenantId(row->value(6).toString()), m_epoch));
        });
}

tl::expected<void, LogError> PostgresFollower::readSignals(PostgresTransaction &transaction,
                                                           const PostgresClaims &claims,
                                                           Found &found)
{
    QJsonArray reached;
    for (const auto &[name, head] : found.heads) {
        const auto known = m_tenants.at(name).signal;
        if (known && *known < head.signal)
            reached.append(QJsonObject{{u"tenant"_s, name.value()}, {u"after"_s, *known}});
    }
    if (reached.isEmpty())
        return {};
    return transaction.run(claims, signalsSql(), {jsonText(reached)}).map([&found](QSqlQuery *row) {
        while (row->next())
            found.signalRows.append({TenantId(row->value(0).toString()), row->value(1).toLongLong(),
                                     row->value(2).toString(), row->value(3).toString(),
                                     row->value(4).toByteArray()});
    });
}

/// Takes down how far the news have been told, and makes them of the rows. Where a query gave as
/// many rows as it may, a tenant's news go on after the last of its rows. Where it gave all, they
/// go on after the tenant's head, which was read in the same transaction: what lies before it and
/// did not come has been removed.
LogNews PostgresFollower::take(const Found &found)
{
    const bool allEntries = found.entries.size() < maxNews;
    const bool allSignals = found.signalRows.size() < maxNews;
    m_hasMore = !allEntries || !allSignals;
    for (const auto &[name, head] : found.heads) {
        Tenant &tenant = m_tenants.at(name);
        tenant.isHinted = m_hasMore || !(tenant.sequence || tenant.beginsAnywhere);
        if (!tenant.sequence && !tenant.beginsAnywhere)
            continue; // whoever follows it has not read its end yet, and may see less than this
        if (allEntries || !tenant.sequence || *tenant.sequence > head.sequence)
            tenant.sequence = head.sequence;
        if (allSignals || !tenant.signal || *tenant.signal > head.signal)
            tenant.signal = head.signal;
    }

    LogNews news;
    news.entries = found.entries;
    for (const LogEntry &entry : found.entries) {
        if (!allEntries)
            m_tenants.at(entry.event.tenant).sequence = entry.sequence;
    }
    for (const Signal &signal : found.signalRows) {
        if (!allSignals)
            m_tenants.at(signal.tenant).signal = signal.number;
        hear(signal, news);
    }
    return news;
}

/// This program's own read marks are news from when they were made. Changes of presence, also its
/// own, are news from here only, so that all gateways tell them in the order of the signals.
void PostgresFollower::hear(const Signal &signal, LogNews &news) const
{
    const QJsonObject said = QJsonDocument::fromJson(signal.payload).object();
    if (signal.kind == u"presence") {
        if (const auto presence = wire::userPresenceFromJson(said))
            news.presences.append({signal.tenant, *presence});
    } else if (signal.gateway != m_gateway) {
        news.reads.append(readNoticeIn(signal.tenant, said));
    }
}

} // namespace timesheet::gateway
