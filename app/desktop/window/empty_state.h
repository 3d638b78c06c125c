#pragma once

#include "desktop/look/icons.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace timesheet {

/// Says in place of a list why it is empty, and what can be done about it.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    struct Content {
        Glyph glyph = Glyph::Inbox;
        QString title;
        QString text;
        QString button; ///< empty: none
    };

    explicit EmptyState(QWidget *parent = nullptr);

    void setContent(const Content &content);
    QString title() const;

signals:
    void buttonClicked();

protected:
    void changeEvent(QEvent *event) override;

private:
    void refreshColors();

    Glyph m_glyph = Glyph::Inbox;
    QLabel *m_picture;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_button;
};

} // namespace timesheet
