#include "wire/close_reason.h"

#include <QLatin1StringView>

namespace timesheet::wire {

CloseWords closeWords(CloseReason reason)
{
    switch (reason) {
    case CloseReason::Unauthorized:
        return {CloseCode::PolicyViolation, "Unauthorized"};
    case CloseReason::TokenExpired:
        return {CloseCode::PolicyViolation, "Token expired"};
    case CloseReason::RateLimitExceeded:
        return {CloseCode::PolicyViolation, "Rate limit exceeded"};
    case CloseReason::TooManyConnections:
        return {CloseCode::TryAgainLater, "Too many connections"};
    case CloseReason::Overloaded:
        return {CloseCode::TryAgainLater, "Overloaded"};
    case CloseReason::IdleTimeout:
        return {CloseCode::GoingAway, "Idle timeout"};
    case CloseReason::ServiceRestart:
        return {CloseCode::ServiceRestart, "Service restart"};
    case CloseReason::BinaryMessage:
        return {CloseCode::Unsupported, "Binary messages are not supported"};
    }
    return {};
}

std::optional<CloseReason> closeReasonOf(int code, QStringView text)
{
    for (const CloseReason reason :
         {CloseReason::Unauthorized, CloseReason::TokenExpired, CloseReason::RateLimitExceeded,
          CloseReason::TooManyConnections, CloseReason::Overloaded, CloseReason::IdleTimeout,
          CloseReason::ServiceRestart, CloseReason::BinaryMessage}) {
        const CloseWords words = closeWords(reason);
        if (code == static_cast<int>(words.code) && text == QLatin1StringView(words.text))
            return reason;
    }
    return std::nullopt;
}

} // namespace timesheet::wire
