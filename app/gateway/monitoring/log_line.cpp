#include "gateway/monitoring/log_line.h"

#include "domain/instant.h"
#include "gateway/monitoring/log_pace.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

Q_LOGGING_CATEGORY(gatewayLog, "timesheet.gateway", QtInfoMsg)

namespace {

/// Of the whole process, as Qt's message handler is.
LogFormat logFormat =
    LogFormat::Logfmt; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

/// Longer values are cut: a log line is for reading.
constexpr qsizetype longestValue = 512;

/// A JSON text with its quotes.
QString jsonText(const QString &value)
{
    const QByteArray array =
        QJsonDocument(QJsonArray{value.left(longestValue)}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.sliced(1, array.size() - 2));
}

QString quoted(const QString &wholeValue)
{
    QString value = wholeValue.left(longestValue);
    const auto isPlain = [](QChar c) {
        return c > u' ' && c < u'\x7f' && c != u'"' && c != u'=' && c != u'\\';
    };
    if (!value.isEmpty() && std::all_of(value.begin(), value.end(), isPlain))
        return value;

    QString text = u"\""_s;
    for (const QChar c : std::as_const(value)) {
        if (c == u'"' || c == u'\\')
            text += u'\\' + QString(c);
        else if (c < u' ' || !c.isPrint())
            text += u"\\u%1"_s.arg(ushort{c.unicode()}, 4, 16, QLatin1Char('0'));
        else
            text += c;
    }
    return text + u'"';
}

/// One field, and what divides it from the one before.
QString field(const char *name, const QString &value, bool isFirst)
{
    const QString key = QString::fromLatin1(name);
    if (logFormat == LogFormat::Json)
        return (isFirst ? QString() : u","_s) + u'"' + key + u"\":"_s + jsonText(value);
    return (isFirst ? QString() : u" "_s) + key + u'=' + quoted(value);
}

/// The name in a line that logLine() has made.
QString eventOf(const QString &line)
{
    return logFormat == LogFormat::Json ? line.section(u'"', 3, 3)
                                        : line.section(u'=', 1, 1).section(u' ', 0, 0);
}

QString levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return u"debug"_s;
    case QtInfoMsg:
        return u"info"_s;
    case QtWarningMsg:
        return u"warning"_s;
    case QtCriticalMsg:
    case QtFatalMsg:
        return u"error"_s;
    }
    return {};
}

void writeLine(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const bool isOurs = qstrcmp(context.category, gatewayLog().categoryName()) == 0;
    QString body =
        isOurs ? message
               : logLine(u"library"_s,
                         {{"category", QString::fromUtf8(context.category)}, {"message", message}});
    static LogPace pace;
    const auto leftOut = pace.admit(eventOf(body), std::chrono::steady_clock::now());
    if (!leftOut && type != QtFatalMsg)
        return;
    if (leftOut.value_or(0) > 0)
        body += field("left_out", QString::number(*leftOut), false);
    const QString frame = logFormat == LogFormat::Json ? u"{%1%2,%3}\n"_s : u"%1%2 %3\n"_s;
    const QByteArray line =
        frame
            .arg(field("time", formatInstant(QDateTime::currentDateTimeUtc()), true),
                 field("level", levelName(type), false), body)
            .toUtf8();
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

} // namespace

QString logLine(const QString &event,
                std::initializer_list<std::pair<const char *, QString>> fields)
{
    QString line = field("event", event, true);
    for (const auto &[name, value] : fields)
        line += field(name, value, false);
    return line;
}

void installLogHandler(LogFormat format)
{
    logFormat = format;
    qInstallMessageHandler(writeLine);
}

} // namespace timesheet::gateway
