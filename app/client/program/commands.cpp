#include "client/program/commands.h"

#include "cache/event_store.h"
#include "client/process/exit_status.h"
#include "client/process/instance.h"
#include "client/process/standard_output.h"
#include "client/process/token_file.h"
#include "client/session/events_page.h"
#include "client/session/json_lines.h"
#include "connection/endpoint.h"
#include "desktop/system/system_keychain.h"
#include "desktop/words/event_text.h"
#include "domain/clock.h"
#include "domain/instant.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

using exit_status::complain;
using exit_status::failed;
using exit_status::wrongUse;

namespace {

constexpr auto answerTimeout = 5s;
constexpr int pageSize = 200;

/// The cache of the account last used; null where there is none.
tl::expected<std::unique_ptr<EventStore>, QString> lastStore(const Folders &folders,
                                                             const Settings &settings)
{
    const auto account = settings.lastAccount();
    if (!account || !QFile::exists(folders.cacheFile(*account)))
        return nullptr;
    auto opened = EventStore::open(folders.cacheFile(*account));
    if (!opened)
        return tl::unexpected(opened.error().detail);
    return std::move(opened->store);
}

LocalAnswer askForPage(const QString &socket, const local::Events &wanted)
{
    const auto answer = askInstance(socket, wanted, answerTimeout);
    return answer ? *answer : tl::unexpected(answer.error());
}

/// Returns the exit status.
int print(const QByteArray &text)
{
    const auto written = StandardOutput().write(text);
    if (written)
        return 0;
    return written.error().kind == OutputFailure::Kind::Failed
               ? complain(written.error().reason, failed)
               : failed; // whoever read it has gone
}

QByteArray eventText(const QJsonObject &line, const EventWords &words, const QDateTime &now)
{
    Event event;
    event.isOurs = line.value("via"_L1).toString() == viaName(Via::Local);
    event.typeName = line.value("type"_L1).toString();
    event.payload = line.value("payload"_L1).toObject();
    event.timestamp = parseInstant(line.value("timestamp"_L1).toString()).value_or(QDateTime());
    const EventText text = words.of(event, now);
    const QString when = event.timestamp.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s);
    const QString mark = line.value("read"_L1).toBool() ? u" "_s : u"*"_s;
    const QString said = text.line.isEmpty() ? text.title : text.title + u": "_s + text.line;
    return u"%1 %2  %3\n"_s.arg(when, mark, said).toLocal8Bit();
}

QString statusText(const QJsonObject &status)
{
    if (!status.value("running"_L1).toBool())
        return u"not running, %1 unread"_s.arg(status.value("unread"_L1).toInt());
    QString text = status.value("state"_L1).toString();
    const QString server = status.value("server"_L1).toString();
    if (!server.isEmpty())
        text += u", "_s + server;
    if (const QString detail = status.value("detail"_L1).toString(); !detail.isEmpty())
        text += u" ("_s + detail + u')';
    return text + u", %1 unread"_s.arg(status.value("unread"_L1).toInt());
}

/// Waits for the keychain's one answer; it may have to ask the user. True where it did what it was
/// asked.
bool runKeychain(Keychain &keychain)
{
    const auto good = [] { QCoreApplication::exit(0); };
    QObject::connect(&keychain, &Keychain::stored, qApp, good, Qt::QueuedConnection);
    QObject::connect(&keychain, &Keychain::removed, qApp, good, Qt::QueuedConnection);
    QObject::connect(&keychain, &Keychain::notFound, qApp, good, Qt::QueuedConnection);
    QObject::connect(
        &keychain, &Keychain::unavailable, qApp, [] { QCoreApplication::exit(failed); },
        Qt::QueuedConnection);
    return QCoreApplication::exec() == 0;
}

} // namespace

int runStatus(const CommandLine &line, const Folders &folders, const Settings &settings)
{
    QJsonObject status{{u"running"_s, false},
                       {u"state"_s, connectionStateName(ConnectionState::SignedOut)},
                       {u"unread"_s, 0}};
    if (const auto answer = askInstance(folders.socket(), local::Status(), answerTimeout)) {
        if (!*answer)
            return complain(answer->error(), failed);
        status = **answer;
    } else {
        const auto store = lastStore(folders, settings);
        if (!store)
            return complain(store.error(), failed);
        if (*store)
            status.insert(
                "unread"_L1,
                (*store)->counts().value_or(QMap<EventFilter, int>()).value(EventFilter::Unread));
    }
    return print(line.json ? asLine(status) : (statusText(status) + u'\n').toLocal8Bit());
}

int runEvents(const CommandLine &line, const Folders &folders, Settings &settings)
{
    local::Events wanted;
    wanted.type = line.type;
    wanted.unreadOnly = line.unreadOnly;
    wanted.search = line.search;
    std::unique_ptr<EventStore> store;
    if (!askInstance(folders.socket(), local::Status(), answerTimeout)) {
        auto opened = lastStore(folders, settings);
        if (!opened)
            return complain(opened.error(), failed);
        store = std::move(*opened);
        if (!store)
            return 0; // nobody has signed in yet
    }
    const UserId reader = settings.lastAccount().value_or(Account()).user;
    const EventWords words(reader);
    const QDateTime now = systemClock();
    int left = line.limit;
    while (left > 0) {
        wanted.limit = std::min(left, pageSize);
        const LocalAnswer answer =
            store ? eventsPage(*store, wanted) : askForPage(folders.socket(), wanted);
        if (!answer)
            return complain(answer.error(), failed);
        const QJsonArray events = answer->value("events"_L1).toArray();
        QByteArray text;
        for (const QJsonValue &event : events)
            text += line.json ? asLine(event.toObject()) : eventText(event.toObject(), words, now);
        if (const int status = print(text); status != 0)
            return status;
        left -= static_cast<int>(events.size());
        if (!answer->contains("below"_L1))
            break;
        wanted.below = answer->value("below"_L1).toInteger();
    }
    return 0;
}

int runSignIn(const CommandLine &line, const Folders &folders, Settings &settings)
{
    const auto credentials = readTokenFile(line.tokenFile);
    if (!credentials)
        return complain(credentials.error(), wrongUse);
    const auto &[token, identity] = *credentials;
    if (identity.expiresAt && *identity.expiresAt < systemClock())
        return complain(u"this token expired at %1: ask for a new one"_s.arg(
                            formatInstant(*identity.expiresAt)),
                        wrongUse);
    const QUrl server = settings.server(line.server);
    if (const auto endpoint = Endpoint::create(server, settings.preferences().caFile); !endpoint)
        return complain(endpoint.error(), wrongUse);

    const local::SignIn request{server, *credentials};
    if (const auto answer = askInstance(folders.socket(), request, answerTimeout))
        return *answer ? 0 : complain(answer->error(), failed);
    const Account account{server, identity.tenant, identity.user};
    SystemKeychain keychain(folders.keychainService());
    keychain.store(accountKey(account), token);
    if (!runKeychain(keychain))
        return complain(u"no keychain keeps the token: start timesheet-tray first, then sign in"_s,
                        failed);
    // As the running instance does.
    settings.setLastAccount(account);
    settings.remember({account, identity.name});
    settings.setServer(server);
    return 0;
}

int runSignOut(const Folders &folders, Settings &settings)
{
    if (askInstance(folders.socket(), local::SignOut(), answerTimeout))
        return 0;
    const auto account = settings.lastAccount();
    if (!account)
        return 0;
    SystemKeychain keychain(folders.keychainService());
    keychain.remove(accountKey(*account));
    (void)runKeychain(keychain); // without a keychain there is no token to forget
    return 0;
}

} // namespace timesheet
