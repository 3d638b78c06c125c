#pragma once

#include "domain/addresses.h"
#include "domain/clock.h"
#include "domain/connection_status.h"
#include "domain/credentials.h"

#include <QDialog>
#include <QUrl>

#include <tl/expected.hpp>

#include <functional>
#include <optional>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace timesheet {

/// Why a token cannot work, as far as one can see without asking the server.
enum class SignInProblem {
    TooLong,
    NotAToken,
    NoOrganisation,
    NoUser,
};

/// Reads a token as people paste it. Passed in: this room does not know how tokens are made.
struct TokenReader {
    std::function<tl::expected<Credentials, SignInProblem>(const QString &text)> read;
    qsizetype longestText = 0; ///< in a file that is longer there is no token
};

/// Takes a server and a token, and says who that is before anything is sent.
class SignInDialog : public QDialog
{
    Q_OBJECT

public:
    SignInDialog(TokenReader reader, Clock now, QWidget *parent = nullptr);

    /// Fills in a server that is known already, and shows the dialog.
    void open(const QUrl &server);
    /// Shows what a link asks for, and who asks: nothing is sent before the user says so.
    void openLink(const QUrl &server, const Token &token);
    /// Fills in a token that came from elsewhere (a file, a link).
    void setToken(const Token &token);
    QString message() const; ///< what the dialog says about the token, or about the server

public slots:
    /// Whether tokens can be kept over the end of the program.
    void setKeychainAvailable(bool available);
    /// After signInRequested(): success closes the dialog, a refusal is told in it.
    void setStatus(const timesheet::ConnectionStatus &status);
    /// After signInRequested(): it could not even be tried. `reason`: for people.
    void setFailed(const QString &reason);

signals:
    void signInRequested(const QUrl &server, const timesheet::Credentials &credentials);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    using QDialog::open; // not without what is to be shown

    void build();
    void prepareFields();
    QLayout *buildButtons();
    QWidget *buildCard();
    void chooseFile();
    void loadFile(const QString &path);
    void refresh();
    QString serverProblem() const;
    QString tokenProblem();
    void showIdentity();
    void showMessage(const QString &text);
    void submit();
    void refreshColors();

    TokenReader m_reader;
    Clock m_now;
    std::optional<Credentials> m_credentials;
    tl::expected<QUrl, ServerAddressFault> m_address; ///< of the server, as its field says
    bool m_waiting = false;
    bool m_keychain = true;
    QLineEdit *m_server;
    QPlainTextEdit *m_token;
    QWidget *m_card = nullptr;
    QLabel *m_picture;
    QLabel *m_who;
    QLabel *m_organisation;
    QLabel *m_until;
    QLabel *m_link;
    QLabel *m_message;
    QLabel *m_hint;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_signIn;
};

} // namespace timesheet
