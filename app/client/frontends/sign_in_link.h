#pragma once

#include "domain/credentials.h"

#include <QString>
#include <QUrl>

#include <tl/expected.hpp>

namespace timesheet {

/// What a web page asks for with `timesheet-tray://sign-in?server=…&token=…`. It fills in the
/// dialog, which reads the token and shows what is wrong with it.
struct SignInLink {
    QUrl server;
    Token token; ///< as it stands in the link
};

/// Whether a word of the command line is meant as one.
bool isSignInLink(const QString &text);

/// Errors: one line that says what is wrong with the link; never the token.
tl::expected<SignInLink, QString> readSignInLink(const QString &text);

} // namespace timesheet
