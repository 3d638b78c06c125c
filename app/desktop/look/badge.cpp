#include "desktop/look/badge.h"

#include <QFont>
#include <QPainter>
#include <QPainterPath>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr int largestCount = 9;
const QColor fill(0xC8, 0x1E, 0x3A); // white on it has a contrast of 5.9:1

} // namespace

void paintBadge(QPixmap &icon, int count)
{
    if (count <= 0)
        return;
    const QString text = count > largestCount ? u"9+"_s : QString::number(count);
    const qreal side = icon.width() / icon.devicePixelRatio();
    // Small icons need most of their room for a digit that can be read; larger ones do not.
    constexpr qreal smallIcon = 24;
    const qreal height = qRound(side * (side <= smallIcon ? 0.6 : 0.5));
    const qreal width = text.size() > 1 ? qRound(height * 1.35) : height;
    const QRectF area(side - width, side - height, width, height);

    QPainter painter(&icon);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const qreal gap = qMax(1.0, side / 20);
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    painter.setBrush(Qt::black);
    painter.drawRoundedRect(area.adjusted(-gap, -gap, gap, gap), height / 2 + gap,
                            height / 2 + gap);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    painter.setBrush(fill);
    painter.drawRoundedRect(area, height / 2, height / 2);

    // As a path: hinting would move digits of this size by a visible part of a pixel.
    QFont font;
    font.setBold(true);
    font.setPixelSize(qMax(6, qRound(height * 0.85)));
    QPainterPath digits;
    digits.addText(0, 0, font, text);
    const QRectF bounds = digits.boundingRect();
    const qreal fit = qMin(1.0, (width - side / 8) / bounds.width());
    painter.translate(area.center());
    painter.scale(fit, fit);
    painter.translate(-bounds.center());
    painter.fillPath(digits, Qt::white);
}

} // namespace timesheet
