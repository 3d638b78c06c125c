#include "gateway/program/gateway_process.h"

#include <QRegularExpression>
#include <QUrlQuery>

#include <csignal>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr int patience = 20'000;

} // namespace

GatewayProcess::GatewayProcess()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"JWT_SECRET"_s, QString::fromLatin1(secret()));
    m_process.setProcessEnvironment(environment);
}

GatewayProcess::~GatewayProcess()
{
    kill();
}

bool GatewayProcess::start(const QStringList &moreArguments)
{
    m_log.clear();
    m_process.start(
        QStringLiteral(TIMESHEET_GATEWAY),
        QStringList{u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s, u"--database"_s, database()} +
            moreArguments);
    if (!waitForLog("listening"))
        return false;
    static const QRegularExpression pattern(u"address[\":=]+127\\.0\\.0\\.1:([0-9]+)"_s);
    m_port = pattern.match(QString::fromUtf8(m_log)).captured(1).toUShort();
    return m_port != 0;
}

int GatewayProcess::terminate()
{
    m_process.terminate();
    if (!m_process.waitForFinished(patience) || m_process.exitStatus() != QProcess::NormalExit)
        return -1;
    return m_process.exitCode();
}

void GatewayProcess::reload()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGHUP);
}

void GatewayProcess::kill()
{
    m_process.kill();
    m_process.waitForFinished(patience);
}

bool GatewayProcess::waitForLog(const QByteArray &text)
{
    while (!log().contains(text)) {
        if (!m_process.waitForReadyRead(patience) && !log().contains(text))
            return false;
    }
    return true;
}

QByteArray GatewayProcess::log()
{
    m_process.setReadChannel(QProcess::StandardError);
    m_log += m_process.readAllStandardError();
    return m_log;
}

QUrl GatewayProcess::webSocketUrl(const QByteArray &token, const QString &after) const
{
    QUrl url(u"ws://127.0.0.1:%1/"_s.arg(m_port));
    QUrlQuery query;
    query.addQueryItem(u"token"_s, QString::fromLatin1(token));
    if (!after.isEmpty())
        query.addQueryItem(u"after"_s, after);
    url.setQuery(query);
    return url;
}

QUrl GatewayProcess::httpUrl(const QString &target) const
{
    return QUrl(u"http://127.0.0.1:%1%2"_s.arg(m_port).arg(target));
}

QByteArray GatewayProcess::token(const QString &tenant, const QString &user, const QString &role,
                                 std::chrono::seconds lifetime)
{
    return mintToken({TenantId(tenant), UserId(user), role, {}, lifetime}, secret(),
                     WallClock::now());
}

} // namespace timesheet::gateway
