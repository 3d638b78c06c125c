#include "domain/event.h"

using namespace Qt::StringLiterals;

namespace timesheet {

QString viaName(Via via)
{
    switch (via) {
    case Via::Live:
        return u"live"_s;
    case Via::Replay:
        return u"replay"_s;
    case Via::Poll:
        return u"poll"_s;
    case Via::Local:
        return u"local"_s;
    }
    return {};
}

} // namespace timesheet
