#include "desktop/window/empty_state.h"

#include "desktop/look/accessibility.h"
#include "desktop/look/palette.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace timesheet {

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_picture(new QLabel)
    , m_title(new QLabel)
    , m_text(new QLabel)
    , m_button(new QPushButton)
{
    constexpr int widestText = 320;
    constexpr int margin = 24;
    makeAccessibleGroup(this);
    setFocusPolicy(Qt::StrongFocus); // Tab leads here instead of to the list
    QFont font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
    for (QLabel *label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setMaximumWidth(widestText);
    }
    for (QLabel *label : {m_picture, m_title, m_text})
        label->setAlignment(Qt::AlignCenter);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(margin / 2);
    layout->addStretch(2);
    layout->addWidget(m_picture);
    for (QLabel *label : {m_title, m_text}) {
        // Centred by stretches: the layout would give an aligned label the height of one line.
        auto *row = new QHBoxLayout;
        row->addStretch();
        row->addWidget(label, 100);
        row->addStretch();
        layout->addLayout(row);
    }
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::buttonClicked);
}

void EmptyState::setContent(const Content &content)
{
    m_glyph = content.glyph;
    m_title->setText(content.title);
    m_text->setText(content.text);
    setAccessibleName(content.title);
    setAccessibleDescription(content.text);
    m_button->setText(content.button);
    m_button->setVisible(!content.button.isEmpty());
    refreshColors();
}

QString EmptyState::title() const
{
    return m_title->text();
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refreshColors();
}

void EmptyState::refreshColors()
{
    constexpr int pictureSize = 56;
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedText(palette()));
    m_text->setPalette(muted);
    m_picture->setPixmap(
        glyphPixmap(m_glyph, pictureSize, mutedText(palette()), devicePixelRatioF()));
}

} // namespace timesheet
