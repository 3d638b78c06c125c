#include "fuzz/expect.h"

#include "gateway/protocol/request_reader.h"

#include <QByteArray>

#include <algorithm>

using namespace timesheet::gateway;

namespace {

constexpr std::size_t maxBody = 1000;

/// What came of a connection's bytes.
struct Outcome {
    bool isRefused = false;
    bool isDone = false;
    QByteArray body;
    qsizetype size = 0; ///< of the request

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

/// Hands over the bytes in pieces of this size.
Outcome read(QByteArrayView bytes, qsizetype piece)
{
    RequestReader reader(maxBody);
    qsizetype taken = 0;
    for (qsizetype come = 0; come < bytes.size() && !reader.isDone();) {
        come = std::min(come + piece, bytes.size());
        for (bool isHead = true; isHead;) {
            isHead = !reader.hasHead();
            const QByteArrayView waiting = bytes.first(come).sliced(taken);
            const auto used =
                reader.read({waiting.data(), static_cast<std::size_t>(waiting.size())});
            if (!used)
                return {true, false, {}, 0};
            expectThat(*used <= static_cast<std::size_t>(waiting.size()), "no byte is made up");
            taken += static_cast<qsizetype>(*used);
            isHead = isHead && reader.hasHead() && !reader.isDone();
        }
    }
    if (!reader.isDone())
        return {};
    return {false, true, reader.body().toByteArray(), taken};
}

} // namespace

/// The first byte says in pieces of which size the rest arrives: the same must come of it as of all
/// at once.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView bytes(data + 1, static_cast<qsizetype>(size) - 1);
    const Outcome whole = read(bytes, std::max<qsizetype>(bytes.size(), 1));
    const Outcome pieces = read(bytes, data[0] % 16 + 1);
    // What is refused may be so earlier or later, but never served.
    if (whole.isDone || pieces.isDone)
        expectThat(whole == pieces, "it does not matter how bytes arrive");
    expectThat(whole.body.size() <= static_cast<qsizetype>(maxBody), "no body is too large");
    constexpr std::size_t largest = maxHeadBytes + maxBody + maxFramingBytes;
    expectThat(static_cast<std::size_t>(whole.size) <= largest, "no request is too large");
    return 0;
}
