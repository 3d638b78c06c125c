// Measures the way of an event from its commit in PostgreSQL to the desktop: through a project on
// Supabase, and through the gateway. See supabase_path.sh.
//
//   bench_supabase_path [--toasts N]
//
// Two real trays, each of a tenant of its own, on one session bus; one PostgreSQL below both
// servers. Events are committed by the same SQL, for one tenant and the other in turns, so that
// whatever else the machine does meets both.
//
// Ends with 0 where each event was shown exactly once, with 77 where there is no PostgreSQL with
// wal2json; no time makes it fail.

#include "event_path.h"

#include "gateway/program/gateway_process.h"
#include "support/fake_notification_service.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>
#include <QUuid>

#include <array>
#include <cstdio>
#include <optional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace timesheet;
using gateway::GatewayProcess;

namespace {

constexpr int skipped = 77;
/// A PostgreSQL begins meanwhile.
constexpr std::chrono::milliseconds projectPatience = 60s;

/// What a project says of itself when it is there.
struct Project {
    QUrl url;
    QString key;
    QUrl database;

    /// The same database for another user, who needs no password there.
    QUrl databaseOf(const QString &role) const
    {
        QUrl changed = database;
        changed.setUserName(role);
        return changed;
    }
};

/// Nothing where the program has ended, or says nothing.
std::optional<Project> projectOf(QProcess &program)
{
    QByteArray said;
    bench::waitUntil(
        [&] {
            said += program.readAllStandardOutput();
            return said.contains('\n') || program.state() == QProcess::NotRunning;
        },
        projectPatience);
    const QJsonObject line = QJsonDocument::fromJson(said).object();
    if (line.isEmpty())
        return std::nullopt;
    return Project{QUrl(line.value("url"_L1).toString()), line.value("anon_key"_L1).toString(),
                   QUrl(line.value("database"_L1).toString())};
}

/// A session of the project's database, closed with this.
class Session
{
public:
    explicit Session(const QUrl &database)
        : m_database(QSqlDatabase::addDatabase(u"QPSQL"_s, database.userName()))
    {
        m_database.setHostName(database.host());
        m_database.setPort(database.port());
        m_database.setUserName(database.userName());
        m_database.setDatabaseName(database.path().mid(1));
        if (!m_database.open())
            complain(m_database.lastError());
    }
    ~Session()
    {
        const QString name = m_database.connectionName();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(name);
    }
    Q_DISABLE_COPY_MOVE(Session)

    /// Commits it. False where it fails.
    bool run(const QString &sql)
    {
        QSqlQuery query(m_database);
        return said(query.exec(sql), query);
    }
    /// The same with a value for its question mark.
    bool run(const QString &sql, const QString &value)
    {
        QSqlQuery query(m_database);
        if (!query.prepare(sql))
            return said(false, query);
        query.addBindValue(value);
        return said(query.exec(), query);
    }

private:
    static bool said(bool good, const QSqlQuery &query)
    {
        if (!good)
            complain(query.lastError());
        return good;
    }
    static void complain(const QSqlError &error)
    {
        std::fprintf(stderr, "PostgreSQL: %s\n", qPrintable(error.text()));
    }

    QSqlDatabase m_database;
};

/// One way to the desktop, and the tray at its end.
class Way
{
public:
    Way(QString tenant, const QString &server, const QString &key, const QString &role)
        : m_tenant(std::move(tenant))
        , m_tray(QStringLiteral(TIMESHEET_TRAY),
                 {u"--minimized"_s, u"--server"_s, server, u"--token-file"_s,
                  bench::writeToken(m_folder, GatewayProcess::token(m_tenant, bench::user(), role)),
                  u"--data-dir"_s, dataWith(key)})
    {
    }

    bool connects() const
    {
        return bench::waitUntil([this] { return bench::isConnected(data()); });
    }

    /// What timesheet_append() takes: one event of this tenant.
    QString batch(int number) const
    {
        const QJsonObject event = bench::approval(number);
        const QJsonDocument payload(event.value("payload"_L1).toObject());
        const QJsonObject entry{
            {u"id"_s, QUuid::createUuid().toString(QUuid::WithoutBraces)},
            {u"type"_s, event.value("type"_L1)},
            {u"payload"_s, QString::fromUtf8(payload.toJson(QJsonDocument::Compact))},
            {u"timestamp"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)}};
        const QJsonObject part{{u"tenant"_s, m_tenant}, {u"entries"_s, QJsonArray{entry}}};
        return QString::fromUtf8(QJsonDocument(QJsonArray{part}).toJson(QJsonDocument::Compact));
    }

