#include "desktop/words/payload_text.h"

#include "desktop/words/date_text.h"
#include "desktop/words/plain_text.h"
#include "domain/instant.h"

#include <QCoreApplication>
#include <QDate>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr qsizetype maxMembers = 100;
constexpr qsizetype maxName = 60;
constexpr qsizetype maxValue = 4000;

class PayloadText
{
    Q_DECLARE_TR_FUNCTIONS(PayloadText)

public:
    struct Known {
        QString member;
        QString name;
    };

    /// The protocol's members, in the order in which people want to read them.
    static QList<Known> known()
    {
        return {
            {u"title"_s, tr("Title")},
            {u"body"_s, tr("Message")},
            {u"employee_name"_s, tr("Employee")},
            {u"employee_id"_s, tr("Employee number")},
            {u"period_start"_s, tr("First day")},
            {u"period_end"_s, tr("Last day")},
            {u"hours"_s, tr("Hours")},
            {u"due_at"_s, tr("Due")},
            {u"from"_s, tr("From")},
            {u"to"_s, tr("To")},
            {u"actor"_s, tr("By")},
            {u"approved_by"_s, tr("Approved by")},
            {u"rejected_by"_s, tr("Rejected by")},
            {u"author"_s, tr("Author")},
            {u"reason"_s, tr("Reason")},
            {u"annotation"_s, tr("Note")},
            {u"text"_s, tr("Text")},
            {u"severity"_s, tr("Severity")},
            {u"url"_s, tr("Web address")},
            {u"id"_s, tr("Timesheet")},
            {u"timesheet_id"_s, tr("Timesheet")},
        };
    }

    static QString valueOf(const QJsonValue &value, const QLocale &locale)
    {
        switch (value.type()) {
        case QJsonValue::Bool:
            return value.toBool() ? tr("yes") : tr("no");
        case QJsonValue::Double:
            return locale.toString(value.toDouble(), 'f', QLocale::FloatingPointShortest);
        case QJsonValue::String:
            return value.toString().trimmed().isEmpty() ? u"–"_s : textOf(value.toString(), locale);
        case QJsonValue::Array:
            return plainLine(
                QString::fromUtf8(
                    QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact).left(maxValue)),
                maxValue);
        default:
            return u"–"_s;
        }
    }

    static QString more(int count) { return tr("and %n more", nullptr, count); }

private:
    static QString textOf(const QString &text, const QLocale &locale)
    {
        constexpr qsizetype dateLength = 10;
        if (const auto instant = parseInstant(text))
            return fullTime(*instant, locale);
        const QDate date =
            text.size() == dateLength ? QDate::fromString(text, Qt::ISODate) : QDate();
        return date.isValid() ? locale.toString(date, QLocale::LongFormat)
                              : plainParagraphs(text, maxValue);
    }
};

/// Gathers the members of one payload, and counts those that are too many.
class Gatherer
{
public:
    explicit Gatherer(const QLocale &locale)
        : m_locale(locale)
    {
    }

    void addObject(const QString &prefix, const QJsonObject &object)
    {
        QJsonObject rest = object;
        for (const auto &[member, name] : m_known) {
            if (const auto it = rest.constFind(member); it != rest.constEnd())
                add(prefix, name, *it);
            rest.remove(member);
        }
        for (auto it = rest.constBegin(); it != rest.constEnd(); ++it)
            add(prefix, plainLine(it.key(), maxName), *it);
    }

    QList<PayloadMember> result() const
    {
        QList<PayloadMember> members = m_members;
        if (m_count > maxMembers)
            members.append({u"…"_s, PayloadText::more(static_cast<int>(m_count - maxMembers))});
        return members;
    }

private:
    void add(const QString &prefix, const QString &name, const QJsonValue &value)
    {
        // One level of objects is told member by member; what is deeper, as it was written.
        if (value.isObject() && prefix.isEmpty())
            addObject(name + u" · "_s, value.toObject());
        else if (++m_count <= maxMembers)
            m_members.append({prefix + name, PayloadText::valueOf(value, m_locale)});
    }

    const QLocale &m_locale;
    const QList<PayloadText::Known> m_known = PayloadText::known();
    QList<PayloadMember> m_members;
    qsizetype m_count = 0;
};

} // namespace

QList<PayloadMember> payloadMembers(const QJsonObject &payload, const QLocale &locale)
{
    Gatherer gatherer(locale);
    gatherer.addObject(QString(), payload);
    return gatherer.result();
}

} // namespace timesheet
