#pragma once

#include "domain/connection_status.h"
#include "domain/event_type.h"

#include <QColor>
#include <QIcon>
#include <QImage>
#include <QPalette>
#include <QPixmap>

namespace timesheet {

/// The symbols that take the colour of the text around them.
enum class Glyph {
    Approved,
    Rejected,
    Note,
    Deadline,
    Notification,
    Unknown,
    Inbox,
    Unread,
    Menu,
    Search,
    Open,
    Copy,
    Key,
    Retry,
    Lock,
};

Glyph glyphOf(EventType type);

/// A glyph of `size` device-independent pixels in one colour, drawn for `ratio`.
QPixmap glyphPixmap(Glyph glyph, int size, const QColor &color, qreal ratio);

/// The same as an icon: the palette's text colours, also for disabled and selected.
QIcon glyphIcon(Glyph glyph, const QPalette &palette);

/// A colour with at least 4.5:1 on the palette's base that goes with the type: green for
/// approved, red for rejected, and so on.
QColor eventColor(EventType type, const QPalette &palette);

/// The type's glyph in white on a disc of its colour, for a toast.
QImage eventImage(EventType type);

/// The tray's icon with the unread count as a badge, in every size that a tray asks for. Readable
/// on light and dark panels alike: nobody tells a program what its panel looks like.
QIcon trayIcon(TrayState state, int unread);

/// The state's shape alone, for the status bar.
QPixmap statePixmap(TrayState state, int size, qreal ratio);

QIcon applicationIcon();

} // namespace timesheet
