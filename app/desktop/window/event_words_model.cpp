#include "desktop/window/event_words_model.h"

#include "desktop/words/date_text.h"
#include "desktop/words/event_text.h"
#include "feed/event_list_model.h"

#include <utility>

namespace timesheet {

namespace {

constexpr qint64 unknownDay = -1;

} // namespace

EventWordsModel::EventWordsModel(Clock now, QObject *parent)
    : QIdentityProxyModel(parent)
    , m_now(std::move(now))
{
    connect(this, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) {
                if (first < m_days.size())
                    m_days.insert(first, last - first + 1, unknownDay);
            });
    connect(this, &QAbstractItemModel::rowsRemoved, this, [this] { m_days.clear(); });
    connect(this, &QAbstractItemModel::modelReset, this, [this] { m_days.clear(); });
}

bool EventWordsModel::beginsDay(int row) const
{
    return row == 0 || dayOf(row) != dayOf(row - 1);
}

qint64 EventWordsModel::dayOf(int row) const
{
    if (row >= m_days.size())
        m_days.insert(m_days.size(), rowCount() - m_days.size(), unknownDay);
    qint64 &day = m_days[row];
    if (day == unknownDay) {
        const QVariant instant = index(row, 0).data(EventListModel::TimestampRole);
        day = instant.toDateTime().toLocalTime().date().toJulianDay();
    }
    return day;
}

void EventWordsModel::setReader(const UserId &reader)
{
    m_reader = reader;
}

StoredEvent EventWordsModel::eventAt(const QModelIndex &index) const
{
    return index.data(EventListModel::EventRole).value<StoredEvent>();
}

QVariant EventWordsModel::data(const QModelIndex &index, int role) const
{
    if (role == Qt::ToolTipRole)
        return fullTime(index.data(EventListModel::TimestampRole).toDateTime(), QLocale());
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return QIdentityProxyModel::data(index, role);

    const StoredEvent event = eventAt(index);
    const QDateTime now = m_now();
    const EventText text = EventWords(m_reader).of(event.event, now);
    QStringList parts{text.title, text.line};
    if (role == Qt::AccessibleTextRole) {
        parts << relativeTime(event.event.timestamp, now, QLocale());
        if (!event.read)
            parts.prepend(tr("Unread"));
    }
    parts.removeAll(QString());
    return parts.join(tr(", ", "between the parts of a line"));
}

} // namespace timesheet
