#pragma once

#include "domain/clock.h"
#include "domain/event.h"

#include <QScrollArea>
#include <QUrl>

#include <optional>

class QGridLayout;
class QLabel;
class QPushButton;

namespace timesheet {

/// Everything about one event: what was said in full, who and when, every member by its name.
class DetailsPane : public QScrollArea
{
    Q_OBJECT

public:
    explicit DetailsPane(Clock now, QWidget *parent = nullptr);

    void setReader(const UserId &reader) { m_reader = reader; }
    void setWebAddress(const QUrl &address);
    void setEvent(const std::optional<StoredEvent> &event);
    const std::optional<StoredEvent> &event() const { return m_event; }

    /// The event as text for the clipboard.
    QString asText() const;

signals:
    void openWebPageRequested(const timesheet::EventId &id);
    void markReadRequested(const timesheet::EventId &id);
    void markUnreadRequested(const timesheet::EventId &id);

protected:
    using QScrollArea::event;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void refresh();
    void refreshColors();
    void fillMembers();
    void alignTexts();

    Clock m_now;
    UserId m_reader;
    QUrl m_webAddress;
    std::optional<StoredEvent> m_event;
    QWidget *m_content;
    QLabel *m_glyph;
    QLabel *m_title;
    QLabel *m_when;
    QLabel *m_line;
    QLabel *m_words; ///< the reason, the note or the message, in full
    QGridLayout *m_members;
    QPushButton *m_open;
    QPushButton *m_copy;
    QPushButton *m_mark;
};

} // namespace timesheet
