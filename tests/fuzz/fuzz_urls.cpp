#include "fuzz/expect.h"

#include "connection/endpoint.h"
#include "gateway/postgres_log/postgres_url.h"
#include "gateway/protocol/request_target.h"

using namespace Qt::StringLiterals;
using namespace timesheet;
using namespace timesheet::gateway;

namespace {

void readEndpoint(const QUrl &url)
{
    const auto endpoint = Endpoint::create(url, {});
    if (!endpoint)
        return;
    const QUrl server = endpoint->server();
    expectThat(server.userInfo().isEmpty() && !server.hasQuery() && !server.hasFragment(),
               "a server's address holds nothing but where it is");
    const QUrl http = endpoint->http(u"/v1/events"_s);
    expectThat(http.isValid() && http.host() == server.host() && http.port() == server.port(),
               "HTTP goes to the same server");
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
    readEndpoint(QUrl(text, QUrl::StrictMode));
    readEndpoint(QUrl(text));
    readDatabase(text);
    readTarget(bytes);
    return 0;
}
