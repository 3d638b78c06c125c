#include "connection/supabase_backend/channel_problem.h"

#include <algorithm>
#include <array>

namespace timesheet {

namespace {

struct Saying {
    QStringView words;
    ChannelProblem problem;
};

/// As supabase/realtime 2.115 has them.
constexpr std::array sayings{
    Saying{u"Token has expired", ChannelProblem::BadToken},
    Saying{u"InvalidJWTToken", ChannelProblem::BadToken},
    Saying{u"JwtSignatureError", ChannelProblem::BadToken},
    Saying{u"MalformedJWT", ChannelProblem::BadToken},
    Saying{u"Too many messages per second", ChannelProblem::TooMany},
    Saying{u"Unable to subscribe to changes", ChannelProblem::Subscription},
};

} // namespace

ChannelProblem channelProblemIn(QStringView text)
{
    const auto *const found =
        std::find_if(sayings.begin(), sayings.end(),
                     [text](const Saying &saying) { return text.startsWith(saying.words); });
    return found == sayings.end() ? ChannelProblem::Other : found->problem;
}

} // namespace timesheet
