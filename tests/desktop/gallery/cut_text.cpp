#include "desktop/gallery/cut_text.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QStyleOptionTab>
#include <QTabBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace timesheet::samples {

namespace {

QString named(const QWidget &widget, const QString &text, const QString &what)
{
    return u"%1 “%2”: %3"_s.arg(QLatin1StringView(widget.metaObject()->className()), text.left(60),
                                what);
}

QString lacking(const QWidget &widget, const QString &text, QSize needed)
{
    const QSize has = widget.size();
    if (has.width() >= needed.width() && has.height() >= needed.height())
        return {};
    return named(widget, text,
                 u"has %1x%2, needs %3x%4"_s.arg(has.width())
                     .arg(has.height())
                     .arg(needed.width())
                     .arg(needed.height()));
}

/// The size that the widget's text needs at the widget's own width.
QSize sizeNeeded(const QLabel &label)
{
    if (!label.wordWrap())
        return label.sizeHint();
    int longestWord = 0;
    for (const QString &word : label.text().split(u' '))
        longestWord = qMax(longestWord, label.fontMetrics().horizontalAdvance(word));
    return {longestWord, label.heightForWidth(label.width())};
}

QString problemOf(const QWidget &widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(&widget)) {
        return label->text().isEmpty() ? QString()
                                       : lacking(*label, label->text(), sizeNeeded(*label));
    }
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget)) {
        const auto *tool = qobject_cast<const QToolButton *>(button);
        const bool isPicture = tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly;
        return isPicture || button->text().isEmpty()
                   ? QString()
                   : lacking(*button, button->text(), button->minimumSizeHint());
    }
    if (const auto *box = qobject_cast<const QComboBox *>(&widget))
        return lacking(*box, box->currentText(), box->minimumSizeHint());
    if (const auto *field = qobject_cast<const QLineEdit *>(&widget)) {
        const QString hint = field->text().isEmpty() ? field->placeholderText() : QString();
        const int needed = field->fontMetrics().horizontalAdvance(hint);
        return needed <= field->width() ? QString()
                                        : lacking(*field, hint, {needed, field->height()});
    }
    if (const auto *tabs = qobject_cast<const QTabBar *>(&widget))
        return lacking(*tabs, tabs->tabText(0), tabs->sizeHint());
    if (const auto *list = qobject_cast<const QListWidget *>(&widget)) {
        const int needed = list->sizeHintForColumn(0);
        return needed <= list->viewport()->width()
                   ? QString()
                   : named(*list, list->accessibleName(),
                           u"its rows need %1 of %2"_s.arg(needed).arg(list->viewport()->width()));
    }
    return {};
}

bool showsText(const QWidget &widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        return !label->text().isEmpty();
    return qobject_cast<const QAbstractButton *>(&widget) ||
           qobject_cast<const QComboBox *>(&widget) || qobject_cast<const QLineEdit *>(&widget);
}

} // namespace

QStringList cutTexts(const QWidget &window)
{
    QStringList problems;
    QList<const QWidget *> texts;
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(&window) || widget->window() != &window ||
            widget->visibleRegion().isEmpty())
            continue;
        problems << problemOf(*widget);
        if (showsText(*widget))
            texts.append(widget);
    }
    for (qsizetype i = 0; i < texts.size(); ++i) {
        for (qsizetype j = i + 1; j < texts.size(); ++j) {
            const QWidget *a = texts.at(i);
            const QWidget *b = texts.at(j);
            if (a->parentWidget() != b->parentWidget() || !a->geometry().intersects(b->geometry()))
                continue;
            problems << named(
                *a, a->accessibleName(),
                u"lies over a %1"_s.arg(QLatin1StringView(b->metaObject()->className())));
        }
    }
    problems.removeAll(QString());
    return problems;
}

} // namespace timesheet::samples
