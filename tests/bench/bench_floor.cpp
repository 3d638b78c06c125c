// The least that a program of this kind can be: a tray icon, a WebSocket and an SQLite file. What
// the client costs is measured beside it. Says "connected" when it is.
//
//   bench_floor URL SQLITE-FILE

#include <QApplication>
#include <QPainter>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QSystemTrayIcon>
#include <QUrl>
#include <QWebSocket>

#include <cstdio>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    const QApplication qt(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();

    constexpr int iconSize = 22;
    QPixmap dot(iconSize, iconSize);
    dot.fill(Qt::darkCyan);
    QSystemTrayIcon icon{QIcon(dot)};
    icon.show();

    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s);
    database.setDatabaseName(arguments.value(2));
    if (!database.open())
        return 1;
    for (const QString &sql : {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA synchronous = NORMAL"_s,
                               u"CREATE TABLE IF NOT EXISTS messages (message TEXT)"_s})
        QSqlQuery(sql, database);

    QWebSocket socket;
    QObject::connect(&socket, &QWebSocket::connected, qApp, [] {
        std::puts("connected");
        std::fflush(stdout);
    });
    QSqlQuery insert(database);
    if (!insert.prepare(u"INSERT INTO messages VALUES (?)"_s))
        return 1;
    QObject::connect(&socket, &QWebSocket::textMessageReceived, qApp,
                     [&insert](const QString &message) {
                         insert.bindValue(0, message);
                         insert.exec();
                     });
    socket.open(QUrl(arguments.value(1)));
    return QApplication::exec();
}
