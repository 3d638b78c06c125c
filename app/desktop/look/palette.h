#pragma once

#include <QColor>
#include <QPalette>

namespace timesheet {

// Colours that a palette does not have, made from those that it has.

/// Text of less weight, on the palette's base: at least 4.5:1.
QColor mutedText(const QPalette &palette);

/// What draws the eye: the dot of an unread event.
QColor accent(const QPalette &palette);

/// The palette with selections on which their text has at least 4.5:1: many a theme's have less.
QPalette withReadableSelection(QPalette palette);

/// Contrast of two opaque colours as WCAG 2.1 counts it: 1 to 21.
double contrast(const QColor &a, const QColor &b);

} // namespace timesheet
