#include "connection/sign_in/token_source.h"

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

QString sentenceOf(TokenFailure::Cause cause)
{
    using Cause = TokenFailure::Cause;
    switch (cause) {
    case Cause::WrongPassword:
        return u"the e-mail address or the password is wrong"_s;
    case Cause::NotConfirmed:
        return u"the e-mail address is not confirmed yet: follow the link in the message that was "
               u"sent to it"_s;
    case Cause::TooManyTries:
        return u"there were too many tries: wait before the next one"_s;
    case Cause::KeyNotTaken:
        return u"the project does not take its key: anon_key must be one of its own"_s;
    case Cause::NoSuchProject:
        return u"no project on Supabase answers at this address"_s;
    case Cause::Unreachable:
        return u"the server cannot be reached"_s;
    case Cause::Failed:
        return u"the server failed to answer: try again later"_s;
    case Cause::Refused:
        return u"the server refuses this sign-in"_s;
    case Cause::NoUse:
        return u"the server gave a token that is of no use here"_s;
    case Cause::GivenUp:
        return u"the sign-in was given up for another one"_s;
    }
    return {};
}

} // namespace

bool isFinal(TokenFailure::Cause cause)
{
    using Cause = TokenFailure::Cause;
    switch (cause) {
    case Cause::WrongPassword:
    case Cause::NotConfirmed:
    case Cause::Refused:
    case Cause::NoUse:
        return true;
    case Cause::TooManyTries:
    case Cause::KeyNotTaken:
    case Cause::NoSuchProject:
    case Cause::Unreachable:
    case Cause::Failed:
    case Cause::GivenUp:
        break;
    }
    return false;
}

QString describe(const TokenFailure &failure)
{
    const QString sentence = sentenceOf(failure.cause);
    return failure.detail.isEmpty() ? sentence : sentence + u" ("_s + failure.detail + u')';
}

} // namespace timesheet
