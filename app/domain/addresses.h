#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

#include <tl/expected.hpp>

#include <optional>

namespace timesheet {

/// Why a text is no server's address.
enum class ServerAddressFault {
    Empty,
    TooLong,
    NotAServer, ///< no address at all, or a web page's, or without a host or a port that can be
    HoldsMore,  ///< a user, a query or a fragment: a server's address holds no token
};

/// A server's address as people, files and links write it. This is the only judge of it: what it
/// lets through can be connected to. White space around it does not count, and without a scheme it
/// is taken for wss, or for ws where it is this machine; https of a Supabase project is wss.
tl::expected<QUrl, ServerAddressFault> serverAddress(const QString &text);

/// The same judge for an address that is a QUrl already; nothing is added to it.
tl::expected<QUrl, ServerAddressFault> serverAddress(const QUrl &url);

/// What is wrong and how to mend it, in one line for the command line and the log.
QString describe(ServerAddressFault fault);

/// The key of a project on Supabase, as people and files write it. This is the only judge of it:
/// the characters of a JWT, which is all that a header needs, 2,048 at most. Nothing where it is
/// none, or one that belongs to servers alone (https://supabase.com/docs/guides/api/api-keys).
std::optional<QByteArray> projectKey(const QString &text);

/// Whether an address leads to the machine that this runs on, so that nobody can read along.
bool isThisMachine(const QUrl &address);

/// Whether an address can be given to a browser: http or https, and a host.
bool isWebAddress(const QUrl &url);

} // namespace timesheet
