#pragma once

#include "domain/credentials.h"

#include <QString>

#include <tl/expected.hpp>

namespace timesheet {

class Termination;

/// Reads a token from a file, or from standard input for "-". White space around it is cut. Waits
/// for whoever writes it, until `termination` ends that; null where signals end the program by
/// themselves.
/// Errors: one line that says what is wrong with the file or the token; never its content.
tl::expected<Credentials, QString> readTokenFile(const QString &path,
                                                 const Termination *termination = nullptr);

} // namespace timesheet
