#include "gateway/sessions/doorkeeper.h"

#include "gateway/monitoring/log_line.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

QString nameOf(Door door)
{
    switch (door) {
    case Door::Upgrade:
        return u"upgrade"_s;
    case Door::Session:
        return u"session"_s;
    case Door::Request:
        return u"request"_s;
    }
    return {};
}

} // namespace

Doorkeeper::Doorkeeper(const Authenticator &authenticator, Metrics &metrics)
    : m_authenticator(authenticator)
    , m_metrics(metrics)
{
}

tl::expected<Caller, TokenFault> Doorkeeper::identify(QByteArrayView token, Door door) const
{
    auto caller = m_authenticator.verify(token, WallClock::now());
    if (!caller)
        refuseToken(tokenFaultName(caller.error()), door);
    return caller;
}

bool Doorkeeper::vouchesFor(const Caller &caller, Door door) const
{
    const bool vouches = m_authenticator.vouchesFor(caller);
    if (!vouches)
        refuseToken(u"removed-key"_s, door);
    return vouches;
}

void Doorkeeper::refuseToken(const QString &reason, Door door) const
{
    m_metrics.dropped(Drop::Unauthorized);
    qCInfo(gatewayLog).noquote() << logLine(u"unauthorized"_s,
                                            {{"door", nameOf(door)}, {"reason", reason}});
}

void Doorkeeper::storageFailed(const LogError &error, Door door) const
{
    Q_ASSERT(error.kind != LogError::Kind::UnknownCursor);
    m_metrics.dropped(error.kind == LogError::Kind::Overloaded ? Drop::Overloaded : Drop::Storage);
    qCWarning(gatewayLog).noquote()
        << logLine(u"storage_failed"_s, {{"door", nameOf(door)}, {"detail", error.detail}});
}

} // namespace timesheet::gateway
