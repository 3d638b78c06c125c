#include "client/settings/translations.h"
#include "desktop/dialogs/about_dialog.h"
#include "desktop/dialogs/account_dialog.h"
#include "desktop/dialogs/settings_dialog.h"
#include "desktop/dialogs/sign_in_dialog.h"
#include "desktop/gallery/cut_text.h"
#include "desktop/gallery/pseudo_translator.h"
#include "desktop/tray/sample_menu.h"
#include "desktop/window/connection_popup.h"
#include "desktop/window/events_window.h"
#include "desktop/window/sample_cache.h"
#include "domain/gap.h"
#include "settings/languages.h"

#include <QDir>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSettings>
#include <QStyleFactory>
#include <QTabWidget>
#include <QXmlStreamReader>

using namespace timesheet;
using namespace Qt::StringLiterals;

namespace {

const QString pseudo = u"pseudo"_s;

Identity identity()
{
    return {samples::ownAccount.tenant, samples::ownAccount.user, u"Sam Reed"_s, u"employee"_s,
            samples::now().addSecs(8LL * 3600)};
}

tl::expected<Credentials, SignInProblem> readSample(const QString &token)
{
    if (token.count(u'.') != 2)
        return tl::unexpected(SignInProblem::NotAToken);
    return Credentials{Token(token.toUtf8()), identity()};
}

ConnectionStatus retrying()
{
    ConnectionStatus status;
    status.state = ConnectionState::Reconnecting;
    status.attempt = 2;
    status.maxAttempts = 5;
    status.nextAttempt = samples::now().addSecs(8);
    status.server = samples::ownAccount.server;
    status.since = samples::now().addSecs(-60);
    return status;
}

/// One entry of a TS file.
struct Message {
    bool hasForms = false; ///< of the plural
    QString source = {};
    QStringList translations = {};
    bool isFinished = true;
};

QList<Message> messagesIn(const QString &path)
{
    QList<Message> messages;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return messages;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const bool hasForms = !messages.isEmpty() && messages.last().hasForms;
        if (xml.name() == u"message")
            messages.append(Message{.hasForms = xml.attributes().hasAttribute(u"numerus"_s)});
        else if (xml.name() == u"source")
            messages.last().source = xml.readElementText();
        else if (xml.name() == u"translation")
            messages.last().isFinished = !xml.attributes().hasAttribute(u"type"_s);
        if (xml.name() == (hasForms ? u"numerusform" : u"translation"))
            messages.last().translations.append(xml.readElementText());
    }
    return messages;
}

QStringList placesIn(const QString &text)
{
    static const QRegularExpression place(u"%[0-9]"_s);
    QStringList places;
    for (auto it = place.globalMatch(text); it.hasNext();)
        places.append(it.next().captured());
    places.sort();
    return places;
}

} // namespace

/// Every window in every language, laid out as a user sees it.
class TestLanguages : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void files_areFinished_data();
    void files_areFinished();
    void texts_areNotCut_data();
    void texts_areNotCut();
    void arabic_beginsAtTheRight();

private:
    void use(const QString &language);
    void look(QWidget &window, const QString &name);
    void lookAtWindow();
    void lookAtSignIn();
    void lookAtSettings();
    void lookAtDialogs();

    Translations m_translations;
    samples::PseudoTranslator m_pseudo;
    QString m_language;
};

void TestLanguages::initTestCase()
{
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QVERIFY(QDir().mkpath(u"gallery/languages"_s));
}

void TestLanguages::cleanup()
{
    QCoreApplication::removeTranslator(&m_pseudo);
    m_translations.use(u"en"_s);
}

void TestLanguages::use(const QString &language)
{
    m_language = language;
    m_translations.use(language == pseudo ? u"en"_s : language);
    if (language == pseudo)
        QCoreApplication::installTranslator(&m_pseudo);
}

void TestLanguages::files_areFinished_data()
{
    QTest::addColumn<QString>("language");
    for (const Language &language : knownLanguages)
        QTest::addRow("%s", qPrintable(language.code.toString())) << language.code.toString();
}

void TestLanguages::files_areFinished()
{
    QFETCH(const QString, language);
    const QList<Message> messages =
        messagesIn(QStringLiteral(TRANSLATIONS) + u"/timesheet-tray_%1.ts"_s.arg(language));
    QVERIFY(!messages.isEmpty());
    for (const Message &message : messages) {
        QVERIFY2(message.isFinished, qPrintable(message.source));
        QVERIFY2(!message.translations.isEmpty(), qPrintable(message.source));
        for (const QString &translation : message.translations) {
            QVERIFY2(!translation.isEmpty(), qPrintable(message.source));
            QVERIFY2(placesIn(translation) == placesIn(message.source), qPrintable(translation));
        }
    }
}

