#include "feed/event_export.h"

#include "domain/event_details.h"
#include "domain/instant.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace timesheet {

namespace {

constexpr qsizetype eventsATurn = 100;

/// RFC 4180, section 2.
QString csvField(const QString &text)
{
    const bool looksLikeFormula = !text.isEmpty() && u"=+-@\t\r"_s.contains(text.front());
    QString field = looksLikeFormula ? u'\'' + text : text;
    const bool needsQuotes = field.contains(u'"') || field.contains(u',') ||
                             field.contains(u'\n') || field.contains(u'\r');
    if (!needsQuotes)
        return field;
    return u'"' + field.replace(u'"', u"\"\""_s) + u'"';
}

QByteArray csvOf(const QStringList &fields)
{
    QStringList quoted;
    for (const QString &field : fields)
        quoted.append(csvField(field));
    return quoted.join(u',').toUtf8() + "\r\n";
}

QString dateText(const std::optional<QDate> &date)
{
    return date ? date->toString(Qt::ISODate) : QString();
}

QByteArray jsonOf(const StoredEvent &stored)
{
    const Event &event = stored.event;
    const QJsonObject object{{u"id"_s, event.id.value()},
                             {u"type"_s, event.typeName},
                             {u"timestamp"_s, formatInstant(event.timestamp)},
                             {u"tenant_id"_s, event.tenant.value()},
                             {u"read"_s, stored.read},
                             {u"payload"_s, event.payload}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

QByteArray csvHeader()
{
    return csvOf({u"id"_s, u"type"_s, u"timestamp"_s, u"read"_s, u"timesheet_id"_s,
                  u"employee_id"_s, u"employee_name"_s, u"period_start"_s, u"period_end"_s,
                  u"hours"_s, u"actor"_s, u"due_at"_s, u"title"_s, u"text"_s, u"url"_s});
}

QByteArray csvLine(const StoredEvent &event)
{
    const EventDetails details = detailsOf(event.event);
    QString text = details.reason;
    for (const QString &other : {details.annotation, details.body}) {
        if (text.isEmpty())
            text = other;
    }
    // Hours below zero are left out: a spreadsheet would take their sign for a formula's.
    const QString hours =
        details.hours && *details.hours >= 0 ? QString::number(*details.hours) : QString();
    return csvOf({event.event.id.value(), event.event.typeName,
                  formatInstant(event.event.timestamp), event.read ? u"true"_s : u"false"_s,
                  details.timesheetId, details.employeeId, details.employeeName,
                  dateText(details.periodStart), dateText(details.periodEnd), hours, details.actor,
                  details.dueAt ? formatInstant(*details.dueAt) : QString(), details.title, text,
                  details.url ? details.url->toString(QUrl::FullyEncoded) : QString()});
}

EventExport::EventExport(EventStore &store, EventQuery query, const QString &file, Format format,
                         QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_query(std::move(query))
    , m_format(format)
    , m_file(file)
{
    m_turn.setInterval(0ms);
    connect(&m_turn, &QTimer::timeout, this, &EventExport::writeSome);
}

void EventExport::start()
{
    if (!m_file.open(QIODevice::WriteOnly)) {
        fail(m_file.errorString());
        return;
    }
    // With a byte order mark: spreadsheets take a file without one for an old 8-bit encoding.
    m_file.write(m_format == Format::Csv ? "\xEF\xBB\xBF" + csvHeader() : QByteArray("["));
    m_turn.start();
}

void EventExport::writeSome()
{
    const auto page = m_store.page(m_query, {lowestPosition, m_below}, eventsATurn);
    if (!page) {
        fail(page.error().detail);
        return;
    }
    for (const ListedEvent &listed : *page) {
        m_file.write(encoded(listed.stored));
        m_below = listed.position;
        ++m_count;
    }
    if (page->size() == eventsATurn)
        return;
    m_turn.stop();
    if (m_format == Format::Json)
        m_file.write("\n]\n");
    if (m_file.commit())
        emit finished(m_count);
    else
        fail(m_file.errorString());
}

QByteArray EventExport::encoded(const StoredEvent &event) const
{
    if (m_format == Format::Csv)
        return csvLine(event);
    return (m_count == 0 ? "\n" : ",\n") + jsonOf(event);
}

void EventExport::fail(const QString &reason)
{
    m_turn.stop();
    m_file.cancelWriting();
    emit failed(reason);
}

} // namespace timesheet
