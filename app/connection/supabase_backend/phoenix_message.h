#pragma once

#include "wire/messages.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>
#include <QString>

#include <tl/expected.hpp>

namespace timesheet {

/// A message of Phoenix channels, framing 1.0.0: a JSON object in one text frame
/// (https://hexdocs.pm/phoenix/writing_a_channels_client.html).
struct PhoenixMessage {
    QString topic;
    QString event;
    QJsonObject payload;
    QString ref;     ///< what a reply answers, or of which join a close speaks; empty: none
    QString joinRef; ///< empty: none, as servers of 1.0.0 have it

    friend bool operator==(const PhoenixMessage &, const PhoenixMessage &) = default;
};

/// One line, UTF-8.
QByteArray encode(const PhoenixMessage &message);

/// Reads what a server says; `most`: in bytes.
/// Errors: NotJson, NotAnObject, TooLarge, NoType (no `event` or `topic`), NoPayload (none that is
/// an object), BadMember (a ref that is no text).
tl::expected<PhoenixMessage, wire::DropReason> decodePhoenixMessage(QByteArrayView text,
                                                                    qsizetype most);

/// The refs of one socket: each of its messages has another.
class PhoenixRefs
{
public:
    QString next() { return QString::number(++m_last); }

private:
    qint64 m_last = 0;
};

} // namespace timesheet
