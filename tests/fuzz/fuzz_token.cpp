#include "fuzz/expect.h"

#include "gateway/tokens/authenticator.h"
#include "gateway/tokens/signing_key.h"
#include "wire/token.h"

using namespace Qt::StringLiterals;
using namespace timesheet;
using namespace timesheet::gateway;

namespace {

const QByteArray secret = "a secret that no corpus knows, 32+ bytes";
const WallClock::time_point now{std::chrono::seconds(1'800'000'000)};

const Authenticator &authenticator()
{
    static const Authenticator rules(secret);
    return rules;
}

/// Anything at all, where a token is awaited.
void readAnything(QByteArrayView text)
{
    const auto identity = wire::readToken(text);
    if (identity)
        expectThat(!identity->tenant.isEmpty() && !identity->user.isEmpty(),
                   "an identity names an organisation and a user");
    expectThat(!authenticator().verify(text, now), "nobody signs without the secret");
    const auto decoded = wire::decodeBase64Url(text);
    if (decoded)
        expectThat(decoded->toBase64(QByteArray::Base64UrlEncoding |
                                     QByteArray::OmitTrailingEquals) == text,
                   "there is one way to write base64url");
}

/// The first line as the header of a token, the rest as its claims, signed: what an issuer that is
/// trusted but careless might send.
void readSigned(const QByteArray &text)
{
    constexpr auto form = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    const qsizetype line = text.indexOf('\n');
    if (line < 0)
        return;
    const QByteArray body =
        text.first(line).toBase64(form) + '.' + text.sliced(line + 1).toBase64(form);
    const auto key = SigningKey::ofSecret(secret);
    const QByteArray token = body + '.' + key.sign(body).toBase64(form);

    const auto caller = authenticator().verify(token, now);
    if (!caller)
        return;
    expectThat(!caller->expiresAt || *caller->expiresAt + tokenLeeway > now,
               "an expired token is refused");
    const auto identity = wire::readToken(token);
    expectThat(identity && identity->tenant == caller->tenant && identity->user == caller->user &&
                   identity->role == caller->role,
               "the client reads in a token what the gateway reads in it");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArrayView text(data, static_cast<qsizetype>(size));
    readAnything(text);
    readSigned(text.toByteArray());
    return 0;
}
