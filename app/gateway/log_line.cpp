#include "gateway/log_line.h"

#include "domain/instant.h"

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

Q_LOGGING_CATEGORY(lcGateway, "timesheet.gateway", QtInfoMsg)

namespace {

/// Longer values are cut: a log line is for reading.
constexpr qsizetype longestValue = 512;

QString quoted(const QString &wholeValue)
{
    QString value = wholeValue.left(longestValue);
    const auto isPlain = [](QChar c) {
        return c > u' ' && c < u'\x7f' && c != u'"' && c != u'=' && c != u'\\';
    };
    if (!value.isEmpty() && std::all_of(value.begin(), value.end(), isPlain))
        return value;

    QString text = u"\""_s;
    for (const QChar c : value) {
        if (c == u'"' || c == u'\\')
            text += u'\\' + QString(c);
        else if (c < u' ' || !c.isPrint())
            text += u"\\u%1"_s.arg(ushort{c.unicode()}, 4, 16, QLatin1Char('0'));
        else
            text += c;
    }
    return text + u'"';
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
    const bool isOurs = qstrcmp(context.category, lcGateway().categoryName()) == 0;
    const QString body =
        isOurs ? message
               : logLine(u"library"_s,
                         {{"category", QString::fromUtf8(context.category)}, {"message", message}});
    const QByteArray line =
        u"time=%1 level=%2 %3\n"_s
            .arg(formatInstant(QDateTime::currentDateTimeUtc()), levelName(type), body)
            .toUtf8();
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

} // namespace

QString logLine(const QString &event,
                std::initializer_list<std::pair<const char *, QString>> fields)
{
    QString line = u"event="_s + quoted(event);
    for (const auto &[name, value] : fields)
        line += u' ' + QString::fromLatin1(name) + u'=' + quoted(value);
    return line;
}

void installLogfmtHandler()
{
    qInstallMessageHandler(writeLine);
}

} // namespace timesheet::gateway
