#include "connection/state_machine.h"

namespace timesheet {

using State = ConnectionState;

namespace {

/// After the backoff: the socket is tried slowly, and HTTP in its place.
bool isFallback(State state)
{
    return state == State::Polling || state == State::Offline;
}

bool hasToken(State state)
{
    return state != State::SignedOut && state != State::Unauthorized;
}

} // namespace

std::optional<State> transition(State state, ConnectionInput input)
{
    const auto onlyIf = [](bool possible, State next) {
        return possible ? std::optional(next) : std::nullopt;
    };
    switch (input) {
    case ConnectionInput::SignIn:
        return State::Connecting;
    case ConnectionInput::SignOut:
        return State::SignedOut;
    case ConnectionInput::Accepted:
        return onlyIf(hasToken(state), State::Connected);
    case ConnectionInput::Lost:
        return onlyIf(hasToken(state) && !isFallback(state), State::Reconnecting);
    case ConnectionInput::AttemptsUsed:
        if (isFallback(state))
            return state;
        // Also from Connected: a server may cut off whom it has accepted, again and again.
        return onlyIf(state == State::Reconnecting || state == State::Connected, State::Offline);
    case ConnectionInput::PollAnswered:
        return onlyIf(isFallback(state), State::Polling);
    case ConnectionInput::PollFailed:
        return onlyIf(isFallback(state), State::Offline);
    case ConnectionInput::Refused:
        return State::Unauthorized;
    }
    return std::nullopt;
}

} // namespace timesheet
