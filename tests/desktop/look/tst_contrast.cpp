#include "desktop/look/badge.h"
#include "desktop/look/icons.h"
#include "desktop/look/palette.h"
#include "desktop/look/palettes.h"

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>
#include <QtTest>

using namespace timesheet;

namespace {

constexpr double forText = 4.5; // WCAG 2.1, 1.4.3
constexpr double forShapes = 3; // 1.4.11

} // namespace

/// Everything that is read, on everything that it stands on.
class TestContrast : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion"))); }
    void contrast_isThatOfTheStandard();
    void texts_canBeRead_data();
    void texts_canBeRead();
    void badge_canBeRead();
};

void TestContrast::contrast_isThatOfTheStandard()
{
    QCOMPARE(qRound(contrast(Qt::black, Qt::white)), 21);
    QCOMPARE(contrast(Qt::red, Qt::red), 1.0);
    QCOMPARE(qRound(contrast(QColor(0x76, 0x76, 0x76), Qt::white) * 100), 454);
}

void TestContrast::texts_canBeRead_data()
{
    QTest::addColumn<QColor>("ink");
    QTest::addColumn<QColor>("paper");
    QTest::addColumn<double>("least");
    const auto addPalette = [](const char *name, const QPalette &palette) {
        const auto add = [&](const char *what, const QColor &ink, QPalette::ColorRole paper,
                             double least = forText) {
            QTest::addRow("%s: %s on %d", name, what, int(paper))
                << ink << palette.color(paper) << least;
        };
        for (const auto paper : {QPalette::Base, QPalette::Window, QPalette::AlternateBase}) {
            add("text", palette.color(QPalette::Text), paper);
            add("muted text", mutedText(palette), paper);
        }
        for (const auto paper : {QPalette::Base, QPalette::Window})
            add("problem", eventColor(EventType::TimesheetRejected, palette), paper);
        for (int type = 0; type <= int(EventType::Unknown); ++type)
            add("event's glyph", eventColor(EventType(type), palette), QPalette::Base);
        const QPalette selection = withReadableSelection(palette);
        QTest::addRow("%s: selected", name) << selection.color(QPalette::HighlightedText)
                                            << selection.color(QPalette::Highlight) << forText;
        add("button", palette.color(QPalette::ButtonText), QPalette::Button);
        add("unread dot", accent(palette), QPalette::Base, forShapes);
    };
    addPalette("light", QApplication::style()->standardPalette());
    addPalette("dark", samples::darkPalette());
}

void TestContrast::texts_canBeRead()
{
    QFETCH(const QColor, ink);
    QFETCH(const QColor, paper);
    QFETCH(const double, least);
    const double found = contrast(ink, paper);
    QVERIFY2(found >= least, qPrintable(QString::number(found)));
}

void TestContrast::badge_canBeRead()
{
    constexpr int iconSize = 64;
    QPixmap icon(iconSize, iconSize);
    icon.fill(Qt::transparent);
    paintBadge(icon, 3);
    const QImage image = icon.toImage();
    QColor fill;
    for (int x = iconSize - 1; x > 0 && !fill.isValid(); --x) {
        const QColor color = image.pixelColor(x, iconSize * 3 / 4);
        if (color.alpha() == 255)
            fill = color;
    }
    QVERIFY(fill.isValid());
    QVERIFY(contrast(fill, Qt::white) >= forText);
}

QTEST_MAIN(TestContrast)
#include "tst_contrast.moc"
