#pragma once

#include <QString>

namespace timesheet::gateway {

/// Writes a certificate for localhost that signs itself, and its key, as PEM. Each call makes new
/// ones; the common name tells them apart.
bool writeCertificate(const QString &certificateFile, const QString &keyFile,
                      const QString &commonName);

} // namespace timesheet::gateway
