#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QList>
#include <QString>

/// The examples of resources/protocol, section 5.
namespace timesheet::test {

struct Example {
    QString name;        ///< of the file, without what stands behind its last dot
    QByteArray text;     ///< as it goes over the wire
    QJsonValue json;     ///< the same, read; undefined where it is no JSON
    bool isText = false; ///< false: it is a binary message

    /// The name up to its first dot: what it is an example of.
    QString kind() const;
};

/// All of a folder such as "server" or "refused/by-client", in the order of their names.
QList<Example> examplesIn(const QString &folder);

} // namespace timesheet::test