    QList<double> times; // milliseconds from the commit to the toast

private:
    QString data() const { return m_folder.filePath(u"data"_s); }
    QString dataWith(const QString &key) const
    {
        QDir().mkpath(data());
        QFile settings(data() + u"/settings.ini"_s);
        if (!key.isEmpty() && settings.open(QIODevice::WriteOnly))
            settings.write("[connection]\nanon_key=" + key.toLatin1() + '\n');
        return data();
    }

    QString m_tenant;
    QTemporaryDir m_folder;
    bench::Client m_tray;
};

bool measure(Session &session, FakeNotificationService &service, const std::array<Way *, 2> &ways,
             int count)
{
    QElapsedTimer sinceCommit;
    double toToast = 0;
    QObject::connect(&service, &FakeNotificationService::notified, &service,
                     [&] { toToast = static_cast<double>(sinceCommit.nsecsElapsed()) / 1e6; });
    for (int number = 1; number <= count; ++number) {
        for (Way *const way : ways) {
            const auto before = service.calls.size();
            sinceCommit.start(); // for one that came before we are told of the commit
            if (!session.run(u"SELECT FROM public.timesheet_append(?::json)"_s, way->batch(number)))
                return false;
            sinceCommit.start();
            if (!bench::waitUntil([&] { return service.calls.size() > before; })) {
                std::fprintf(stderr, "an event was not shown\n");
                return false;
            }
            way->times.append(toToast);
            bench::pace(bench::betweenToasts / 2); // each tray has one in two
        }
    }
    const qsizetype toasts = 2 * static_cast<qsizetype>(count);
    return service.calls.size() == toasts;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({u"toasts"_s, u"Events for each way."_s, u"N"_s, u"200"_s});
    parser.process(application);

    bench::Client program(u"node"_s,
                          {QStringLiteral(TIMESHEET_SUPABASE), u"--pace"_s, u"0.02"_s,
                           u"--secret"_s, QString::fromLatin1(GatewayProcess::secret())});
    const auto project = projectOf(program);
    if (!project)
        return program.exitCode() == skipped ? skipped : 1;
    // As packaging/supabase/README.md has it.
    if (!Session(project->databaseOf(u"postgres"_s))
             .run(u"CREATE ROLE gateway LOGIN PASSWORD 'gateway' IN ROLE timesheet_gateway"_s))
        return 1;
    Session session(project->databaseOf(u"gateway"_s));
    GatewayProcess gateway;
    gateway.setDatabase(project->databaseOf(u"gateway"_s).toString());
    FakeNotificationService service(QDBusConnection::sessionBus(), {u"body"_s, u"actions"_s});
    if (!session.run(u"SET ROLE timesheet_gateway"_s) || !gateway.start() || !service.start())
        return 1;

    Way bySupabase(u"tenant-supabase"_s, u"ws://127.0.0.1:%1"_s.arg(project->url.port()),
                   project->key, u"authenticated"_s);
    Way byGateway(u"tenant-gateway"_s, u"ws://127.0.0.1:%1"_s.arg(gateway.port()), {}, {});
    if (!bySupabase.connects() || !byGateway.connects()) {
        std::fprintf(stderr, "a tray does not connect\n");
        return 1;
    }
    const bool good =
        measure(session, service, {&bySupabase, &byGateway}, parser.value(u"toasts"_s).toInt());
    bench::printTimes("commit to Notify, by the gateway", byGateway.times);
    bench::printTimes("commit to Notify, by Supabase", bySupabase.times);
    bench::printRatio(bySupabase.times, byGateway.times);
    std::printf(
        "In Supabase's place is the stand-in of tests/support/supabase: it hears of a change "
        "as soon as it\nis committed, where Realtime looks every 100 ms, and no network lies "
        "between. So this is what the\nhint and the page behind it cost our client, and less "
        "than anybody has from a real project.\n");
    std::fflush(stdout);
    return good ? 0 : 1;
}
