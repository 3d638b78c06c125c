#include "domain/account.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace timesheet {

QString accountKey(const Account &account)
{
    const QString scheme = account.server.scheme().toLower();
    const int port = account.server.port(scheme == u"wss" ? 443 : 80);
    // Fields are length-prefixed so that no two accounts can be spelled alike.
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &field :
         {scheme, account.server.host().toLower(), QString::number(port), account.server.path(),
          account.tenant.value(), account.user.value()}) {
        const QByteArray bytes = field.toUtf8();
        hash.addData(QByteArray::number(bytes.size()));
        hash.addData(":");
        hash.addData(bytes);
    }
    return QString::fromLatin1(hash.result().toHex().left(32));
}

} // namespace timesheet
