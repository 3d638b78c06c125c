#include "desktop/look/wrapped_label.h"

namespace timesheet {

WrappedLabel::WrappedLabel(const QString &text, int width, QWidget *parent)
    : QLabel(text, parent)
    , m_width(width)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
}

} // namespace timesheet
