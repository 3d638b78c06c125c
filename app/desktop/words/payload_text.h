#pragma once

#include <QJsonObject>
#include <QList>
#include <QLocale>
#include <QString>

namespace timesheet {

/// One member of a payload for people: its name and its value, plain text of bounded length.
struct PayloadMember {
    QString name;
    QString value;

    friend bool operator==(const PayloadMember &, const PayloadMember &) = default;
};

/// Every member of a payload by its name, members of objects behind their object's name. Bounded:
/// beyond the first hundred a last entry says how many more there are.
QList<PayloadMember> payloadMembers(const QJsonObject &payload, const QLocale &locale);

} // namespace timesheet
