#include "desktop/look/icons.h"

#include "desktop/look/badge.h"

#include <QPainter>
#include <QPixmapCache>
#include <QResource>
#include <QSvgRenderer>

#include <array>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

// The sizes that StatusNotifierItem and XEmbed hosts ask for, at 1x and at 2x.
constexpr std::array traySizes{16, 22, 24, 32, 44, 48, 64};
constexpr std::array applicationSizes{16, 22, 24, 32, 48, 64, 128, 256};

QString glyphFile(Glyph glyph)
{
    switch (glyph) {
    case Glyph::Approved:
        return u"approved"_s;
    case Glyph::Rejected:
        return u"rejected"_s;
    case Glyph::Note:
        return u"note"_s;
    case Glyph::Deadline:
        return u"deadline"_s;
    case Glyph::Notification:
        return u"notification"_s;
    case Glyph::Unknown:
        return u"unknown"_s;
    case Glyph::Inbox:
        return u"inbox"_s;
    case Glyph::Unread:
        return u"unread"_s;
    case Glyph::Menu:
        return u"menu"_s;
    case Glyph::Search:
        return u"search"_s;
    case Glyph::Open:
        return u"open"_s;
    case Glyph::Copy:
        return u"copy"_s;
    case Glyph::Key:
        return u"key"_s;
    case Glyph::Retry:
        return u"retry"_s;
    case Glyph::Lock:
        return u"lock"_s;
    }
    Q_UNREACHABLE();
}

QString stateFile(TrayState state)
{
    switch (state) {
    case TrayState::Live:
        return u"live"_s;
    case TrayState::Connecting:
        return u"connecting"_s;
    case TrayState::Polling:
        return u"polling"_s;
    case TrayState::Offline:
        return u"offline"_s;
    case TrayState::SignInNeeded:
        return u"sign_in"_s;
    case TrayState::Paused:
        return u"paused"_s;
    }
    Q_UNREACHABLE();
}

QPixmap rendered(const QString &file, int size, qreal ratio)
{
    const QString key = u"timesheet:%1@%2x%3"_s.arg(file).arg(size).arg(ratio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(u":/timesheet/icons/%1.svg"_s.arg(file));
    Q_ASSERT(renderer.isValid());
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, size, size));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

/// What was drawn at build time, see render_icons.cpp. Qt's image readers would load every plugin
/// there is before they read a file.
QPixmap drawnState(TrayState state, int size)
{
    const QResource pixels(u":/timesheet/icons/tray/%1-%2.rgba"_s.arg(stateFile(state)).arg(size));
    const QByteArray bytes = pixels.uncompressedData();
    Q_ASSERT(bytes.size() == qsizetype{4} * size * size);
    const QImage image(reinterpret_cast<const uchar *>(bytes.constData()), size, size,
                       QImage::Format_RGBA8888_Premultiplied);
    return QPixmap::fromImage(image.convertToFormat(QImage::Format_ARGB32_Premultiplied));
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightnessF() < 0.5;
}

} // namespace

Glyph glyphOf(EventType type)
{
    switch (type) {
    case EventType::TimesheetApproved:
        return Glyph::Approved;
    case EventType::TimesheetRejected:
        return Glyph::Rejected;
    case EventType::TimesheetAnnotated:
        return Glyph::Note;
    case EventType::DeadlineReminder:
        return Glyph::Deadline;
    case EventType::NotificationNew:
        return Glyph::Notification;
    case EventType::Gap:
    case EventType::Unknown:
        break;
    }
    return Glyph::Unknown;
}

QPixmap glyphPixmap(Glyph glyph, int size, const QColor &color, qreal ratio)
{
    QPixmap pixmap = rendered(u"glyphs/"_s + glyphFile(glyph), size, ratio);
    QPainter painter(&pixmap);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(QRect(0, 0, size, size), color);
    return pixmap;
}

QIcon glyphIcon(Glyph glyph, const QPalette &palette)
{
    QIcon icon;
    const auto add = [&](int size, QIcon::Mode mode, const QColor &color) {
        icon.addPixmap(glyphPixmap(glyph, size, color, 1), mode);
    };
    for (const int size : {16, 22, 32, 48, 64}) {
        add(size, QIcon::Normal, palette.color(QPalette::Active, QPalette::WindowText));
        add(size, QIcon::Disabled, palette.color(QPalette::Disabled, QPalette::WindowText));
        add(size, QIcon::Selected, palette.color(QPalette::Active, QPalette::HighlightedText));
    }
    return icon;
}

QColor eventColor(EventType type, const QPalette &palette)
{
    const bool dark = isDark(palette);
    const auto choose = [dark](QRgb onLight, QRgb onDark) {
        return QColor::fromRgb(dark ? onDark : onLight);
    };
    switch (type) {
    case EventType::TimesheetApproved:
        return choose(0x15803D, 0x4ADE80);
    case EventType::TimesheetRejected:
        return choose(0xC81E3A, 0xFB8091);
    case EventType::TimesheetAnnotated:
        return choose(0x1D5FC4, 0x7DB4FF);
    case EventType::DeadlineReminder:
        return choose(0xA85508, 0xFBBF4A);
    case EventType::NotificationNew:
        return choose(0x7A3FC0, 0xC4A1FF);
    case EventType::Gap:
    case EventType::Unknown:
        break;
    }
    return choose(0x5F6B76, 0xA9B4BF);
}

QImage eventImage(EventType type)
{
    constexpr int pictureSize = 64;
    constexpr int glyphSize = 40;
    constexpr QPoint inset((pictureSize - glyphSize) / 2, (pictureSize - glyphSize) / 2);
    QPalette light;
    light.setColor(QPalette::Base, Qt::white);
    QImage image(pictureSize, pictureSize, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(eventColor(type, light));
    painter.drawEllipse(QRect(0, 0, pictureSize, pictureSize).adjusted(1, 1, -1, -1));
    painter.drawPixmap(inset, glyphPixmap(glyphOf(type), glyphSize, Qt::white, 1));
    return image;
}

QIcon trayIcon(TrayState state, int unread)
{
    QIcon icon;
    for (const int size : traySizes) {
        QPixmap pixmap = drawnState(state, size);
        paintBadge(pixmap, unread);
        icon.addPixmap(pixmap);
    }
    return icon;
}

QPixmap statePixmap(TrayState state, int size, qreal ratio)
{
    return rendered(u"tray/"_s + stateFile(state), size, ratio);
}

QIcon applicationIcon()
{
    QIcon icon;
    for (const int size : applicationSizes)
        icon.addPixmap(QPixmap(u":/timesheet/icons/application-%1.png"_s.arg(size)));
    return icon;
}

} // namespace timesheet
