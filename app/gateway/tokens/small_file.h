#pragma once

#include <QByteArray>
#include <QString>

#include <tl/expected.hpp>

namespace timesheet::gateway {

/// All of a file that an administrator wrote: a secret, keys, a configuration.
/// Errors: a sentence, also for a file beyond 1 MiB, which is none of these.
tl::expected<QByteArray, QString> readSmallFile(const QString &name);

/// Whether any user of this machine may read a file; one that is not there nobody may.
bool isReadByAll(const QString &name);

} // namespace timesheet::gateway
