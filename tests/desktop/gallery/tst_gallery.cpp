#include "desktop/dialogs/about_dialog.h"
#include "desktop/dialogs/account_dialog.h"
#include "desktop/dialogs/settings_dialog.h"
#include "desktop/dialogs/sign_in_dialog.h"
#include "desktop/look/icons.h"
#include "desktop/look/palettes.h"
#include "desktop/tray/sample_menu.h"
#include "desktop/window/connection_popup.h"
#include "desktop/window/events_window.h"
#include "desktop/window/sample_cache.h"
#include "domain/gap.h"

#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSettings>
#include <QStyleFactory>
#include <QTabWidget>

using namespace timesheet;
using namespace Qt::StringLiterals;

namespace {

const QColor lightPanel(0xEF, 0xF0, 0xF1);
const QColor darkPanel(0x23, 0x26, 0x29);

QString folder()
{
    return qEnvironmentVariable("GALLERY", u"gallery"_s);
}

QString pictureFile(const QString &name)
{
    return u"%1/%2.png"_s.arg(folder(), name);
}

ConnectionStatus live()
{
    ConnectionStatus status;
    status.state = ConnectionState::Connected;
    status.server = QUrl(u"wss://ws.example.com"_s);
    status.serverName = u"timesheet-gateway 0.1.0"_s;
    status.roundTrip = std::chrono::milliseconds(12);
    status.since = samples::now().addSecs(-3700);
    return status;
}

tl::expected<Credentials, SignInProblem> readSample(const QString &token)
{
    if (token.count(u'.') != 2)
        return tl::unexpected(SignInProblem::NotAToken);
    return Credentials{Token(token.toUtf8()),
                       {TenantId(u"tenant-123"_s), samples::reader, u"Sam Reed"_s, u"employee"_s,
                        samples::now().addSecs(8LL * 3600)}};
}

} // namespace

/// Draws what a user sees into pictures under gallery/, to be looked at.
class TestGallery : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup() { QApplication::setPalette(m_light); }
    void icons_inEveryState_areDrawn();
    void glyphs_inBothPalettes_areDrawn();
    void window_data();
    void window();
    void gap();
    void signIn_data();
    void signIn();
    void settings_data();
    void settings();
    void dialogs_areDrawn();

private:
    static void save(QWidget &widget, const QString &name);

    QPalette m_light;
};

void TestGallery::initTestCase()
{
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    m_light = QApplication::palette();
    QVERIFY(QDir().mkpath(folder()));
}

void TestGallery::save(QWidget &widget, const QString &name)
{
    QCoreApplication::processEvents(); // lays out what was filled in just now
    QVERIFY(widget.grab().save(pictureFile(name)));
}

void TestGallery::icons_inEveryState_areDrawn()
{
    constexpr std::array states{TrayState::Live,    TrayState::Connecting,   TrayState::Polling,
                                TrayState::Offline, TrayState::SignInNeeded, TrayState::Paused};
    constexpr int cell = 72;
    constexpr std::array sizes{16, 22, 32, 64};
    constexpr std::array unread{0, 3, 12};
    QImage image(cell * int(states.size()) * 2, cell * int(sizes.size() * unread.size()),
                 QImage::Format_RGB32);
    QPainter painter(&image);
    for (int side = 0; side < 2; ++side) {
        const int left = side * cell * int(states.size());
        painter.fillRect(left, 0, image.width() / 2, image.height(),
                         side == 0 ? lightPanel : darkPanel);
        for (std::size_t s = 0; s < states.size(); ++s) {
            int row = 0;
            for (const int count : unread) {
                for (const int size : sizes) {
                    const QPixmap icon = trayIcon(states.at(s), count).pixmap(size, size);
                    painter.drawPixmap(left + int(s) * cell + (cell - size) / 2,
                                       row * cell + (cell - size) / 2, icon);
                    ++row;
                }
            }
        }
    }
    painter.end();
    QVERIFY(image.save(pictureFile(u"tray-icons"_s)));
}

void TestGallery::glyphs_inBothPalettes_areDrawn()
{
    constexpr int cell = 40;
    constexpr int glyphs = static_cast<int>(Glyph::Lock) + 1;
    QImage image(cell * glyphs, cell * 4, QImage::Format_RGB32);
    QPainter painter(&image);
    int row = 0;
    for (const QPalette &palette : {m_light, samples::darkPalette()}) {
        for (const int size : {16, 24}) {
            painter.fillRect(0, row * cell, image.width(), cell, palette.base());
            for (int i = 0; i < glyphs; ++i) {
                const EventType type =
                    i <= int(EventType::Unknown) ? EventType(i) : EventType::Unknown;
                painter.drawPixmap(i * cell + 8, row * cell + 8,
                                   glyphPixmap(Glyph(i), size, eventColor(type, palette), 1));
            }
            ++row;
        }
    }
    painter.end();
    QVERIFY(image.save(pictureFile(u"glyphs"_s)));
}

void TestGallery::window_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<bool>("filled");
    QTest::addColumn<QString>("search");
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::addRow("window-light") << false << true << QString() << Qt::LeftToRight;
    QTest::addRow("window-dark") << true << true << QString() << Qt::LeftToRight;
    QTest::addRow("window-mirrored") << false << true << QString() << Qt::RightToLeft;
    QTest::addRow("window-empty") << false << false << QString() << Qt::LeftToRight;
    QTest::addRow("window-searching") << false << true << u"Dana"_s << Qt::LeftToRight;
    QTest::addRow("window-nothing-found") << true << true << u"zebra"_s << Qt::LeftToRight;
}

