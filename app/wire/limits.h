#pragma once

#include <QtGlobal>

namespace timesheet::wire {

/// The largest message that either side accepts, in bytes.
inline constexpr qsizetype maxMessageBytes = qsizetype{64} * 1024;

/// The longest token, in bytes, that either side accepts. It is part of a request's head, and no
/// larger than that may be.
inline constexpr qsizetype maxTokenBytes = 8192;

/// How much of a text or of a file is looked at for a token: people leave white space, line breaks
/// and quotation marks around it and in it.
inline constexpr qsizetype maxTokenTextLength = 2 * maxTokenBytes;

/// The most events that one page of `GET /v1/events` holds.
inline constexpr int maxPageSize = 500;

/// The most events that one read mark of a client names: those of two pages.
inline constexpr int maxMarkedIds = 2 * maxPageSize;

/// The longest that a server holds a long poll, in seconds.
inline constexpr int maxPollWaitSeconds = 25;

/// How deep arrays and objects may nest. Real payloads nest two or three levels.
inline constexpr int maxJsonDepth = 64;

/// The version in `hello.protocol` and the WebSocket subprotocol that announces it.
inline constexpr int protocolVersion = 1;
inline constexpr char16_t subprotocolName[] = u"timesheet.v1";

} // namespace timesheet::wire
