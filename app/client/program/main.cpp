#include "client/frontends/desktop_frontend.h"
#include "client/frontends/headless_frontend.h"
#include "client/process/exit_status.h"
#include "client/process/folders.h"
#include "client/process/instance.h"
#include "client/process/logging.h"
#include "client/process/sign_in_link.h"
#include "client/process/standard_output.h"
#include "client/process/termination.h"
#include "client/process/token_file.h"
#include "client/program/command_line.h"
#include "client/program/commands.h"
#include "client/session/client_application.h"
#include "client/settings/settings.h"
#include "client/settings/translations.h"
#include "desktop/system/system_keychain.h"
#include "domain/clock.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QThread>
#include <QTimer>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <functional>
#include <memory>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using exit_status::complain;
using exit_status::failed;
using exit_status::wrongUse;

namespace {

/// After this the program has done what it does at the start, and waits.
constexpr auto untilStarted = 2s;

/// What to ask of an instance that is running already.
LocalCommand requestOf(const CommandLine &line)
{
    if (line.headless)
        return local::Status();
    if (!line.link.isEmpty())
        return local::OpenLink{line.link};
    return local::Show();
}

/// Becomes the instance of the data folder (nothing is returned), or has the running one show
/// itself (the exit status is returned). One that is just starting or ending is waited for.
std::optional<int> becomeInstance(Instance &instance, const Folders &folders,
                                  const CommandLine &line)
{
    const LocalCommand command = requestOf(line);
    const QDeadlineTimer deadline(3s);
    while (!instance.acquire()) {
        if (const auto problem = instance.problem())
            return complain(*problem, failed);
        const auto shown = askInstance(folders.socket(), command, 1s);
        if (shown && line.headless)
            return complain(u"another instance uses %1: end it, or choose another --data-dir"_s.arg(
                                folders.data()),
                            failed);
        if (shown)
            return *shown ? 0 : complain(shown->error(), failed);
        if (deadline.hasExpired())
            return complain(u"another instance holds %1 and does not answer"_s.arg(folders.data()),
                            failed);
        QThread::msleep(50);
    }
    return std::nullopt;
}

/// Signs in with the token file's token, or goes on with the account last used.
tl::expected<void, QString> begin(const CommandLine &line, ClientApplication &application,
                                  const Termination &termination)
{
    if (line.tokenFile.isEmpty())
        return application.openLastAccount(application.settings().imposedServer(line.server));
    return readTokenFile(line.tokenFile, &termination)
        .and_then([&](const Credentials &credentials) {
            return application.signIn(application.settings().server(line.server), credentials,
                                      ServerSetting::Stays);
        });
}

/// The exit status where begin() failed.
int complainOfBeginning(const QString &error, const Termination &termination)
{
    return termination.isRequested() ? exit_status::done : complain(error, wrongUse);
}

int runHeadless(const CommandLine &line, const Folders &folders, Settings &settings)
{
    const Termination termination;
    Instance instance(folders.lockFile(), folders.socket());
    if (const auto status = becomeInstance(instance, folders, line))
        return *status;
    ClientApplication application(folders, settings, systemClock);
    HeadlessFrontend frontend(application, StandardOutput(&termination), systemClock);
    // Not qApp: that is cast to QApplication, and without windows there is only a QCoreApplication.
    QCoreApplication *const qt = QCoreApplication::instance();
    QObject::connect(&termination, &Termination::requested, qt, &QCoreApplication::quit);
    QObject::connect(&frontend, &HeadlessFrontend::finished, qt, &QCoreApplication::exit,
                     Qt::QueuedConnection);
    instance.serve([&frontend](const LocalCommand &command) { return frontend.answer(command); });
    frontend.begin();
    if (const auto begun = begin(line, application, termination); !begun)
        return complainOfBeginning(begun.error(), termination);
    return QCoreApplication::exec();
}

/// Gives back to the system what the start has freed: half a megabyte, which the allocator would
/// keep for days.
void giveMemoryBack()
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

/// Does what takes time, once the icon is there. Opens `link`, if there is one, and takes it away.
void goOn(const CommandLine &line, const Termination &termination, ClientApplication &application,
          DesktopFrontend &frontend, std::optional<SignInLink> &link)
{
    // There is a session already where only the language has changed, and with it the frontend.
    const auto begun = application.session() ? tl::expected<void, QString>()
                                             : begin(line, application, termination);
    if (!begun) {
        QCoreApplication::exit(complainOfBeginning(begun.error(), termination));
        return;
    }
    frontend.beginSignIn();
    if (link)
        frontend.openLink(*std::exchange(link, std::nullopt));
    QTimer::singleShot(untilStarted, qApp, [] { giveMemoryBack(); });
}

int runDesktop(const CommandLine &line, const Folders &folders, Settings &settings,
               Translations &translations)
{
    const Termination termination;
    Instance instance(folders.lockFile(), folders.socket());
    if (const auto status = becomeInstance(instance, folders, line))
        return *status;
    std::optional<SignInLink> link;
    if (!line.link.isEmpty()) {
        const auto read = readSignInLink(line.link);
        if (!read)
            return complain(read.error(), wrongUse);
        link = *read;
    }
    ClientApplication application(folders, settings, systemClock);
    DesktopFrontend::Options options{.server = line.server,
                                     .usesKeychain = line.tokenFile.isEmpty(),
                                     .minimized = line.minimized || link,
                                     .autostart = folders.autostart()};
    SystemKeychain keychain(folders.keychainService());
    std::unique_ptr<DesktopFrontend> frontend;
    // Not quit(): a window that hides instead of closing would refuse it.
    const auto end = [] { QCoreApplication::exit(0); };
    const std::function<void()> beginFrontend = [&] {
        frontend = std::make_unique<DesktopFrontend>(application, keychain, options, systemClock);
        QObject::connect(frontend.get(), &DesktopFrontend::quitRequested, qApp, end);
        QObject::connect(
            frontend.get(), &DesktopFrontend::languageChanged, qApp,
            [&] {
                options.minimized = !frontend->isWindowVisible();
                frontend.reset();
                translations.use(settings.preferences().language);
                beginFrontend();
            },
            Qt::QueuedConnection);
        QObject::connect(frontend.get(), &DesktopFrontend::appeared, qApp,
                         [&] { goOn(line, termination, application, *frontend, link); });
        frontend->begin();
    };
    QObject::connect(&termination, &Termination::requested, qApp, end);
    instance.serve([&frontend](const LocalCommand &command) { return frontend->answer(command); });
    beginFrontend();
    return QApplication::exec();
}

int runCommand(const CommandLine &line, const Folders &folders, Settings &settings,
               Translations &translations)
{
    switch (line.action) {
    case CommandLine::Action::Status:
        return runStatus(line, folders, settings);
    case CommandLine::Action::Events:
        return runEvents(line, folders, settings);
    case CommandLine::Action::SignIn:
        return runSignIn(line, folders, settings);
    case CommandLine::Action::SignOut:
        return runSignOut(folders, settings);
    default:
        return line.headless ? runHeadless(line, folders, settings)
                             : runDesktop(line, folders, settings, translations);
    }
}

/// Qt would abort the process where there is no display.
bool hasDisplay(const QProcessEnvironment &environment)
{
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s}) {
        if (!environment.value(name).isEmpty())
            return true;
    }
    return false;
}

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    return arguments;
}

