#pragma once

#include <QByteArray>

namespace timesheet::test {

/// JSON written with single quotes, for readability: moc stumbles over raw strings.
inline QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

} // namespace timesheet::test
