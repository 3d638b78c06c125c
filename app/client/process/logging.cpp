#include "client/process/logging.h"

#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace timesheet {

void configureLogging(const QString &level)
{
    qSetMessagePattern(u"%{time yyyy-MM-ddThh:mm:ss.zzz} "
                       "%{if-debug}debug%{endif}%{if-info}info%{endif}%{if-warning}warning%{endif}"
                       "%{if-critical}error%{endif}%{if-fatal}fatal%{endif} "
                       "%{category}: %{message}"_s);
    const bool debug = level == u"debug";
    const bool info = debug || level == u"info";
    const bool warning = level != u"error";
    const auto word = [](bool wanted) { return wanted ? u"true"_s : u"false"_s; };
    QLoggingCategory::setFilterRules(u"timesheet.*.debug=%1\ntimesheet.*.info=%2\n"
                                     "*.warning=%3"_s.arg(word(debug), word(info), word(warning)));
}

} // namespace timesheet
