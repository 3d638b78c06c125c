#include "fuzz/expect.h"

#include "gateway/net/address_ranges.h"

using namespace timesheet::gateway;
using boost::asio::ip::address;
using boost::asio::ip::make_address;

/// The first line is a list of networks, as an administrator writes it; the rest is a header
/// X-Forwarded-For, as anybody may send it.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArrayView text(data, static_cast<qsizetype>(size));
    const qsizetype line = text.indexOf('\n');
    const auto proxies =
        AddressRanges::parse(QString::fromUtf8(line < 0 ? text : text.first(line)));
    if (!proxies)
        return 0;
    const QByteArrayView header = line < 0 ? QByteArrayView() : text.sliced(line + 1);
    const std::string_view forwarded(header.data(), static_cast<std::size_t>(header.size()));
    for (const char *peer : {"127.0.0.1", "10.1.2.3", "::1", "2001:db8::7", "::ffff:192.0.2.1"}) {
        const address from = make_address(peer);
        const address client = clientAddress(from, forwarded, *proxies);
        expectThat(client == from || proxies->contains(from),
                   "only proxies that are trusted speak for others");
        expectThat(!addressGroup(client).isEmpty(), "every client counts in a group");
    }
    return 0;
}
