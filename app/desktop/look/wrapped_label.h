#pragma once

#include <QLabel>

namespace timesheet {

/// Plain text over as many lines as it needs at a width, which is its least. A QLabel's height
/// depends on its width, and in a page of tabs nobody asks for that: its last lines are cut.
class WrappedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit WrappedLabel(const QString &text, int width, QWidget *parent = nullptr);

    bool hasHeightForWidth() const override { return false; }
    QSize sizeHint() const override { return {m_width, heightForWidth(m_width)}; }
    QSize minimumSizeHint() const override { return sizeHint(); }

private:
    int m_width;
};

} // namespace timesheet
