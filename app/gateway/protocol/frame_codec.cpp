#include "gateway/protocol/frame_codec.h"

#include <QUtf8StringView>
#include <QtEndian>

#include <limits>

namespace timesheet::gateway {

namespace {

using Kind = ClientFrame::Kind;

constexpr quint8 finalBit = 0x80;
constexpr quint8 reservedBits = 0x70;
constexpr quint8 opcodeBits = 0x0f;
constexpr quint8 maskBit = 0x80;
constexpr quint8 lengthBits = 0x7f;
constexpr quint8 length16 = 126; ///< the length follows in 16 bits
constexpr quint8 length64 = 127; ///< the length follows in 64 bits
constexpr qsizetype maskBytes = 4;
constexpr qsizetype longestControl = 125;

bool isControl(Opcode opcode)
{
    return static_cast<quint8>(opcode) >= static_cast<quint8>(Opcode::Close);
}

std::optional<Opcode> opcodeOf(quint8 firstByte)
{
    switch (const auto opcode = static_cast<Opcode>(firstByte & opcodeBits)) {
    case Opcode::Continuation:
    case Opcode::Text:
    case Opcode::Binary:
    case Opcode::Close:
    case Opcode::Ping:
    case Opcode::Pong:
        return opcode;
    }
    return std::nullopt;
}

tl::unexpected<FrameError> protocolError(QByteArrayView reason)
{
    return tl::unexpected(FrameError{CloseCode::ProtocolError, reason});
}

/// Codes that may come over the wire (RFC 6455, section 7.4; 1012 to 1014 by the IANA registry).
bool isValidCloseCode(quint16 code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

tl::expected<void, FrameError> checkClose(QByteArrayView payload)
{
    if (payload.isEmpty())
        return {};
    if (payload.size() < 2)
        return protocolError("Close frame of one byte");
    if (!isValidCloseCode(qFromBigEndian<quint16>(payload.data())))
        return protocolError("Invalid close code");
    if (!QUtf8StringView(payload.data() + 2, payload.size() - 2).isValidUtf8())
        return tl::unexpected(FrameError{CloseCode::InvalidText, "Not UTF-8"});
    return {};
}

} // namespace

FrameDecoder::FrameDecoder(qsizetype maxMessageBytes)
    : m_maxMessageBytes(maxMessageBytes)
{
}

void FrameDecoder::feed(QByteArrayView bytes)
{
    m_bytes.append(bytes);
}

tl::expected<std::optional<ClientFrame>, FrameError> FrameDecoder::next()
{
    const auto head = readHead();
    if (!head)
        return tl::unexpected(head.error());
    if (!*head)
        return std::nullopt;
    if (const auto checked = check(**head); !checked)
        return tl::unexpected(checked.error());
    if (m_bytes.size() < (*head)->size + (*head)->payload)
        return std::nullopt;
    auto frame = finish(**head, takePayload(**head));
    if (!frame)
        return tl::unexpected(frame.error());
    return std::optional(std::move(*frame));
}

tl::expected<std::optional<FrameDecoder::Head>, FrameError> FrameDecoder::readHead() const
{
    if (m_bytes.size() < 2)
        return std::nullopt;
    const auto first = static_cast<quint8>(m_bytes.at(0));
    const auto second = static_cast<quint8>(m_bytes.at(1));
    const auto opcode = opcodeOf(first);
    if ((first & reservedBits) != 0)
        return protocolError("Reserved bits set");
    if (!opcode)
        return protocolError("Reserved opcode");
    if ((second & maskBit) == 0)
        return protocolError("Frame not masked");

    const quint8 shortLength = second & lengthBits;
    const qsizetype lengthBytes = shortLength == length16 ? 2 : shortLength == length64 ? 8 : 0;
    Head head{*opcode, (first & finalBit) != 0, 2 + lengthBytes + maskBytes, shortLength};
    if (m_bytes.size() < head.size)
        return std::nullopt;
    if (lengthBytes == 2) {
        head.payload = qFromBigEndian<quint16>(m_bytes.constData() + 2);
        if (head.payload < length16)
            return protocolError("Length not in its shortest form");
    } else if (lengthBytes == 8) {
        const auto length = qFromBigEndian<quint64>(m_bytes.constData() + 2);
        if (length <= std::numeric_limits<quint16>::max() || (length >> 63U) != 0)
            return protocolError("Length not in its shortest form");
        head.payload = static_cast<qsizetype>(length);
    }
    return head;
}

tl::expected<void, FrameError> FrameDecoder::check(const Head &head) const
{
    if (isControl(head.opcode)) {
        if (!head.final)
            return protocolError("Fragmented control frame");
        if (head.payload > longestControl)
            return protocolError("Control frame too long");
        return {};
    }
    if (head.opcode == Opcode::Continuation && !m_messageType)
        return protocolError("Nothing to continue");
    if (head.opcode != Opcode::Continuation && m_messageType)
        return protocolError("Message inside a message");
    if (head.payload > m_maxMessageBytes - m_message.size())
        return tl::unexpected(FrameError{CloseCode::TooBig, "Message too big"});
    return {};
}

QByteArray FrameDecoder::takePayload(const Head &head)
{
    const QByteArray mask = m_bytes.sliced(head.size - maskBytes, maskBytes);
    QByteArray payload = m_bytes.sliced(head.size, head.payload);
    char *data = payload.data();
    for (qsizetype i = 0; i < payload.size(); ++i)
        data[i] = static_cast<char>(data[i] ^ mask.at(i % maskBytes));

    m_bytes.remove(0, head.size + head.payload);
    if (m_bytes.isEmpty())
        m_bytes = QByteArray();
    return payload;
}

tl::expected<ClientFrame, FrameError> FrameDecoder::finish(const Head &head, QByteArray payload)
{
    switch (head.opcode) {
    case Opcode::Ping:
        return ClientFrame{Kind::Ping, std::move(payload)};
    case Opcode::Pong:
        return ClientFrame{Kind::Pong, std::move(payload)};
    case Opcode::Close:
        if (const auto checked = checkClose(payload); !checked)
            return tl::unexpected(checked.error());
        return ClientFrame{Kind::Close, std::move(payload)};
    case Opcode::Text:
    case Opcode::Binary:
    case Opcode::Continuation:
        break;
    }
    return finishData(head, std::move(payload));
}

tl::expected<ClientFrame, FrameError> FrameDecoder::finishData(const Head &head, QByteArray payload)
{
    if (head.opcode != Opcode::Continuation)
        m_messageType = head.opcode;
    if (m_message.isEmpty())
        m_message = std::move(payload);
    else
        m_message.append(payload);
    if (!head.final)
        return ClientFrame{Kind::Fragment, {}};

    const bool isText = m_messageType == Opcode::Text;
    m_messageType.reset();
    QByteArray message = std::exchange(m_message, {});
    if (isText && !QUtf8StringView(message.constData(), message.size()).isValidUtf8())
        return tl::unexpected(FrameError{CloseCode::InvalidText, "Not UTF-8"});
    return ClientFrame{isText ? Kind::Text : Kind::Binary, std::move(message)};
}

QByteArray encodeFrame(Opcode opcode, QByteArrayView payload)
{
    constexpr qsizetype longestHead = 10;
    QByteArray frame;
    frame.reserve(longestHead + payload.size());
    frame.append(static_cast<char>(finalBit | static_cast<quint8>(opcode)));
    if (payload.size() < length16) {
        frame.append(static_cast<char>(payload.size()));
    } else if (payload.size() <= std::numeric_limits<quint16>::max()) {
        frame.append(static_cast<char>(length16)).append(2, '\0');
        qToBigEndian(static_cast<quint16>(payload.size()), frame.data() + 2);
    } else {
        frame.append(static_cast<char>(length64)).append(8, '\0');
        qToBigEndian(static_cast<quint64>(payload.size()), frame.data() + 2);
    }
    return frame.append(payload);
}

QByteArray encodeCloseFrame(CloseCode code, QByteArrayView reason)
{
    Q_ASSERT(reason.size() <= longestControl - 2);
    QByteArray payload(2, '\0');
    qToBigEndian(static_cast<quint16>(code), payload.data());
    return encodeFrame(Opcode::Close, payload.append(reason));
}

} // namespace timesheet::gateway
