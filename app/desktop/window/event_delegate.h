#pragma once

#include "desktop/window/event_words_model.h"
#include "domain/clock.h"

#include <QStyledItemDelegate>

namespace timesheet {

/// Paints one event: glyph, title with a dot where unread, time, one line of detail; and above
/// the first event of a day the day's name.
class EventDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    EventDelegate(const EventWordsModel &model, Clock now, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    /// How high the parts of a row are in a font. Kept, because each layout asks for the size of
    /// every row.
    struct Heights {
        QFont font;
        int day = 0;
        int event = 0;
    };

    const Heights &heightsFor(const QFont &font) const;
    void paintDay(QPainter *painter, const QStyleOptionViewItem &option, const QRect &area,
                  const QDate &date) const;
    void paintEvent(QPainter *painter, const QStyleOptionViewItem &option, const QRect &area,
                    const StoredEvent &event) const;
    void paintMarks(QPainter *painter, const QStyleOptionViewItem &option, const QRect &area,
                    const QRect &inner, const StoredEvent &event) const;
    void paintWords(QPainter *painter, const QStyleOptionViewItem &option, const QRect &words,
                    const QRect &row, const StoredEvent &event) const;

    const EventWordsModel &m_model;
    Clock m_now;
    mutable Heights m_heights;
};

} // namespace timesheet
