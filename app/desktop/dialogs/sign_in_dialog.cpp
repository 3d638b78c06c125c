#include "desktop/dialogs/sign_in_dialog.h"

#include "desktop/look/icons.h"
#include "desktop/look/palette.h"
#include "desktop/words/date_text.h"
#include "desktop/words/plain_text.h"

#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

constexpr int margin = 20;
constexpr qsizetype maxName = 80;

QLabel *plainLabel()
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

QLabel *fieldLabel(const QString &text, QWidget *field)
{
    auto *label = new QLabel(text);
    label->setBuddy(field);
    return label;
}

bool isSecure(const QUrl &server)
{
    return server.scheme() == u"wss" || isThisMachine(server);
}

} // namespace

SignInDialog::SignInDialog(TokenReader reader, Clock now, QWidget *parent)
    : QDialog(parent)
    , m_reader(std::move(reader))
    , m_now(std::move(now))
    , m_server(new QLineEdit)
    , m_token(new QPlainTextEdit)
    , m_picture(new QLabel)
    , m_who(plainLabel())
    , m_organisation(plainLabel())
    , m_until(plainLabel())
    , m_link(plainLabel())
    , m_message(plainLabel())
    , m_hint(plainLabel())
    , m_signIn(new QPushButton(tr("Sign in")))
{
    setWindowTitle(tr("Sign in"));
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    build();
    connect(m_server, &QLineEdit::textChanged, this, &SignInDialog::refresh);
    connect(m_token, &QPlainTextEdit::textChanged, this, &SignInDialog::refresh);
    connect(m_signIn, &QPushButton::clicked, this, &SignInDialog::submit);
    refresh();
}

QWidget *SignInDialog::buildCard()
{
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    QFont font = m_who->font();
    font.setBold(true);
    m_who->setFont(font);
    for (QLabel *label : {m_who, m_organisation, m_until})
        words->addWidget(label);
    auto *card = new QWidget;
    card->setAutoFillBackground(true);
    card->setBackgroundRole(QPalette::AlternateBase);
    auto *layout = new QHBoxLayout(card);
    layout->setContentsMargins(margin / 2, margin / 2, margin / 2, margin / 2);
    layout->setSpacing(margin / 2);
    layout->addWidget(m_picture, 0, Qt::AlignTop);
    layout->addLayout(words, 1);
    return card;
}

void SignInDialog::prepareFields()
{
    constexpr int tokenLines = 4;
    m_server->setPlaceholderText(u"wss://ws.example.com"_s);
    m_server->setLayoutDirection(Qt::LeftToRight);
    m_token->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_token->setPlaceholderText(tr("Paste your token here, or drop a file with it"));
    m_token->setWordWrapMode(QTextOption::WrapAnywhere);
    m_token->setTabChangesFocus(true);
    m_token->setAcceptDrops(false); // the dialog takes drops: a file's name is no token
    m_token->setFixedHeight(m_token->fontMetrics().lineSpacing() * tokenLines + margin / 2);
}

QLayout *SignInDialog::buildButtons()
{
    auto *file = new QPushButton(tr("Load from file…"));
    file->setAutoDefault(false);
    connect(file, &QPushButton::clicked, this, &SignInDialog::chooseFile);
    m_cancel = new QPushButton(tr("Cancel"));
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_signIn->setDefault(true);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(file);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_signIn);
    return buttons;
}

void SignInDialog::build()
{
    constexpr int dialogWidth = 460;
    prepareFields();
    m_card = buildCard();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(margin / 3);
    m_link->setContentsMargins(0, 0, 0, margin / 2);
    layout->addWidget(m_link);
    layout->addWidget(fieldLabel(tr("&Server"), m_server));
    layout->addWidget(m_server);
    layout->addSpacing(margin / 3);
    layout->addWidget(fieldLabel(tr("&Token"), m_token));
    layout->addWidget(m_token);
    layout->addSpacing(margin / 3);
    layout->addWidget(m_card);
    layout->addWidget(m_message);
    layout->addWidget(m_hint);
    layout->addStretch();
    layout->addSpacing(margin / 3);
    layout->addLayout(buildButtons());
    setMinimumWidth(dialogWidth);
}

void SignInDialog::open(const QUrl &server)
{
    if (!isVisible()) {
        m_waiting = false;
        m_token->clear();
        m_server->setText(server.toDisplayString());
        m_link->hide();
    }
    refresh();
    show();
    raise();
    activateWindow();
    m_token->setFocus();
}

void SignInDialog::openLink(const QUrl &server, const Token &token)
{
    open(server);
    if (m_waiting)
        return; // one after the other
    m_server->setText(server.toDisplayString());
    setToken(token);
    m_link->setText(tr("A link wants to sign you in at %1. Go on only if you have just followed "
                       "such a link, and know this server.")
                        .arg(server.host(QUrl::EncodeUnicode)));
    m_link->show();
    refresh();
    m_cancel->setFocus();
}

void SignInDialog::setToken(const Token &token)
{
    m_token->setPlainText(QString::fromUtf8(token.bytes()));
}

QString SignInDialog::message() const
{
    return m_message->text();
}

void SignInDialog::setKeychainAvailable(bool available)
{
    m_keychain = available;
    refresh();
}

