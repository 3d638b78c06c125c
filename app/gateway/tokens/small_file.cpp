#include "gateway/tokens/small_file.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr qint64 largest = qint64{1024} * 1024;

} // namespace

tl::expected<QByteArray, QString> readSmallFile(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(u"cannot read %1: %2"_s.arg(name, file.errorString()));
    const QByteArray content = file.read(largest + 1);
    if (file.error() != QFileDevice::NoError)
        return tl::unexpected(u"cannot read %1: %2"_s.arg(name, file.errorString()));
    if (content.size() > largest)
        return tl::unexpected(u"%1 is larger than 1 MiB"_s.arg(name));
    return content;
}

bool isReadByAll(const QString &name)
{
    return QFile::permissions(name).testFlag(QFileDevice::ReadOther);
}

} // namespace timesheet::gateway
