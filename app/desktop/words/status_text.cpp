#include "desktop/words/status_text.h"

#include "desktop/words/date_text.h"
#include "desktop/words/plain_text.h"
#include "domain/instant.h"

#include <QCoreApplication>
#include <QSysInfo>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

class StatusText
{
    Q_DECLARE_TR_FUNCTIONS(StatusText)
};

constexpr QUrl::FormattingOptions shownUrl =
    QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment;

std::optional<qint64> secondsLeft(const ConnectionStatus &status, const QDateTime &now)
{
    if (!status.nextAttempt)
        return std::nullopt;
    const qint64 milliseconds = now.msecsTo(*status.nextAttempt);
    return milliseconds > 0 ? std::optional((milliseconds + 999) / 1000) : std::nullopt;
}

QString retrying(const ConnectionStatus &status, const QDateTime &now)
{
    const auto left = secondsLeft(status, now);
    if (!left)
        return StatusText::tr("Retrying (%1 of %2)…").arg(status.attempt).arg(status.maxAttempts);
    return StatusText::tr("Retrying (%1 of %2) in %3")
        .arg(status.attempt)
        .arg(status.maxAttempts)
        .arg(countdown(*left));
}

QString polling(const ConnectionStatus &status, const QDateTime &now)
{
    QString text = StatusText::tr("Checking for news");
    if (status.pollInterval) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*status.pollInterval).count();
        text = StatusText::tr("Checking every %1").arg(countdown(seconds));
    }
    if (const auto left = secondsLeft(status, now))
        text = StatusText::tr("%1, next try in %2").arg(text, minutesAndSeconds(*left));
    return text;
}

QString offline(const ConnectionStatus &status, const QDateTime &now)
{
    const auto left = secondsLeft(status, now);
    return left ? StatusText::tr("Offline, next try in %1").arg(minutesAndSeconds(*left))
                : StatusText::tr("Offline");
}

} // namespace

StatusRemedy remedyOf(ConnectionState state)
{
    switch (state) {
    case ConnectionState::Connected:
    case ConnectionState::Connecting:
        return StatusRemedy::None;
    case ConnectionState::Reconnecting:
    case ConnectionState::Polling:
    case ConnectionState::Offline:
        return StatusRemedy::RetryNow;
    case ConnectionState::SignedOut:
    case ConnectionState::Unauthorized:
        break;
    }
    return StatusRemedy::SignIn;
}

QString statusLine(const ConnectionStatus &status, const QDateTime &now)
{
    switch (status.state) {
    case ConnectionState::Connected:
        return status.roundTrip && status.roundTrip->count() > 0
                   ? StatusText::tr("Live, %1 ms").arg(status.roundTrip->count())
                   : StatusText::tr("Live");
    case ConnectionState::Connecting:
        return StatusText::tr("Connecting…");
    case ConnectionState::Reconnecting:
        return retrying(status, now);
    case ConnectionState::Polling:
        return polling(status, now);
    case ConnectionState::Offline:
        return offline(status, now);
    case ConnectionState::SignedOut:
        return StatusText::tr("Not signed in");
    case ConnectionState::Unauthorized:
        break;
    }
    return StatusText::tr("Sign-in needed");
}

QString statusWord(TrayState state)
{
    switch (state) {
    case TrayState::Live:
        return StatusText::tr("connected");
    case TrayState::Connecting:
        return StatusText::tr("connecting");
    case TrayState::Polling:
        return StatusText::tr("checking now and then");
    case TrayState::Offline:
        return StatusText::tr("offline");
    case TrayState::Paused:
        return StatusText::tr("notifications paused");
    case TrayState::SignInNeeded:
        break;
    }
    return StatusText::tr("sign-in needed");
}

QString trayTooltip(TrayState state, int unread)
{
    const QString name = QCoreApplication::translate("Application", "Timesheet Tray");
    if (unread <= 0)
        return StatusText::tr("%1: %2", "program, state").arg(name, statusWord(state));
    return StatusText::tr("%1: %2, %3", "program, state, unread")
        .arg(name, statusWord(state), StatusText::tr("%n unread", nullptr, unread));
}

QList<std::pair<QString, QString>> connectionFacts(const ConnectionStatus &status,
                                                   const std::optional<QDateTime> &lastEvent,
                                                   const QDateTime &now, const QLocale &locale)
{
    QList<std::pair<QString, QString>> facts{{StatusText::tr("State"), statusLine(status, now)}};
    const auto add = [&facts](const QString &name, const QString &value) {
        if (!value.isEmpty())
            facts.append({name, value});
    };
    add(StatusText::tr("Server"), status.server.toDisplayString(shownUrl));
    add(StatusText::tr("Server program"), plainLine(status.serverName, 80));
    if (status.since.isValid())
        add(StatusText::tr("Since"), fullTime(status.since, locale));
    if (status.attempt > 0)
        add(StatusText::tr("Attempt"),
            StatusText::tr("%1 of %2").arg(status.attempt).arg(status.maxAttempts));
    if (status.roundTrip)
        add(StatusText::tr("Round trip"), StatusText::tr("%1 ms").arg(status.roundTrip->count()));
    if (lastEvent)
        add(StatusText::tr("Last event"), fullTime(*lastEvent, locale));
    add(StatusText::tr("Reason"), plainLine(status.detail, 200));
    return facts;
}

QString connectionDiagnostics(const ConnectionStatus &status,
                              const std::optional<QDateTime> &lastEvent, const QDateTime &now)
{
    QStringList lines{u"Timesheet Tray "_s + QStringLiteral(TIMESHEET_VERSION)};
    const auto add = [&lines](const QString &name, const QString &value) {
        if (!value.isEmpty())
            lines << u"%1: %2"_s.arg(name, value);
    };
    add(u"time"_s, formatInstant(now));
    add(u"system"_s,
        u"%1, Qt %2"_s.arg(QSysInfo::prettyProductName(), QLatin1StringView(qVersion())));
    add(u"state"_s, connectionStateName(status.state));
    add(u"detail"_s, plainLine(status.detail, 200));
    add(u"server"_s, status.server.toString(shownUrl));
    add(u"server program"_s, plainLine(status.serverName, 80));
    if (status.since.isValid())
        add(u"since"_s, formatInstant(status.since));
    if (status.attempt > 0)
        add(u"attempt"_s, u"%1 of %2"_s.arg(status.attempt).arg(status.maxAttempts));
    if (status.nextAttempt)
        add(u"next attempt"_s, formatInstant(*status.nextAttempt));
    if (status.pollInterval)
        add(u"poll interval"_s, u"%1 ms"_s.arg(status.pollInterval->count()));
    if (status.roundTrip)
        add(u"round trip"_s, u"%1 ms"_s.arg(status.roundTrip->count()));
    if (lastEvent)
        add(u"last event"_s, formatInstant(*lastEvent));
    return lines.join(u'\n');
}

} // namespace timesheet
