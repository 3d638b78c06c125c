#pragma once

#include <QLabel>

namespace timesheet {

/// Plain text, at least `width` wide and as high as its lines are then. A QLabel says its height
/// only to who asks for it at a width, which QTabWidget does not: its last lines would be cut.
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
