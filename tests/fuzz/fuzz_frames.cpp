#include "fuzz/expect.h"

#include "gateway/protocol/frame_codec.h"

#include <QStringDecoder>

#include <algorithm>
#include <vector>

using namespace timesheet::gateway;

namespace {

constexpr qsizetype longestMessage = 1024;

/// All that came of a connection's bytes.
struct Decoded {
    std::vector<ClientFrame> frames;
    std::optional<FrameError> error;

    friend bool operator==(const Decoded &, const Decoded &) = default;
};

/// Feeds the bytes in pieces of this size.
Decoded decode(QByteArrayView bytes, qsizetype piece)
{
    Decoded decoded;
    FrameDecoder decoder(longestMessage);
    while (!bytes.isEmpty() && !decoded.error) {
        const qsizetype size = std::min(piece, bytes.size());
        decoder.feed(bytes.first(size));
        bytes = bytes.sliced(size);
        for (;;) {
            const auto next = decoder.next();
            if (!next)
                decoded.error = next.error();
            if (!next || !*next)
                break;
            decoded.frames.push_back(**next);
        }
    }
    return decoded;
}

bool isUtf8(const QByteArray &text)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder(text);
    return !decoder.hasError() && decoded.size() <= text.size();
}

void check(const ClientFrame &frame)
{
    expectThat(frame.payload.size() <= longestMessage, "no message is larger than the limit");
    if (frame.kind == ClientFrame::Kind::Text)
        expectThat(isUtf8(frame.payload), "a text message is UTF-8");
    if (frame.kind == ClientFrame::Kind::Ping || frame.kind == ClientFrame::Kind::Pong)
        expectThat(frame.payload.size() <= 125, "a control frame is short");
    if (frame.kind == ClientFrame::Kind::Close)
        expectThat(frame.payload.size() != 1, "a close code has two bytes");
}

} // namespace

/// The first byte says in pieces of which size the rest arrives: the same must come of it as of all
/// at once.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView bytes(data + 1, static_cast<qsizetype>(size) - 1);
    const Decoded whole = decode(bytes, std::max<qsizetype>(bytes.size(), 1));
    std::for_each(whole.frames.begin(), whole.frames.end(), check);
    expectThat(decode(bytes, data[0] % 16 + 1) == whole, "it does not matter how bytes arrive");
    return 0;
}