void TestLanguages::texts_areNotCut_data()
{
    files_areFinished_data();
    QTest::addRow("pseudo") << pseudo;
}

void TestLanguages::texts_areNotCut()
{
    QFETCH(const QString, language);
    use(language);
    lookAtWindow();
    lookAtSignIn();
    lookAtSettings();
    lookAtDialogs();
}

/// Keeps a picture, and complains where text is cut.
void TestLanguages::look(QWidget &window, const QString &name)
{
    QStringList problems;
    const auto isLaidOut = [&] { return (problems = samples::cutTexts(window)).isEmpty(); };
    (void)QTest::qWaitFor(isLaidOut, 300); // what was filled in just now is laid out later
    const QString file = u"gallery/languages/%1-%2.png"_s.arg(name, m_language);
    QVERIFY(window.grab().save(file));
    for (const QString &problem : std::as_const(problems))
        QTest::qFail(qPrintable(name + u": "_s + problem), __FILE__, __LINE__);
    constexpr QSize smallScreen(1280, 720);
    const QSize size = window.size();
    QVERIFY2(size.width() <= smallScreen.width() && size.height() <= smallScreen.height(),
             qPrintable(name));
}

void TestLanguages::lookAtWindow()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    samples::Cache cache;
    EventsWindow window(settings, samples::now);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    look(window, u"window-signed-out"_s);
    window.setEvents(&cache.model(), samples::reader);
    window.setSignedIn(u"Sam Reed"_s);
    window.setStatus(retrying());
    look(window, u"window-empty"_s);
    const Event missing = gapEvent({samples::now().addSecs(-3000), samples::now().addSecs(-2600)},
                                   samples::ownAccount.tenant);
    cache.fill(samples::aFewDays() + QList{missing});
    window.setCounts(cache.feed().counts());
    for (const StoredEvent &event : cache.feed().newest(10)) {
        window.openEvent(event.event.id);
        look(window, u"window-"_s + event.event.id.value().left(2));
    }
    window.resize(window.minimumSize());
    look(window, u"window-small"_s);
    window.findChild<QLineEdit *>()->setText(u"zebra"_s);
    look(window, u"window-nothing-found"_s);
}

void TestLanguages::lookAtSignIn()
{
    SignInDialog dialog({readSample, 4096}, samples::now);
    dialog.open(samples::ownAccount.server);
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    look(dialog, u"sign-in-empty"_s);
    dialog.setToken(Token("a.b.c"));
    look(dialog, u"sign-in-good"_s);
    dialog.setToken(Token("my password"));
    look(dialog, u"sign-in-refused"_s);
    dialog.setKeychainAvailable(false);
    dialog.openLink(QUrl(u"ws://ws.other.example"_s), Token("a.b.c"));
    look(dialog, u"sign-in-link"_s);
}

void TestLanguages::lookAtSettings()
{
    SettingsDialog dialog;
    Preferences preferences;
    preferences.server = samples::ownAccount.server;
    preferences.proxy = ProxyChoice::Manual;
    dialog.open(preferences, {Setting::Server, Setting::QuietHours, Setting::Language});
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    auto *pages = dialog.findChild<QTabWidget *>();
    for (int page = 0; page < pages->count(); ++page) {
        pages->setCurrentIndex(page);
        look(dialog, u"settings-%1"_s.arg(page));
    }
}

void TestLanguages::lookAtDialogs()
{
    AccountDialog account(samples::now);
    account.open(identity(), samples::ownAccount, {{samples::otherAccount, u"Sam Reed"_s}});
    QVERIFY(QTest::qWaitForWindowExposed(&account));
    look(account, u"account"_s);
    AboutDialog about;
    about.show();
    QVERIFY(QTest::qWaitForWindowExposed(&about));
    look(about, u"about"_s);

    QWidget anchor;
    anchor.setGeometry(100, 600, 100, 20);
    anchor.show();
    ConnectionPopup popup(samples::now);
    popup.setStatus(retrying());
    popup.setLastEvent(samples::now().addSecs(-60));
    popup.popUp(anchor);
    QVERIFY(QTest::qWaitForWindowExposed(&popup));
    look(popup, u"connection-details"_s);

    TrayMenu menu(samples::now);
    samples::fill(menu, retrying());
    look(menu, u"menu"_s);
}

void TestLanguages::arabic_beginsAtTheRight()
{
    use(u"ar"_s);
    QCOMPARE(QGuiApplication::layoutDirection(), Qt::RightToLeft);
    use(u"de"_s);
    QCOMPARE(QGuiApplication::layoutDirection(), Qt::LeftToRight);
    QCOMPARE(QLocale().language(), QLocale::German);
}

QTEST_MAIN(TestLanguages)
#include "tst_languages.moc"
