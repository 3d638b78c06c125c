#include "support/servers/scripted_supabase.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace timesheet::test {

namespace {

const QString topic = u"realtime:timesheet-events"_s;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject eventOf(const QString &id, qsizetype number)
{
    return {{u"id"_s, id},
            {u"cursor"_s, QString::number(number)},
            {u"type"_s, u"notification:new"_s},
            {u"payload"_s, QJsonObject{{u"title"_s, id}}},
            {u"timestamp"_s, u"2026-11-23T08:15:30.123Z"_s},
            {u"tenant_id"_s, u"tenant-123"_s}};
}

} // namespace

ScriptedSupabase::ScriptedSupabase(QObject *parent)
    : QObject(parent)
{
    connect(&server, &ScriptedServer::textReceived, this, [this] {
        receive(QJsonDocument::fromJson(server.texts.constLast().toUtf8()).object());
    });
    server.http = [this](const HttpRequest &request) {
        requests.append(request);
        if (instead) {
            if (const auto other = instead(request))
                return *other;
        }
        return answer(request);
    };
}

void ScriptedSupabase::publish(const QString &id)
{
    m_ids.append(id);
    if (!sendsChanges || joins.isEmpty())
        return;
    say(u"postgres_changes"_s, {{u"ids"_s, QJsonArray{42}},
                                {u"data"_s, QJsonObject{{u"type"_s, u"INSERT"_s},
                                                        {u"table"_s, u"events"_s},
                                                        {u"errors"_s, QJsonValue::Null},
                                                        {u"record"_s, QJsonObject()}}}});
}

void ScriptedSupabase::say(const QString &event, const QJsonObject &payload, const QString &ref)
{
    send(topic, event, payload, ref);
}

void ScriptedSupabase::sendSystem(const QString &status, const QString &message)
{
    say(u"system"_s, {{u"extension"_s, u"postgres_changes"_s},
                      {u"status"_s, status},
                      {u"channel"_s, u"timesheet-events"_s},
                      {u"message"_s, message}});
}

void ScriptedSupabase::closeChannel(const QString &event)
{
    say(event, {}, joinRef());
}

void ScriptedSupabase::answerJoin(const QString &refusal)
{
    if (!refusal.isEmpty()) {
        say(u"phx_reply"_s,
            {{u"status"_s, u"error"_s}, {u"response"_s, QJsonObject{{u"reason"_s, refusal}}}},
            joinRef());
        return;
    }
    say(u"phx_reply"_s,
        {{u"status"_s, u"ok"_s},
         {u"response"_s,
          QJsonObject{{u"postgres_changes"_s, QJsonArray{QJsonObject{{u"id"_s, 42}}}}}}},
        joinRef());
    emit joined();
}

void ScriptedSupabase::receive(const QJsonObject &message)
{
    const QString event = message.value("event"_L1).toString();
    const QString ref = message.value("ref"_L1).toString();
    if (event == u"heartbeat") {
        ++heartbeats;
        if (answersHeartbeats)
            send(u"phoenix"_s, u"phx_reply"_s,
                 {{u"status"_s, u"ok"_s}, {u"response"_s, QJsonObject()}}, ref);
    } else if (event == u"phx_join") {
        joins.append(message);
        if (answersJoins)
            answerJoin(refusesJoins);
    } else if (event == u"access_token") {
        tokens.append(message);
    } else {
        others.append(event);
    }
}

void ScriptedSupabase::send(const QString &to, const QString &event, const QJsonObject &payload,
                            const QString &ref)
{
    if (!server.client())
        return;
    server.send(QString::fromUtf8(
        compact({{u"topic"_s, to},
                 {u"event"_s, event},
                 {u"payload"_s, payload},
                 {u"ref"_s, ref.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(ref)}})));
}

HttpAnswer ScriptedSupabase::answer(const HttpRequest &request)
{
    const QJsonObject arguments = QJsonDocument::fromJson(request.body).object();
    if (request.target == "/rest/v1/rpc/timesheet_events") {
        questions.append(arguments);
        return {200, compact(page(arguments)), {}};
    }
    if (request.target == "/rest/v1/rpc/timesheet_mark_read") {
        marks.append(arguments);
        return {204, {}, {}};
    }
    return {404, R"({"code":"PGRST202","message":"Could not find the function"})", {}};
}

QJsonObject ScriptedSupabase::page(const QJsonObject &arguments) const
{
    const QJsonValue after = arguments.value("after"_L1);
    const qsizetype most = arguments.value("most"_L1).toInt();
    const qsizetype asked = after.toString().toLongLong();
    const qsizetype newest = std::max<qsizetype>(m_ids.size() - most, 0);
    const qsizetype begin = std::max<qsizetype>(after.isString() ? asked : newest, keptFrom);
    const qsizetype end = std::min(begin + most, m_ids.size());
    QJsonArray events;
    for (qsizetype i = begin; i < end; ++i)
        events.append(eventOf(m_ids.at(i), i + 1));
    const bool isComplete = !after.isString() || asked >= keptFrom;
    return {{u"events"_s, events},
            {u"cursor"_s, m_ids.isEmpty() ? QString() : QString::number(std::max(begin, end))},
            {u"complete"_s, isComplete}};
}

} // namespace timesheet::test
