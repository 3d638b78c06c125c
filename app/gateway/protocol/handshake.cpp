#include "gateway/protocol/handshake.h"

#include "wire/limits.h"

#include <QByteArrayList>
#include <QString>

#include <openssl/sha.h>

#include <array>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

constexpr char acceptSalt[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr qsizetype keyBytes = 16;

QByteArray acceptKey(const QByteArray &key)
{
    const QByteArray text = key + acceptSalt;
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char *>(text.constData()),
         static_cast<std::size_t>(text.size()), digest.data());
    return QByteArray(reinterpret_cast<const char *>(digest.data()), digest.size()).toBase64();
}

QByteArray subprotocol()
{
    return QStringView(wire::subprotocolName).toLatin1();
}

bool offersSubprotocol(const QByteArray &protocols)
{
    const QByteArray name = subprotocol();
    for (const QByteArray &offered : protocols.split(',')) {
        if (offered.trimmed() == name)
            return true;
    }
    return false;
}

} // namespace

tl::expected<UpgradeAnswer, UpgradeFault> acceptUpgrade(const UpgradeRequest &request)
{
    if (request.version != "13")
        return tl::unexpected(UpgradeFault::WrongVersion);
    const auto decoded =
        QByteArray::fromBase64Encoding(request.key, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || (*decoded).size() != keyBytes)
        return tl::unexpected(UpgradeFault::NoHandshake);

    UpgradeAnswer answer;
    answer.head =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        acceptKey(request.key) + "\r\n";
    if (offersSubprotocol(request.protocols)) {
        answer.dialect = Dialect::V1;
        answer.head += "Sec-WebSocket-Protocol: " + subprotocol() + "\r\n";
    }
    answer.head += "\r\n";
    return answer;
}

HttpAnswer answerTo(UpgradeFault fault)
{
    if (fault == UpgradeFault::NoHandshake)
        return problem(400, u"This is no valid WebSocket handshake."_s);
    HttpAnswer answer = problem(426, u"Use version 13 of the WebSocket protocol."_s);
    answer.headers.emplace_back("Upgrade", "websocket"); // RFC 9110, section 15.5.22
    answer.headers.emplace_back("Connection", "Upgrade");
    answer.headers.emplace_back("Sec-WebSocket-Version", "13");
    return answer;
}

} // namespace timesheet::gateway