void SignInDialog::setStatus(const ConnectionStatus &status)
{
    if (!m_waiting)
        return;
    switch (status.state) {
    case ConnectionState::Connected:
    case ConnectionState::Polling:
        m_waiting = false;
        m_token->clear();
        accept();
        return;
    case ConnectionState::Unauthorized:
        setFailed(tr("The server does not accept this token. Ask for a new one."));
        return;
    case ConnectionState::Offline:
        setFailed(tr("The server does not answer. You are signed in as soon as it does."));
        return;
    case ConnectionState::SignedOut:
    case ConnectionState::Connecting:
    case ConnectionState::Reconnecting:
        break;
    }
}

void SignInDialog::setFailed(const QString &reason)
{
    m_waiting = false;
    refresh();
    showMessage(plainLine(reason, 300));
}

QString SignInDialog::serverProblem() const
{
    if (m_address)
        return {};
    return m_address.error() == ServerAddressFault::Empty
               ? tr("Which server? Its address begins with wss://.")
               : tr("This is not a server's address. It looks like wss://ws.example.com.");
}

QString SignInDialog::tokenProblem()
{
    m_credentials.reset();
    const auto credentials = m_reader.read(m_token->toPlainText());
    if (!credentials) {
        switch (credentials.error()) {
        case SignInProblem::TooLong:
            return tr("This is too long to be a token. Copy the token alone.");
        case SignInProblem::NotAToken:
            return tr("This is not a token. A token is one long word with two dots in it; copy "
                      "all of it.");
        case SignInProblem::NoOrganisation:
            return tr("This token names no organisation, so it cannot be used here.");
        case SignInProblem::NoUser:
            return tr("This token does not say whose it is, so it cannot be used here.");
        }
    }
    m_credentials = *credentials;
    const auto &expiresAt = m_credentials->identity.expiresAt;
    if (expiresAt && *expiresAt <= m_now())
        return tr("This token has expired (%1). Ask for a new one.")
            .arg(fullTime(*expiresAt, QLocale()));
    return {};
}

void SignInDialog::refresh()
{
    const bool hasToken = !m_token->toPlainText().trimmed().isEmpty();
    const QString token = hasToken ? tokenProblem() : QString();
    if (!hasToken)
        m_credentials.reset();
    m_address = serverAddress(m_server->text());
    const QString server = serverProblem();
    m_card->setVisible(m_credentials.has_value());
    if (m_credentials)
        showIdentity();
    const QString problem = token.isEmpty() ? server : token;
    showMessage(hasToken || m_server->isModified() ? problem : QString());
    const bool ready = hasToken && problem.isEmpty() && m_credentials;
    m_signIn->setEnabled(ready && !m_waiting);
    m_signIn->setText(m_waiting ? tr("Signing in…") : tr("Sign in"));
    m_server->setEnabled(!m_waiting);
    m_token->setReadOnly(m_waiting);

    QStringList hints;
    if (m_address && !isSecure(*m_address))
        hints << tr("The connection to this server is not encrypted: others on the way can read "
                    "along.");
    hints << (m_keychain ? tr("The token is kept in this computer's keychain.")
                         : tr("This computer has no keychain: you stay signed in until the "
                              "program ends."));
    m_hint->setText(hints.join(u'\n'));
    refreshColors();
}

void SignInDialog::showIdentity()
{
    const Identity &identity = m_credentials->identity;
    const QString user = plainLine(identity.user.value(), maxName);
    const QString name = plainLine(identity.name, maxName);
    m_who->setText(name.isEmpty() ? user : tr("%1 (%2)", "name and user").arg(name, user));
    m_organisation->setText(
        tr("Organisation: %1").arg(plainLine(identity.tenant.value(), maxName)));
    const auto &until = identity.expiresAt;
    const bool expired = until && *until <= m_now();
    m_until->setText(!until    ? tr("Valid without an end")
                     : expired ? tr("Expired %1").arg(dayAndTime(*until, m_now(), QLocale()))
                               : tr("Valid until %1").arg(dayAndTime(*until, m_now(), QLocale())));
}

void SignInDialog::showMessage(const QString &text)
{
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
    if (layout())
        adjustSize();
}

void SignInDialog::submit()
{
    if (!m_signIn->isEnabled())
        return;
    m_waiting = true;
    refresh();
    const Credentials credentials = *m_credentials; // what follows may read the field again
    emit signInRequested(*m_address, credentials);
}

void SignInDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Load a token"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &SignInDialog::loadFile);
    dialog->open();
}

void SignInDialog::loadFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        showMessage(tr("The file cannot be read: %1").arg(path + u": "_s + file.errorString()));
        return;
    }
    const QByteArray content = file.read(m_reader.longestText + 1);
    if (content.size() > m_reader.longestText) {
        showMessage(tr("This file is too long to be a token."));
        return;
    }
    setToken(Token(content.trimmed()));
}

void SignInDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (!m_waiting && (event->mimeData()->hasUrls() || event->mimeData()->hasText()))
        event->acceptProposedAction();
}

void SignInDialog::dropEvent(QDropEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.constFirst().isLocalFile())
        loadFile(urls.constFirst().toLocalFile());
    else
        setToken(Token(event->mimeData()->text().toUtf8()));
    event->acceptProposedAction();
}

void SignInDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refreshColors();
}

void SignInDialog::refreshColors()
{
    constexpr int pictureSize = 32;
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedText(palette()));
    m_hint->setPalette(muted);
    QPalette problem = palette();
    problem.setColor(QPalette::WindowText, eventColor(EventType::TimesheetRejected, palette()));
    m_message->setPalette(problem);
    m_picture->setPixmap(
        glyphPixmap(Glyph::Key, pictureSize, accent(palette()), devicePixelRatioF()));
}

} // namespace timesheet
