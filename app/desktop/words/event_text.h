#pragma once

#include "domain/event.h"
#include "domain/event_details.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace timesheet {

/// The words of one event: plain text, short, safe to show.
struct EventText {
    QString title; ///< "Timesheet approved"
    QString line;  ///< "Week of 16 November, 38.5 h, by Dana Fox"; empty where nothing is known
    QString about; ///< the line without the reason, note or message that it may quote

    friend bool operator==(const EventText &, const EventText &) = default;
};

/// Says events in words. Members that are missing shorten the sentence; the employee is named only
/// where it is somebody else than the reader.
class EventWords
{
    Q_DECLARE_TR_FUNCTIONS(EventWords)

public:
    explicit EventWords(UserId reader, const QLocale &locale = {});

    /// `now`: in whatever time zone; days are counted in local time.
    EventText of(const Event &event, const QDateTime &now) const;

    /// "Week of 16 November", "November 2026", "16 to 29 November 2026"; empty without dates.
    QString period(const EventDetails &details, const QDate &today) const;
    /// "38.5 h"; empty where unknown.
    QString hours(const EventDetails &details) const;
    /// "Due tomorrow 17:00"; empty without `due_at`.
    QString due(const EventDetails &details, const QDateTime &now) const;

private:
    EventText news(const QString &title, const EventDetails &details, const QString &said,
                   const QDateTime &now) const;
    EventText missing(const Event &event, const QDateTime &now) const;
    EventText deadline(const EventDetails &details, const QDateTime &now) const;
    QString lineOf(const QStringList &parts, const QString &separator) const;
    QStringList aboutTimesheet(const EventDetails &details, const QDateTime &now) const;

    UserId m_reader;
    QLocale m_locale;
};

} // namespace timesheet
