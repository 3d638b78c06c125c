#include "desktop/look/badge.h"
#include "desktop/look/icons.h"
#include "desktop/look/palette.h"

#include <QPainter>
#include <QtTest>

using namespace timesheet;
using namespace Qt::StringLiterals;

namespace {

constexpr std::array states{TrayState::Live,    TrayState::Connecting,   TrayState::Polling,
                            TrayState::Offline, TrayState::SignInNeeded, TrayState::Paused};

/// Which pixels are drawn at all: the shape without its colour.
QBitArray shapeOf(const QImage &image)
{
    QBitArray shape(qsizetype(image.width()) * image.height());
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            shape.setBit(y * image.width() + x,
                         qAlpha(image.pixel(x, y)) > 127 && qGray(image.pixel(x, y)) < 200);
    return shape;
}

} // namespace

class TestIcons : public QObject
{
    Q_OBJECT

private slots:
    void trayIcon_inEveryState_hasEverySize();
    void trayIcon_inTwoStates_differsInShape();
    void trayIcon_onAnyPanel_hasContrast();
    void paintBadge_withCount_changesTheIcon();
    void eventColor_inBothPalettes_isReadable();
    void mutedText_inBothPalettes_isReadable();
    void applicationIcon_isThere();
};

void TestIcons::trayIcon_inEveryState_hasEverySize()
{
    for (const TrayState state : states) {
        const QList<QSize> sizes = trayIcon(state, 0).availableSizes();
        for (const int size : {16, 22, 32, 64})
            QVERIFY(sizes.contains(QSize(size, size)));
    }
}

void TestIcons::trayIcon_inTwoStates_differsInShape()
{
    for (const TrayState a : states) {
        for (const TrayState b : states) {
            if (a == b)
                continue;
            const QBitArray difference =
                shapeOf(statePixmap(a, 16, 1).toImage()) ^ shapeOf(statePixmap(b, 16, 1).toImage());
            QVERIFY2(difference.count(true) >= 10,
                     qPrintable(u"%1 and %2 differ in %3 pixels"_s.arg(int(a)).arg(int(b)).arg(
                         difference.count(true))));
        }
    }
}

void TestIcons::trayIcon_onAnyPanel_hasContrast()
{
    const QColor light(0xEF, 0xF0, 0xF1);
    const QColor dark(0x23, 0x26, 0x29);
    for (const TrayState state : states) {
        const QImage image = statePixmap(state, 64, 1).toImage();
        QColor drawn;
        for (int i = 0; i < 64 * 64; ++i) {
            const QRgb pixel = image.pixel(i % 64, i / 64);
            if (qAlpha(pixel) == 255 && qGray(pixel) < 200)
                drawn = QColor(pixel);
        }
        const QString figures = u"state %1: %2 on light, %3 on dark"_s.arg(int(state))
                                    .arg(contrast(drawn, light))
                                    .arg(contrast(drawn, dark));
        QVERIFY2(contrast(drawn, light) >= 3 && contrast(drawn, dark) >= 3, qPrintable(figures));
    }
}

void TestIcons::paintBadge_withCount_changesTheIcon()
{
    const auto badged = [](int count) {
        QPixmap pixmap(22, 22);
        pixmap.fill(Qt::transparent);
        paintBadge(pixmap, count);
        return pixmap.toImage();
    };
    QVERIFY(badged(1) != badged(0));
    QVERIFY(badged(1) != badged(2));
    QVERIFY(badged(9) != badged(10));
    QCOMPARE(badged(10), badged(250));
    QCOMPARE(badged(-1), badged(0));
}

void TestIcons::eventColor_inBothPalettes_isReadable()
{
    QPalette light;
    light.setColor(QPalette::Base, Qt::white);
    QPalette dark;
    dark.setColor(QPalette::Base, QColor(0x2A, 0x2E, 0x32));
    for (const QPalette &palette : {light, dark}) {
        for (int i = 0; i <= int(EventType::Unknown); ++i) {
            const double ratio =
                contrast(eventColor(EventType(i), palette), palette.color(QPalette::Base));
            QVERIFY2(ratio >= 4.5, qPrintable(u"type %1: %2"_s.arg(i).arg(ratio)));
        }
    }
}

void TestIcons::mutedText_inBothPalettes_isReadable()
{
    QPalette dark;
    dark.setColor(QPalette::Base, QColor(0x1B, 0x1E, 0x20));
    dark.setColor(QPalette::Window, QColor(0x2A, 0x2E, 0x32));
    dark.setColor(QPalette::Text, Qt::white);
    for (const QPalette &palette : {QPalette(), dark}) {
        QVERIFY(contrast(mutedText(palette), palette.color(QPalette::Base)) >= 4.5);
        QVERIFY(contrast(mutedText(palette), palette.color(QPalette::Window)) >= 4.5);
    }
}

void TestIcons::applicationIcon_isThere()
{
    QVERIFY(!applicationIcon().pixmap(64, 64).toImage().allGray());
    QVERIFY(!eventImage(EventType::TimesheetApproved).isNull());
}

QTEST_MAIN(TestIcons)
#include "tst_icons.moc"
