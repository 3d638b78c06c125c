#include "client/process/token_file.h"

#include <QFile>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet {

tl::expected<QByteArray, QString> readTokenFile(const QString &path)
{
    constexpr qint64 mostBytes = qint64{64} * 1024;
    QFile file(path);
    const bool isOpen =
        path == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return tl::unexpected(
            u"the token file %1 cannot be read: %2"_s.arg(path, file.errorString()));
    const QByteArray token = file.read(mostBytes + 1).trimmed();
    if (token.isEmpty())
        return tl::unexpected(u"the token file %1 is empty: it must hold one JWT"_s.arg(path));
    if (token.size() > mostBytes)
        return tl::unexpected(u"the token file %1 is too large for a JWT"_s.arg(path));
    return token;
}

} // namespace timesheet
