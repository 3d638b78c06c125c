#include "desktop/look/palette.h"

#include <algorithm>
#include <cmath>

namespace timesheet {

namespace {

constexpr double readableContrast = 4.5; // WCAG 2.1, 1.4.3

QColor mixed(const QColor &a, const QColor &b, float weightOfA)
{
    const auto mix = [weightOfA](float x, float y) { return x * weightOfA + y * (1 - weightOfA); };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()),
                            mix(a.blueF(), b.blueF()));
}

double luminance(const QColor &color)
{
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(static_cast<double>(color.redF())) +
           0.7152 * linear(static_cast<double>(color.greenF())) +
           0.0722 * linear(static_cast<double>(color.blueF()));
}

} // namespace

double contrast(const QColor &a, const QColor &b)
{
    const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
    return (light + 0.05) / (dark + 0.05);
}

QColor mutedText(const QPalette &palette)
{
    const QColor text = palette.color(QPalette::Text);
    const QColor base = palette.color(QPalette::Base);
    const QColor window = palette.color(QPalette::Window);
    for (const float weight : {0.62F, 0.7F, 0.8F, 0.9F}) {
        const QColor color = mixed(text, base, weight);
        if (std::min(contrast(color, base), contrast(color, window)) >= readableContrast)
            return color;
    }
    return text;
}

QPalette withReadableSelection(QPalette palette)
{
    constexpr int slightly = 104; // percent
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        const QColor text = palette.color(group, QPalette::HighlightedText);
        QColor fill = palette.color(group, QPalette::Highlight);
        const bool isLight = text.lightnessF() > 0.5F;
        for (int i = 0; i < 20 && contrast(text, fill) < readableContrast; ++i)
            fill = isLight ? fill.darker(slightly) : fill.lighter(slightly);
        palette.setColor(group, QPalette::Highlight, fill);
    }
    return palette;
}

QColor accent(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightnessF() < 0.5F ? QColor(0x2D, 0xD4, 0xBF)
                                                             : QColor(0x0D, 0x94, 0x88);
}

} // namespace timesheet
