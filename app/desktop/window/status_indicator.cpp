#include "desktop/window/status_indicator.h"

#include "desktop/look/icons.h"
#include "desktop/words/status_text.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

#include <utility>

using namespace std::chrono_literals;

namespace timesheet {

StatusIndicator::StatusIndicator(Clock now, QWidget *parent)
    : QWidget(parent)
    , m_now(std::move(now))
    , m_words(new QToolButton)
    , m_remedy(new QPushButton)
{
    m_words->setAutoRaise(true);
    m_words->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_words->setToolTip(tr("Show the connection's details"));
    m_words->setFocusPolicy(Qt::TabFocus);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 2, 4, 2);
    layout->addWidget(m_words);
    layout->addWidget(m_remedy);
    m_second.setInterval(1s);
    connect(&m_second, &QTimer::timeout, this, &StatusIndicator::refresh);
    connect(m_words, &QToolButton::clicked, this, &StatusIndicator::detailsRequested);
    connect(m_remedy, &QPushButton::clicked, this, &StatusIndicator::onRemedyClicked);
    refresh();
}

QString StatusIndicator::text() const
{
    return m_words->text();
}

void StatusIndicator::setStatus(const ConnectionStatus &status)
{
    m_status = status;
    refresh();
    refreshTimer();
}

void StatusIndicator::refresh()
{
    constexpr int iconSize = 16;
    const QString line = statusLine(m_status, m_now());
    m_words->setText(line);
    m_words->setIcon(statePixmap(trayStateOf(m_status.state), iconSize, devicePixelRatioF()));
    m_words->setAccessibleName(tr("Connection: %1").arg(line));
    const StatusRemedy remedy = remedyOf(m_status.state);
    m_remedy->setVisible(remedy != StatusRemedy::None);
    m_remedy->setText(remedy == StatusRemedy::SignIn ? tr("Sign in…") : tr("Retry now"));
}

void StatusIndicator::refreshTimer()
{
    const bool counting = m_status.nextAttempt && *m_status.nextAttempt > m_now();
    if (counting && isVisible())
        m_second.start();
    else
        m_second.stop();
}

void StatusIndicator::onRemedyClicked()
{
    if (remedyOf(m_status.state) == StatusRemedy::SignIn)
        emit signInRequested();
    else
        emit retryRequested();
}

void StatusIndicator::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
    refreshTimer();
}

void StatusIndicator::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_second.stop();
}

} // namespace timesheet
