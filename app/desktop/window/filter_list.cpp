#include "desktop/window/filter_list.h"

#include "desktop/look/icons.h"
#include "desktop/look/palette.h"

#include <QEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace timesheet {

namespace {

constexpr int countRole = Qt::UserRole + 1;
constexpr int rowPadding = 5;
constexpr int countMargin = 10;
constexpr int sideMargin = 6;

Glyph glyphOfFilter(EventFilter filter)
{
    switch (filter) {
    case EventFilter::All:
        return Glyph::Inbox;
    case EventFilter::Unread:
        return Glyph::Unread;
    case EventFilter::Approvals:
        return Glyph::Approved;
    case EventFilter::Rejections:
        return Glyph::Rejected;
    case EventFilter::Notes:
        return Glyph::Note;
    case EventFilter::Deadlines:
        return Glyph::Deadline;
    case EventFilter::System:
        break;
    }
    return Glyph::Notification;
}

QString countText(int count)
{
    return count > 0 ? QLocale().toString(count) : QString();
}

/// Paints the count at the far side of the filter's name.
class CountDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        painter->setFont(option.font);
        painter->setPen(selected ? option.palette.color(QPalette::HighlightedText)
                                 : mutedText(option.palette));
        const auto side =
            QStyle::visualAlignment(option.direction, Qt::AlignRight | Qt::AlignVCenter);
        painter->drawText(option.rect.adjusted(countMargin, 0, -countMargin, 0),
                          static_cast<int>(side), countText(index.data(countRole).toInt()));
        painter->restore();
    }

    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->palette = withReadableSelection(option->palette);
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        constexpr int countGap = 16;
        const QFontMetrics metrics(option.font);
        const QString count = countText(index.data(countRole).toInt());
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        size.rheight() += 2 * rowPadding;
        size.rwidth() += countGap + countMargin + metrics.horizontalAdvance(count);
        return size;
    }
};

} // namespace

FilterList::FilterList(QWidget *parent)
    : QListWidget(parent)
{
    constexpr QSize iconSize(18, 18);
    setAccessibleName(tr("Filters"));
    setFrameShape(QFrame::NoFrame);
    setIconSize(iconSize);
    setViewportMargins(sideMargin, sideMargin, sideMargin, sideMargin);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setItemDelegate(new CountDelegate(this));
    setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    for (const EventFilter filter : eventFilters)
        addItem(nameOf(filter));
    refreshIcons();
    setCounts({});
    setCurrentRow(0);
    connect(this, &QListWidget::currentRowChanged, this, [this] { emit filterChanged(filter()); });
}

QString FilterList::nameOf(EventFilter filter)
{
    switch (filter) {
    case EventFilter::All:
        return tr("All");
    case EventFilter::Unread:
        return tr("Unread");
    case EventFilter::Approvals:
        return tr("Approvals");
    case EventFilter::Rejections:
        return tr("Rejections");
    case EventFilter::Notes:
        return tr("Notes");
    case EventFilter::Deadlines:
        return tr("Deadlines");
    case EventFilter::System:
        break;
    }
    return tr("System");
}

EventFilter FilterList::filter() const
{
    const int row = qMax(0, currentRow());
    return eventFilters.at(static_cast<std::size_t>(row));
}

void FilterList::setFilter(EventFilter filter)
{
    const auto it = std::find(eventFilters.cbegin(), eventFilters.cend(), filter);
    setCurrentRow(static_cast<int>(it - eventFilters.cbegin()));
}

void FilterList::setCounts(const QMap<EventFilter, int> &counts)
{
    m_counts = counts;
    for (int row = 0; row < count(); ++row) {
        const EventFilter filter = eventFilters.at(static_cast<std::size_t>(row));
        const int events = counts.value(filter);
        item(row)->setData(countRole, events);
        item(row)->setData(Qt::AccessibleTextRole,
                           tr("%1, %2", "filter and its count").arg(nameOf(filter)).arg(events));
    }
    updateGeometry();
}

void FilterList::changeEvent(QEvent *event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refreshIcons();
}

void FilterList::refreshIcons()
{
    for (int row = 0; row < count(); ++row)
        item(row)->setIcon(
            glyphIcon(glyphOfFilter(eventFilters.at(static_cast<std::size_t>(row))), palette()));
}

QSize FilterList::sizeHint() const
{
    return {sizeHintForColumn(0) + 2 * (frameWidth() + sideMargin),
            QListWidget::sizeHint().height()};
}

} // namespace timesheet
