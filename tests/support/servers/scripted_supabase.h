#pragma once

#include "support/servers/scripted_server.h"

#include <QJsonObject>
#include <QObject>
#include <QStringList>

#include <functional>
#include <optional>

namespace timesheet::test {

/// A project on Supabase with our schema, as a client sees it: Realtime with framing 1.0.0 and the
/// functions of PostgREST, over real sockets. By itself it takes every join, answers heartbeats,
/// sends a change for each event, and has no events.
class ScriptedSupabase : public QObject
{
    Q_OBJECT

public:
    explicit ScriptedSupabase(QObject *parent = nullptr);

    ScriptedServer server; ///< below it

    /// Keeps an event of tenant-123, whose cursor is its number, and sends a change to who has
    /// joined.
    void publish(const QString &id);
    /// Says something on the channel; without `ref` as servers do by themselves.
    void say(const QString &event, const QJsonObject &payload, const QString &ref = {});
    void sendSystem(const QString &status, const QString &message);
    /// Ends the newest join: phx_close or phx_error.
    void closeChannel(const QString &event = QStringLiteral("phx_close"));
    /// Answers a join: takes it where there is no reason not to.
    void answerJoin(const QString &refusal = {});

    // What it does.
    bool answersHeartbeats = true;
    bool answersJoins = true;
    QString refusesJoins; ///< with this reason where not empty
    bool sendsChanges = true;
    int keptFrom = 0; ///< events up to this number are gone
    /// Answers a request in place of the project, where it gives something.
    std::function<std::optional<HttpAnswer>(const HttpRequest &)> instead;

    // What came.
    QList<QJsonObject> joins; ///< whole messages
    QList<QJsonObject> tokens;
    QStringList others; ///< the events of what came besides
    int heartbeats = 0;
    QList<HttpRequest> requests;
    QList<QJsonObject> questions; ///< arguments of timesheet_events
    QList<QJsonObject> marks;     ///< arguments of timesheet_mark_read

    QString joinRef() const { return joins.constLast().value(QStringLiteral("ref")).toString(); }
    QString cursor() const { return QString::number(m_ids.size()); }

signals:
    void joined();

private:
    void receive(const QJsonObject &message);
    void send(const QString &topic, const QString &event, const QJsonObject &payload,
              const QString &ref);
    HttpAnswer answer(const HttpRequest &request);
    QJsonObject page(const QJsonObject &arguments) const;

    QStringList m_ids;
};

} // namespace timesheet::test
