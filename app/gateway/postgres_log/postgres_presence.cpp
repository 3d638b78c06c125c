#include "gateway/postgres_log/postgres_presence.h"

#include "gateway/postgres_log/postgres_entry.h"
#include "wire/common_objects.h"
#include "wire/json_text.h"

#include <QJsonDocument>

#include <map>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

using Mode = PostgresSession::Mode;

namespace {

/// As timesheet_report_presence() takes it.
QJsonObject batchOf(const QList<PresenceReport> &reports)
{
    std::map<QString, QJsonObject> tenants;
    for (const PresenceReport &one : reports) {
        if (!isStorable(one.tenant.value()) || !isStorable(one.user.value()))
            continue;
        const bool isThere = one.state != wire::PresenceState::Offline;
        tenants[one.tenant.value()].insert(one.user.value(),
                                           isThere ? QJsonValue(wire::presenceStateName(one.state))
                                                   : QJsonValue());
    }
    QJsonObject batch;
    for (const auto &[name, users] : tenants)
        batch.insert(name, users);
    return batch;
}

PresenceReceipt receiptFrom(QSqlQuery *row)
{
    PresenceReceipt receipt{PresenceLease::New, {}};
    if (!row->next())
        return receipt;
    if (row->value(0).toBool())
        receipt.lease = PresenceLease::Renewed;
    const auto blocked = QJsonDocument::fromJson(row->value(1).toByteArray()).array();
    for (const QJsonValue &tenant : blocked)
        receipt.blocked.insert(TenantId(tenant.toString()));
    return receipt;
}

/// Takes back what gateways have reported whose leases are over.
QString expireSql()
{
    return u"SELECT public.timesheet_expire_presence(?)"_s;
}

} // namespace

PostgresPresence::PostgresPresence(PostgresSession &session, QString gateway)
    : m_session(session)
    , m_gateway(std::move(gateway))
{
}

tl::expected<PresenceReceipt, LogError>
PostgresPresence::report(const QList<PresenceReport> &reports, PresenceScope scope,
                         std::chrono::milliseconds lease)
{
    const QString batch = QString::fromUtf8(wire::compactJson(batchOf(reports)));
    const auto reported =
        m_session
            .call(u"SELECT is_known, array_to_json(blocked)::text "
                  "FROM public.timesheet_report_presence(?, ?, ?::jsonb, ?)"_s,
                  {m_gateway, qint64{lease.count()}, batch, scope == PresenceScope::Everything})
            .map(receiptFrom);
    if (!reported)
        return reported;
    return m_session.call(expireSql(), {m_gateway}).map([&reported](QSqlQuery * /*expired*/) {
        return *reported;
    });
}

/// First the reports of gateways whose leases are over are taken back. Otherwise the answer could
/// show somebody as present of whom the client would hear nothing more.
tl::expected<QList<wire::UserPresence>, LogError>
PostgresPresence::presentUsers(const Caller &caller, int limit)
{
    return m_session.transact(Mode::Write, [&](PostgresTransaction &transaction) {
        return transaction.call(expireSql(), {m_gateway}).and_then([&](QSqlQuery * /*expired*/) {
            return readUsers(transaction, caller, limit);
        });
    });
}

tl::expected<QList<wire::UserPresence>, LogError>
PostgresPresence::readUsers(PostgresTransaction &transaction, const Caller &caller, int limit)
{
    if (!isStorable(caller.tenant.value()))
        return QList<wire::UserPresence>();
    return transaction
        .run(PostgresClaims::ofCaller(caller),
             u"SELECT public.timesheet_presence(user_id, state, since)::text "
             "FROM public.presences WHERE tenant_id = ? "
             "ORDER BY user_id COLLATE \"C\" LIMIT ?"_s,
             {caller.tenant.value(), limit})
        .map([](QSqlQuery *row) {
            QList<wire::UserPresence> users;
            while (row->next()) {
                const auto json = QJsonDocument::fromJson(row->value(0).toByteArray()).object();
                if (const auto user = wire::userPresenceFromJson(json))
                    users.append(*user);
            }
            return users;
        });
}

} // namespace timesheet::gateway
