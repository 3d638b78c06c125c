#pragma once

#include <QStringView>

namespace timesheet {

/// What a server of Supabase Realtime complains of.
enum class ChannelProblem {
    BadToken,     ///< expired, or not one of the project's
    TooMany,      ///< messages: this project's, all clients together
    Subscription, ///< the table, its filter, or that its changes are not sent at all
    Other,
};

/// What the reason of a refused join or the message of a `system` error means: it has no code.
ChannelProblem channelProblemIn(QStringView text);

} // namespace timesheet
