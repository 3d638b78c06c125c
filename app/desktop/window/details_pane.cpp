#include "desktop/window/details_pane.h"

#include "desktop/look/accessibility.h"
#include "desktop/look/icons.h"
#include "desktop/look/palette.h"
#include "desktop/words/date_text.h"
#include "desktop/words/event_text.h"
#include "desktop/words/payload_text.h"
#include "desktop/words/plain_text.h"
#include "desktop/words/web_page.h"
#include "domain/event_details.h"

#include <QClipboard>
#include <QEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr int paneMargin = 20;
constexpr int glyphSize = 32;

// Plain text, always: what a server wrote is never markup.
QLabel *plainLabel(const QString &text = {})
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

DetailsPane::DetailsPane(Clock now, QWidget *parent)
    : QScrollArea(parent)
    , m_now(std::move(now))
    , m_content(new QWidget)
    , m_glyph(new QLabel)
    , m_title(plainLabel())
    , m_when(plainLabel())
    , m_line(plainLabel())
    , m_words(plainLabel())
    , m_members(new QGridLayout)
    , m_open(new QPushButton(tr("Open timesheet")))
    , m_copy(new QPushButton(tr("Copy")))
    , m_mark(new QPushButton)
{
    makeAccessibleGroup(this);
    setAccessibleName(tr("Details"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    build();
    connect(m_open, &QPushButton::clicked, this,
            [this] { emit openWebPageRequested(m_event->event.id); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(asText()); });
    connect(m_mark, &QPushButton::clicked, this, [this] {
        if (m_event->read)
            emit markUnreadRequested(m_event->event.id);
        else
            emit markReadRequested(m_event->event.id);
    });
    refresh();
}

void DetailsPane::build()
{
    constexpr double titleScale = 1.35;
    QFont font = m_title->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * titleScale);
    m_title->setFont(font);

    auto *heading = new QVBoxLayout;
    heading->setSpacing(2);
    heading->addWidget(m_title);
    heading->addWidget(m_when);
    auto *top = new QHBoxLayout;
    top->setSpacing(paneMargin / 2);
    top->addWidget(m_glyph, 0, Qt::AlignTop);
    top->addLayout(heading, 1);

    m_words->setMargin(paneMargin / 2);
    m_words->setAutoFillBackground(true);
    // Not a form layout: that cuts values of several lines.
    m_members->setColumnStretch(1, 1);
    m_members->setHorizontalSpacing(paneMargin);
    m_members->setVerticalSpacing(paneMargin / 2);

    auto *buttons = new QHBoxLayout;
    for (QPushButton *button : {m_open, m_copy, m_mark})
        buttons->addWidget(button);
    buttons->addStretch();

    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(paneMargin, paneMargin, paneMargin, paneMargin);
    layout->setSpacing(paneMargin * 3 / 4);
    layout->addLayout(top);
    layout->addWidget(m_line);
    layout->addWidget(m_words);
    layout->addLayout(buttons);
    layout->addLayout(m_members);
    layout->addStretch();
    setWidget(m_content);
}

void DetailsPane::setWebAddress(const QUrl &address)
{
    m_webAddress = address;
    refresh();
}

void DetailsPane::setEvent(const std::optional<StoredEvent> &event)
{
    if (event && event == m_event)
        return;
    const bool another = !event || !m_event || event->event.id != m_event->event.id;
    m_event = event;
    refresh();
    if (another)
        ensureVisible(0, 0);
}

void DetailsPane::refresh()
{
    m_content->setVisible(m_event.has_value());
    if (!m_event)
        return;
    const Event &event = m_event->event;
    const EventText text = EventWords(m_reader).of(event, m_now());
    m_title->setText(text.title);
    m_when->setText(fullTime(event.timestamp, QLocale()));
    const QString said = plainParagraphs(detailsOf(event).said);
    m_words->setText(said);
    m_words->setVisible(!said.isEmpty());
    m_line->setText(text.about);
    m_line->setVisible(!text.about.isEmpty());
    m_open->setVisible(webPageOf(event, m_webAddress).has_value());
    m_mark->setText(m_event->read ? tr("Mark unread") : tr("Mark as read"));
    fillMembers();
    alignTexts();
    refreshColors();
}

// To the side where the layout begins: by itself a label goes by the direction of its text, and
// a Latin name would stand at the far end of an Arabic window.
void DetailsPane::alignTexts()
{
    const Qt::Alignment side = isRightToLeft() ? Qt::AlignRight : Qt::AlignLeft;
    for (QLabel *label : m_content->findChildren<QLabel *>())
        label->setAlignment(side | Qt::AlignAbsolute | Qt::AlignVCenter);
}

void DetailsPane::fillMembers()
{
    while (QLayoutItem *item = m_members->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const PayloadMember &member : payloadMembers(m_event->event.payload, QLocale())) {
        auto *name = new QLabel(member.name);
        name->setTextFormat(Qt::PlainText);
        QLabel *value = plainLabel(member.value);
        m_members->addWidget(name, row, 0, Qt::AlignLeading | Qt::AlignTop);
        m_members->addWidget(value, row, 1, Qt::AlignTop);
        ++row;
    }
}

void DetailsPane::refreshColors()
{
    if (!m_event)
        return;
    const EventType type = m_event->event.type();
    m_glyph->setPixmap(
        glyphPixmap(glyphOf(type), glyphSize, eventColor(type, palette()), devicePixelRatioF()));
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedText(palette()));
    m_when->setPalette(muted);
    for (int row = 0; row < m_members->rowCount(); ++row) {
        if (const QLayoutItem *name = m_members->itemAtPosition(row, 0))
            name->widget()->setPalette(muted);
    }
    QPalette quote = palette();
    quote.setColor(QPalette::Window, palette().color(QPalette::AlternateBase));
    m_words->setPalette(quote);
}

void DetailsPane::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refreshColors();
}

QString DetailsPane::asText() const
{
    if (!m_event)
        return {};
    QStringList lines{m_title->text(), m_when->text()};
    for (const PayloadMember &member : payloadMembers(m_event->event.payload, QLocale()))
        lines << u"%1: %2"_s.arg(member.name, member.value);
    return lines.join(u'\n');
}

} // namespace timesheet
