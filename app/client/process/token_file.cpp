#include "client/process/token_file.h"

#include "wire/limits.h"
#include "wire/token.h"

#include <QFile>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet {

tl::expected<Credentials, QString> readTokenFile(const QString &path)
{
    QFile file(path);
    const bool isOpen =
        path == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return tl::unexpected(
            u"the token file %1 cannot be read: %2"_s.arg(path, file.errorString()));
    const QByteArray token = file.read(wire::maxTokenTextLength).trimmed();
    if (token.isEmpty())
        return tl::unexpected(u"the token file %1 is empty: it must hold one JWT"_s.arg(path));
    return wire::readCredentials(token).map_error(wire::describe);
}

} // namespace timesheet
