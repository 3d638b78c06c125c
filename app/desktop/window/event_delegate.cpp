#include "desktop/window/event_delegate.h"

#include "desktop/look/icons.h"
#include "desktop/look/palette.h"
#include "desktop/words/date_text.h"
#include "desktop/words/event_text.h"
#include "feed/event_list_model.h"

#include <QApplication>
#include <QPainter>

#include <utility>

namespace timesheet {

namespace {

constexpr int margin = 10;
constexpr int gap = 8;
constexpr int dotSize = 8;
constexpr int glyphSize = 20;
constexpr int lineGap = 3;

QFont smaller(const QFont &font)
{
    QFont result = font;
    if (font.pointSizeF() > 0)
        result.setPointSizeF(font.pointSizeF() * 0.9);
    return result;
}

QFont bold(QFont font)
{
    font.setBold(true);
    return font;
}

int dayHeight(const QFont &font)
{
    return QFontMetrics(bold(smaller(font))).height() + 2 * gap;
}

int eventHeight(const QFont &font)
{
    return QFontMetrics(bold(font)).height() + lineGap + QFontMetrics(font).height() + 2 * margin;
}

QDate dayOf(const QModelIndex &index)
{
    return index.data(EventListModel::TimestampRole).toDateTime().toLocalTime().date();
}

// One piece of text in a part of the row, mirrored with the layout, elided where too long.
void drawText(QPainter *painter, const QStyleOptionViewItem &option, const QRect &row,
              const QRect &area, Qt::Alignment alignment, const QString &text)
{
    const QFontMetrics metrics(painter->font());
    const QRect target = QStyle::visualRect(option.direction, row, area);
    const auto side = QStyle::visualAlignment(option.direction, alignment | Qt::AlignVCenter);
    painter->drawText(target, static_cast<int>(side) | Qt::TextSingleLine,
                      metrics.elidedText(text, Qt::ElideRight, target.width()));
}

} // namespace

EventDelegate::EventDelegate(const EventWordsModel &model, Clock now, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
    , m_now(std::move(now))
{
}

const EventDelegate::Heights &EventDelegate::heightsFor(const QFont &font) const
{
    if (m_heights.font != font || m_heights.event == 0)
        m_heights = {font, dayHeight(font), eventHeight(font)};
    return m_heights;
}

QSize EventDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    constexpr int narrowestUseful = 160;
    const Heights &heights = heightsFor(option.font);
    const int day = m_model.beginsDay(index.row()) ? heights.day : 0;
    return {narrowestUseful, day + heights.event};
}

void EventDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    painter->save();
    QRect area = option.rect;
    if (m_model.beginsDay(index.row())) {
        const QRect day(area.topLeft(), QSize(area.width(), heightsFor(option.font).day));
        paintDay(painter, option, day, dayOf(index));
        area.setTop(day.bottom() + 1);
    }
    paintEvent(painter, option, area, m_model.eventAt(index));
    painter->restore();
}

void EventDelegate::paintDay(QPainter *painter, const QStyleOptionViewItem &option,
                             const QRect &area, const QDate &date) const
{
    painter->setFont(bold(smaller(option.font)));
    painter->setPen(mutedText(option.palette));
    drawText(painter, option, area, area.adjusted(margin, gap / 2, -margin, 0), Qt::AlignLeft,
             dayHeading(date, m_now().toLocalTime().date(), QLocale()));
}

void EventDelegate::paintEvent(QPainter *painter, const QStyleOptionViewItem &option,
                               const QRect &area, const StoredEvent &event) const
{
    QStyleOptionViewItem background(option);
    background.rect = area;
    background.palette = withReadableSelection(option.palette);
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &background, painter, option.widget);

    const QRect inner = area.adjusted(margin + dotSize + gap, margin, -margin, -margin);
    paintMarks(painter, option, area, inner, event);
    paintWords(painter, option, inner.adjusted(glyphSize + margin, 0, 0, 0), area, event);
}

void EventDelegate::paintMarks(QPainter *painter, const QStyleOptionViewItem &option,
                               const QRect &area, const QRect &inner,
                               const StoredEvent &event) const
{
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QColor light = option.palette.color(QPalette::HighlightedText);
    const EventType type = event.event.type();
    if (!event.read) {
        const int titleHeight = QFontMetrics(bold(option.font)).height();
        const QRect dot(area.left() + margin, inner.top() + (titleHeight - dotSize) / 2, dotSize,
                        dotSize);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? light : accent(option.palette));
        painter->drawEllipse(QStyle::visualRect(option.direction, area, dot));
    }
    const QRect glyph(inner.left(), inner.center().y() - glyphSize / 2 + 1, glyphSize, glyphSize);
    painter->drawPixmap(QStyle::visualRect(option.direction, area, glyph),
                        glyphPixmap(glyphOf(type), glyphSize,
                                    selected ? light : eventColor(type, option.palette),
                                    painter->device()->devicePixelRatioF()));
}

void EventDelegate::paintWords(QPainter *painter, const QStyleOptionViewItem &option,
                               const QRect &words, const QRect &row, const StoredEvent &event) const
{
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor muted = selected ? ink : mutedText(option.palette);
    const QDateTime now = m_now();
    const EventText text = EventWords(m_model.reader()).of(event.event, now);
    const int titleHeight = QFontMetrics(bold(option.font)).height();
    const QRect first(words.topLeft(), QSize(words.width(), titleHeight));

    painter->setFont(smaller(option.font));
    painter->setPen(muted);
    const QString time = relativeTime(event.event.timestamp, now, QLocale());
    const int timeWidth = QFontMetrics(painter->font()).horizontalAdvance(time) + 1;
    drawText(painter, option, row, first.adjusted(first.width() - timeWidth, 0, 0, 0),
             Qt::AlignRight, time);

    painter->setFont(event.read ? option.font : bold(option.font));
    painter->setPen(ink);
    drawText(painter, option, row, first.adjusted(0, 0, -timeWidth - gap, 0), Qt::AlignLeft,
             text.title);

    painter->setFont(option.font);
    painter->setPen(muted);
    drawText(painter, option, row, words.adjusted(0, titleHeight + lineGap, 0, 0), Qt::AlignLeft,
             text.line);
}

} // namespace timesheet
