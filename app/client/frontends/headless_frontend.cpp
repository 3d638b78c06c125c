#include "client/frontends/headless_frontend.h"

#include "client/process/exit_status.h"
#include "client/session/json_lines.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

HeadlessFrontend::HeadlessFrontend(ClientApplication &application, StandardOutput output, Clock now,
                                   QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_output(output)
    , m_now(std::move(now))
{
    connect(&application, &ClientApplication::sessionOpened, this, &HeadlessFrontend::follow);
    connect(&application, &ClientApplication::noticed, this,
            [](const QString &message) { qWarning("%ls", qUtf16Printable(message)); });
}

HeadlessFrontend::~HeadlessFrontend()
{
    // What came in the last turn is committed while its line can still be printed.
    if (AccountSession *session = m_application.session())
        session->feed().flush();
}

LocalAnswer HeadlessFrontend::answer(const LocalCommand &command)
{
    if (const auto answer = m_application.answer(command))
        return *answer;
    return tl::unexpected(u"the running instance has no window: it was started with --headless"_s);
}

void HeadlessFrontend::follow(AccountSession *session)
{
    connect(&session->connection(), &ConnectionManager::statusChanged, this,
            &HeadlessFrontend::printState);
    connect(&session->connection(), &ConnectionManager::dropped, this,
            [this](wire::DropReason reason) { print(droppedLine(reason)); });
    connect(&session->feed(), &EventFeed::committed, this,
            [this](const QList<StoredEvent> &events) {
                for (const StoredEvent &stored : events) {
                    const auto gap = gapOf(stored.event);
                    print(gap ? gapLine(*gap, m_now()) : eventLine(stored));
                }
            });
    connect(&session->feed(), &EventFeed::storeFailed, this, [](const StoreError &error) {
        qWarning("the cache cannot be written: %ls", qUtf16Printable(error.detail));
    });
}

void HeadlessFrontend::printState(const ConnectionStatus &status)
{
    const QJsonObject line = stateLine(status, m_now());
    // No line where only the time of the next attempt or the round trip has changed.
    const QJsonObject state{{u"state"_s, line.value("state"_L1)},
                            {u"detail"_s, line.value("detail"_L1)},
                            {u"attempt"_s, line.value("attempt"_L1)}};
    if (state == m_lastState)
        return;
    m_lastState = state;
    print(line);
    if (status.state == ConnectionState::Unauthorized)
        emit finished(exit_status::tokenRefused);
}

void HeadlessFrontend::print(const QJsonObject &line)
{
    if (m_isCut)
        return;
    const auto written = m_output.write(asLine(line));
    if (written)
        return;
    m_isCut = true;
    const bool failed = written.error().kind == OutputFailure::Kind::Failed;
    emit finished(failed ? exit_status::complain(written.error().reason, exit_status::failed)
                         : exit_status::done);
}

} // namespace timesheet
