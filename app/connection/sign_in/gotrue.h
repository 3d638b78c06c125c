#pragma once

#include "connection/endpoint.h"
#include "connection/sign_in/token_source.h"
#include "connection/timing.h"
#include "connection/web/http_client.h"
#include "domain/credentials.h"
#include "domain/time_source.h"

#include <QByteArray>
#include <QNetworkRequest>
#include <QString>

#include <memory>

namespace timesheet {

/// The longest e-mail address that is asked with (RFC 5321, 4.5.3.1: 64 octets, "@" and 255).
constexpr qsizetype maxEmailLength = 320;
/// The longest password that is asked with; GoTrue itself takes 72 bytes.
constexpr qsizetype maxPasswordBytes = 1024;

/// Asks a project's GoTrue for tokens (https://github.com/supabase/auth, POST /token and /logout).
class GoTrue final : public TokenSource
{
public:
    /// `key`: the project's, of characters that may stand in a header. `time` outlives it.
    GoTrue(Endpoint endpoint, QByteArray key, ConnectionTiming timing, TimeSource &time);

    void setEndpoint(const Endpoint &endpoint) override { m_endpoint = endpoint; }

    /// Signs in. Of address and password no more is kept than the request that is under way.
    std::unique_ptr<Request> signIn(const QString &email, const Password &password,
                                    GrantHandler handler);
    std::unique_ptr<Request> refresh(const Token &refreshToken, GrantHandler handler) override;
    std::unique_ptr<Request> revoke(const Token &token, std::function<void()> handler) override;

private:
    std::unique_ptr<Request> askForTokens(const QString &grantType, const QByteArray &body,
                                          GrantHandler handler);
    std::unique_ptr<Request> post(QNetworkRequest request, const QByteArray &body,
                                  ReplyHandler handler);

    Endpoint m_endpoint;
    QByteArray m_key;
    ConnectionTiming m_timing;
    HttpClient m_http;
};

} // namespace timesheet
