#include "fuzz/expect.h"

#include "gateway/tokens/authenticator.h"
#include "gateway/tokens/signing_key.h"
#include "wire/json_text.h"
#include "wire/token.h"

#include <QJsonObject>

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
    const auto credentials = wire::readCredentials(text);
    if (credentials) {
        expectThat(credentials->token.bytes() == text, "a token is kept as it came");
        expectThat(!credentials->identity.tenant.isEmpty() && !credentials->identity.user.isEmpty(),
                   "credentials name an organisation and a user");
    }
    const auto pasted = wire::readPastedCredentials(QString::fromUtf8(text));
    if (pasted)
        expectThat(wire::readCredentials(pasted->token.bytes()) == pasted,
                   "a pasted token is one without what was around it");
    expectThat(!authenticator().verify(text, now), "nobody signs without the secret");
    const auto decoded = wire::decodeBase64Url(text);
    if (decoded)
        expectThat(decoded->toBase64(QByteArray::Base64UrlEncoding |
                                     QByteArray::OmitTrailingEquals) == text,
                   "there is one way to write base64url");
}

/// Whether claims say a role for the client, which at a project on Supabase is not the database's.
bool haveOwnRole(QByteArrayView text)
{
    const QJsonObject claims = wire::parseMessage(text).value_or(QJsonObject());
    return claims.contains("user_role"_L1) ||
           claims.value("app_metadata"_L1).toObject().contains("user_role"_L1);
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
    const auto read = wire::readCredentials(token);
    expectThat(read && read->identity.tenant == caller->tenant &&
                   read->identity.user == caller->user &&
                   (read->identity.role == caller->role || haveOwnRole(text.sliced(line + 1))),
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
