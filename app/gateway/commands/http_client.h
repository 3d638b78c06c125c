#pragma once

#include "domain/credentials.h"

#include <QByteArray>
#include <QUrl>

#include <tl/expected.hpp>

namespace timesheet::gateway {

struct HttpReply {
    int status = 0;
    QByteArray body;
};

/// Posts JSON with a bearer token and waits for the answer, over http or https; the certificate
/// is checked against the system's authorities. Errors: a sentence.
tl::expected<HttpReply, QString> postJson(const QUrl &url, const Token &token,
                                          const QByteArray &body);

} // namespace timesheet::gateway