void TestGallery::window()
{
    QFETCH(const bool, dark);
    QFETCH(const bool, filled);
    QFETCH(const QString, search);
    QFETCH(const Qt::LayoutDirection, direction);
    QApplication::setPalette(dark ? samples::darkPalette() : m_light);
    QTemporaryDir folder;
    QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    samples::Cache cache;
    if (filled)
        cache.fill(samples::aFewDays());
    cache.feed().markRead({EventId(u"e1"_s), EventId(u"e2"_s), EventId(u"e3"_s)});

    EventsWindow window(settings, samples::now);
    window.setLayoutDirection(direction);
    window.setEvents(&cache.model(), samples::reader);
    window.setSignedIn(u"Sam Reed"_s);
    window.setCounts(cache.feed().counts());
    ConnectionStatus status = live();
    if (dark) {
        status.state = ConnectionState::Reconnecting;
        status.attempt = 2;
        status.maxAttempts = 5;
        status.nextAttempt = samples::now().addSecs(8);
    }
    window.setStatus(status);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    if (filled && search.isEmpty())
        window.openEvent(EventId(u"e4"_s));
    window.findChild<QLineEdit *>()->setText(search);
    save(window, QString::fromLatin1(QTest::currentDataTag()));
}

void TestGallery::gap()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    samples::Cache cache;
    const Event missing = gapEvent({samples::now().addSecs(-3000), samples::now().addSecs(-2600)},
                                   TenantId(u"tenant-123"_s));
    cache.fill(samples::aFewDays() + QList{missing});
    EventsWindow window(settings, samples::now);
    window.setEvents(&cache.model(), samples::reader);
    window.setSignedIn(u"Sam Reed"_s);
    window.setCounts(cache.feed().counts());
    window.setStatus(live());
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.openEvent(missing.id);
    save(window, u"window-gap"_s);
}

void TestGallery::signIn_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QString>("server");
    QTest::addRow("sign-in-empty") << QByteArray() << false << u"ws://localhost:3001"_s;
    QTest::addRow("sign-in-good") << QByteArray(
                                         "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyLTcifQ.c2lnbmF0dXJl")
                                  << false << u"wss://ws.example.com"_s;
    QTest::addRow("sign-in-refused")
        << QByteArray("my password") << false << u"wss://ws.example.com"_s;
    QTest::addRow("sign-in-plain-dark") << QByteArray("a.b.c") << true << u"ws://ws.example.com"_s;
}

void TestGallery::signIn()
{
    QFETCH(const QByteArray, token);
    QFETCH(const bool, dark);
    QFETCH(const QString, server);
    QApplication::setPalette(dark ? samples::darkPalette() : m_light);
    SignInDialog dialog({readSample, 4096}, samples::now);
    dialog.setKeychainAvailable(!dark);
    dialog.open(QUrl(server));
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    dialog.setToken(Token(token));
    QCoreApplication::processEvents();
    save(dialog, QString::fromLatin1(QTest::currentDataTag()));
}

void TestGallery::settings_data()
{
    QTest::addColumn<int>("page");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSet<Setting>>("locked");
    QTest::addRow("settings-notifications") << 0 << false << QSet<Setting>();
    QTest::addRow("settings-locked")
        << 1 << false << QSet{Setting::Server, Setting::Proxy, Setting::CaFile};
    QTest::addRow("settings-general-dark") << 2 << true << QSet{Setting::KeptFor};
}

void TestGallery::settings()
{
    QFETCH(const int, page);
    QFETCH(const bool, dark);
    QFETCH(const QSet<Setting>, locked);
    QApplication::setPalette(dark ? samples::darkPalette() : m_light);
    Preferences preferences;
    preferences.server = QUrl(u"wss://ws.example.com"_s);
    preferences.webAddress = QUrl(u"https://timesheets.example.com"_s);
    preferences.toasts.hasQuietHours = true;
    SettingsDialog dialog;
    dialog.open(preferences, locked);
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    dialog.findChild<QTabWidget *>()->setCurrentIndex(page);
    save(dialog, QString::fromLatin1(QTest::currentDataTag()));
}

void TestGallery::dialogs_areDrawn()
{
    AccountDialog account(samples::now);
    account.open(readSample(u"a.b.c"_s)->identity, samples::ownAccount,
                 {{samples::otherAccount, u"Sam Reed"_s}});
    QVERIFY(QTest::qWaitForWindowExposed(&account));
    save(account, u"account"_s);

    AboutDialog about;
    about.show();
    QVERIFY(QTest::qWaitForWindowExposed(&about));
    save(about, u"about"_s);

    TrayMenu menu(samples::now);
    samples::fill(menu, live());
    save(menu, u"menu"_s);

    QWidget anchor;
    anchor.setGeometry(100, 500, 100, 20);
    anchor.show();
    ConnectionPopup popup(samples::now);
    ConnectionStatus status = live();
    status.state = ConnectionState::Polling;
    status.detail = u"closed with code 1011"_s;
    status.pollInterval = std::chrono::seconds(30);
    status.nextAttempt = samples::now().addSecs(12);
    popup.setStatus(status);
    popup.setLastEvent(samples::now().addSecs(-60));
    popup.setCounters({{u"bad-timestamp"_s, 2}});
    popup.popUp(anchor);
    QVERIFY(QTest::qWaitForWindowExposed(&popup));
    save(popup, u"connection-details"_s);
}

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
