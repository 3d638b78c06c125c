#pragma once

#include "wire/close_reason.h"

#include <QByteArray>
#include <QByteArrayView>

#include <tl/expected.hpp>

#include <optional>

/// The frames of the WebSocket protocol (RFC 6455, section 5), as a server reads and writes them.
namespace timesheet::gateway {

enum class Opcode : quint8 {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
};

using wire::CloseCode;

/// What one frame from a client comes to.
struct ClientFrame {
    enum class Kind {
        Fragment, ///< a part of a message that goes on; its bytes are kept by the decoder
        Text,     ///< the end of a text message, whole and valid UTF-8
        Binary,   ///< the end of a binary message, whole
        Ping,
        Pong,
        Close, ///< `payload` is the close code in network order and the reason, or empty
    };

    Kind kind = Kind::Fragment;
    QByteArray payload;

    friend bool operator==(const ClientFrame &, const ClientFrame &) = default;
};

/// Why a connection cannot go on: what to close it with.
struct FrameError {
    CloseCode code = CloseCode::ProtocolError;
    QByteArrayView reason; ///< a literal

    friend bool operator==(const FrameError &, const FrameError &) = default;
};

/// Takes a client's bytes apart. It gives every frame, also one that carries nothing, so that they
/// can be counted. Holds no memory between messages. After an error it is of no more use.
class FrameDecoder
{
public:
    explicit FrameDecoder(qsizetype maxMessageBytes);

    void feed(QByteArrayView bytes);

    /// The next frame, or nothing until more is fed.
    /// Errors: ProtocolError, InvalidText, TooBig (as soon as a frame's head announces it).
    tl::expected<std::optional<ClientFrame>, FrameError> next();

    /// What it holds of a message of which more is to come.
    qsizetype heldBytes() const { return m_bytes.size() + m_message.size(); }

private:
    struct Head {
        Opcode opcode = Opcode::Continuation;
        bool final = false;
        qsizetype size = 0;    ///< of the head itself, with the mask
        qsizetype payload = 0; ///< of what follows it
    };

    tl::expected<std::optional<Head>, FrameError> readHead() const;
    tl::expected<void, FrameError> check(const Head &head) const;
    QByteArray takePayload(const Head &head);
    tl::expected<ClientFrame, FrameError> finish(const Head &head, QByteArray payload);
    tl::expected<ClientFrame, FrameError> finishData(const Head &head, QByteArray payload);

    qsizetype m_maxMessageBytes;
    QByteArray m_bytes;                  ///< fed and not yet read
    std::optional<Opcode> m_messageType; ///< of the message whose fragments are coming
    QByteArray m_message;                ///< its parts so far
};

/// One whole frame, unmasked, as servers send it. The same bytes serve every receiver.
QByteArray encodeFrame(Opcode opcode, QByteArrayView payload);

/// A close frame. The reason must fit into 123 bytes.
QByteArray encodeCloseFrame(CloseCode code, QByteArrayView reason);

} // namespace timesheet::gateway
