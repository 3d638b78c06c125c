#pragma once

#include "domain/credentials.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>
#include <QString>
#include <QStringView>
#include <QUrl>

#include <tl/expected.hpp>

#include <optional>
#include <variant>

namespace timesheet {

/// What a process may ask of the running instance. Names are those of the line.
namespace local {

/// "Show your window."
struct Show {
    static constexpr QStringView name = u"show";

    friend bool operator==(const Show &, const Show &) = default;
};

/// "How are you connected?"
struct Status {
    static constexpr QStringView name = u"status";

    friend bool operator==(const Status &, const Status &) = default;
};

/// "Some cached events, newest first."
struct Events {
    static constexpr QStringView name = u"events";

    QString type; ///< the name on the wire; empty for all
    bool unreadOnly = false;
    QString search;
    int limit = 0;
    std::optional<qint64> below; ///< what the answer before said

    friend bool operator==(const Events &, const Events &) = default;
};

struct SignIn {
    static constexpr QStringView name = u"sign-in";

    QUrl server;
    Credentials credentials;

    friend bool operator==(const SignIn &, const SignIn &) = default;
};

struct SignOut {
    static constexpr QStringView name = u"sign-out";

    friend bool operator==(const SignOut &, const SignOut &) = default;
};

/// "Show what this link asks for."
struct OpenLink {
    static constexpr QStringView name = u"link";

    QString link; ///< with a token in it: not for a log

    friend bool operator==(const OpenLink &, const OpenLink &) = default;
};

} // namespace local

using LocalCommand = std::variant<local::Show, local::Status, local::Events, local::SignIn,
                                  local::SignOut, local::OpenLink>;

/// What it answers. Errors: one line for people.
using LocalAnswer = tl::expected<QJsonObject, QString>;

/// The command in one line, without its end: a JSON object with `command` and what belongs to it.
/// Other versions of this program read it, too: no member changes its name or meaning.
QByteArray encodeLocalCommand(const LocalCommand &command);
/// Errors: one line that says why this is no command; never a token.
tl::expected<LocalCommand, QString> decodeLocalCommand(QByteArrayView line);

/// The answer in one line, without its end: a JSON object, with `error` where it is one.
QByteArray encodeLocalAnswer(const LocalAnswer &answer);
LocalAnswer decodeLocalAnswer(QByteArrayView line);

} // namespace timesheet
