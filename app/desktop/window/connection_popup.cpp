#include "desktop/window/connection_popup.h"

#include "desktop/look/accessibility.h"
#include "desktop/look/palette.h"
#include "desktop/words/status_text.h"

#include <QClipboard>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include <numeric>
#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr int widestValue = 360;

} // namespace

ConnectionPopup::ConnectionPopup(Clock now, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_now(std::move(now))
    , m_facts(new QFormLayout)
    , m_copy(new QPushButton(tr("Copy diagnostics")))
{
    constexpr int margin = 14;
    makeAccessibleGroup(this);
    setAccessibleName(tr("Connection details"));
    setFrameShape(QFrame::StyledPanel);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(diagnostics());
        close();
    });
    m_facts->setHorizontalSpacing(margin);
    m_facts->setVerticalSpacing(margin / 2);
    m_facts->setLabelAlignment(Qt::AlignLeading | Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(margin);
    layout->addLayout(m_facts);
    layout->addWidget(m_copy, 0, Qt::AlignTrailing);
}

void ConnectionPopup::setStatus(const ConnectionStatus &status)
{
    m_status = status;
    if (isVisible())
        refresh();
}

void ConnectionPopup::setLastEvent(const std::optional<QDateTime> &instant)
{
    m_lastEvent = instant;
}

void ConnectionPopup::setCounters(const QMap<QString, qint64> &counters)
{
    m_counters = counters;
}

void ConnectionPopup::refresh()
{
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedText(palette()));
    const auto add = [&](const QString &name, const QString &value) {
        auto *label = new QLabel(name);
        label->setPalette(muted);
        auto *text = new QLabel(value);
        text->setTextFormat(Qt::PlainText);
        text->setWordWrap(value.size() > 40);
        text->setMaximumWidth(widestValue);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_facts->addRow(label, text);
    };
    for (const auto &[name, value] : connectionFacts(m_status, m_lastEvent, m_now(), QLocale()))
        add(name, value);
    // Their sum alone: the reasons are technical words, and stand in the diagnostics.
    const qint64 leftOut = std::accumulate(m_counters.cbegin(), m_counters.cend(), qint64{0});
    if (leftOut > 0)
        add(tr("Messages left out"), QLocale().toString(leftOut));
    readInOrder(*layout());
}

void ConnectionPopup::popUp(const QWidget &anchor)
{
    refresh();
    adjustSize();
    const QRect screen = anchor.screen()->availableGeometry();
    QPoint corner = anchor.mapToGlobal(QPoint(0, 0)) - QPoint(0, height());
    if (anchor.isRightToLeft())
        corner.rx() += anchor.width() - width();
    corner.setX(qBound(screen.left(), corner.x(), screen.right() - width()));
    corner.setY(qMax(screen.top(), corner.y()));
    move(corner);
    show();
    m_copy->setFocus(); // so that a screen reader notices the popup
}

QString ConnectionPopup::diagnostics() const
{
    QString text = connectionDiagnostics(m_status, m_lastEvent, m_now());
    for (auto it = m_counters.cbegin(); it != m_counters.cend(); ++it)
        text += u"\n%1: %2"_s.arg(it.key()).arg(it.value());
    return text;
}

} // namespace timesheet