std::unique_ptr<QCoreApplication> makeQtApplication(int &argc, char **argv, bool withWindows)
{
    if (withWindows)
        return std::make_unique<QApplication>(argc, argv);
    return std::make_unique<QCoreApplication>(argc, argv);
}

int run(int argc, char **argv)
{
    const auto line = parseCommandLine(argumentsOf(argc, argv));
    if (!line)
        return complain(line.error(), wrongUse);
    if (!line->text.isEmpty()) {
        const auto written = StandardOutput().write(line->text.toLocal8Bit());
        return written ? 0 : complain(written.error().reason, failed);
    }
    const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const bool withWindows = line->action == CommandLine::Action::Run && !line->headless;
    if (withWindows && !hasDisplay(environment))
        return complain(u"there is no display: start it in a desktop session, or with --headless"_s,
                        failed);

    const auto application = makeQtApplication(argc, argv, withWindows);
    QCoreApplication::setApplicationName(u"timesheet-tray"_s);
    QCoreApplication::setApplicationVersion(u"" TIMESHEET_VERSION ""_s);
    configureLogging(line->logLevel);
    const auto folders = Folders::create(line->dataDir);
    if (!folders)
        return complain(folders.error(), wrongUse);
    Settings settings(folders->settingsFile(), environment);
    for (const QString &problem : settings.problems())
        qWarning("%ls", qUtf16Printable(problem));
    Translations translations;
    translations.use(settings.preferences().language);
    return runCommand(*line, *folders, settings, translations);
}

} // namespace

} // namespace timesheet

int main(int argc, char **argv)
{
    return timesheet::run(argc, argv);
}
