#pragma once

#include <QPalette>

namespace timesheet::samples {

/// A dark desktop's colours: Breeze Dark's.
inline QPalette darkPalette()
{
    QPalette palette;
    const QColor window(0x2A, 0x2E, 0x32);
    const QColor base(0x1B, 0x1E, 0x20);
    const QColor text(0xFC, 0xFC, 0xFC);
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, QColor(0x31, 0x36, 0x3B));
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::Button, QColor(0x31, 0x36, 0x3B));
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::PlaceholderText, QColor(0xA1, 0xA9, 0xB1));
    palette.setColor(QPalette::Highlight, QColor(0x1D, 0x6E, 0x9C));
    palette.setColor(QPalette::HighlightedText, text);
    palette.setColor(QPalette::Disabled, QPalette::ButtonText, QColor(0x7A, 0x80, 0x86));
    palette.setColor(QPalette::Disabled, QPalette::Text, QColor(0x7A, 0x80, 0x86));
    palette.setColor(QPalette::Disabled, QPalette::WindowText, QColor(0x7A, 0x80, 0x86));
    return palette;
}

} // namespace timesheet::samples
