// The desktop client with a meter on its event loop. Signs in as it is told, and when standard
// input ends says how many events it told of, and how long the turns of its event loop were.
//
//   bench_client SERVER TOKEN-FILE DATA-DIR

#include "client/frontends/desktop_frontend.h"
#include "client/process/standard_output.h"
#include "client/process/token_file.h"
#include "client/session/client_application.h"
#include "client/session/json_lines.h"
#include "desktop/system/system_keychain.h"
#include "domain/clock.h"
#include "metered_application.h"

#include <QSocketNotifier>

#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace timesheet;

namespace {

double milliseconds(std::chrono::nanoseconds duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

void print(const QJsonObject &object)
{
    if (!StandardOutput().write(asLine(object)))
        std::abort(); // nobody measures any more
}

} // namespace

int main(int argc, char **argv)
{
    const bench::MeteredApplication qt(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const auto folders = Folders::create(arguments.value(3));
    const auto credentials = readTokenFile(arguments.value(2));
    if (!folders || !credentials)
        return 2;
    Settings settings(folders->settingsFile(), QProcessEnvironment::systemEnvironment());
    ClientApplication application(*folders, settings, systemClock);
    SystemKeychain keychain(folders->keychainService());
    DesktopFrontend::Options options;
    options.usesKeychain = false;
    options.minimized = true;
    DesktopFrontend frontend(application, keychain, options, systemClock);
    if (!application.signIn(QUrl(arguments.value(1)), *credentials, ServerSetting::Stays))
        return 1;

    qint64 told = 0;
    AccountSession &session = *application.session();
    QObject::connect(&session.feed(), &EventFeed::committed, qApp,
                     [&told](const QList<StoredEvent> &events) { told += events.size(); });
    QObject::connect(&session.connection(), &ConnectionManager::statusChanged, qApp,
                     [](const ConnectionStatus &status) {
                         print({{u"state"_s, connectionStateName(status.state)}});
                     });
    QSocketNotifier input(fileno(stdin), QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, qApp, [] { QCoreApplication::exit(0); });
    frontend.begin();
    const int result = QApplication::exec();
    print({{u"told"_s, told},
           {u"cached"_s, session.feed().counts().value(EventFilter::All)},
           {u"turns"_s, static_cast<qint64>(qt.turnCount())},
           {u"turn_p50_ms"_s, milliseconds(qt.percentile(0.5))},
           {u"turn_p99_ms"_s, milliseconds(qt.percentile(0.99))},
           {u"turn_longest_ms"_s, milliseconds(qt.percentile(1))}});
    return result;
}
