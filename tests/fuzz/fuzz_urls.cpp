#include "fuzz/expect.h"

#include "client/process/sign_in_link.h"
#include "connection/endpoint.h"
#include "domain/addresses.h"
#include "gateway/postgres/postgres_url.h"
#include "gateway/protocol/request_target.h"

using namespace Qt::StringLiterals;
using namespace timesheet;
using namespace timesheet::gateway;

namespace {

void readServer(const QString &text)
{
    const auto server = serverAddress(text);
    if (!server)
        return;
    expectThat(serverAddress(*server) == *server && serverAddress(server->toString()) == *server,
               "a server's address stays one");
    const auto endpoint = Endpoint::create(*server, {});
    expectThat(endpoint.has_value(), "one can connect to a server's address");
    expectThat(server->userInfo().isEmpty() && !server->hasQuery() && !server->hasFragment(),
               "a server's address holds nothing but where it is");
    const QUrl http = endpoint->http(u"/v1/events"_s);
    expectThat(http.isValid() && http.host() == server->host() && http.port() == server->port(),
               "HTTP goes to the same server");
}

void readLink(const QString &text)
{
    const auto link = readSignInLink(text);
    if (!link)
        return;
    expectThat(isSignInLink(text), "a sign-in link is seen to be one");
    expectThat(!link->token.isEmpty(), "a sign-in link has a token");
    expectThat(serverAddress(link->server).has_value(), "a sign-in link names a server");
}

void readDatabase(const QString &text)
{
    const auto url = parsePostgresUrl(text);
    if (!url)
        return;
    expectThat(isPostgresUrl(text), "a database's URL is seen to be one");
    expectThat(url->port == -1 || (url->port > 0 && url->port <= 65535), "a port is a port");
    expectThat(!url->database.isEmpty(), "a database has a name");
}

void readTarget(std::string_view text)
{
    const auto target = RequestTarget::parse(text);
    if (!target)
        return;
    expectThat(target->path.startsWith('/') && !target->path.contains('?'), "a path is a path");
    expectThat(!target->query.contains({}), "every parameter has a name");
}

} // namespace

/// One text, read as every kind of address that others hand to the programs.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    readServer(text);
    readLink(text);
    readDatabase(text);
    readTarget(bytes);
    return 0;
}
