#include "load/token.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <chrono>

namespace timesheet::load {

namespace {

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

std::string_view hmac(std::string_view secret, std::string_view text,
                      std::array<unsigned char, EVP_MAX_MD_SIZE> &mac)
{
    unsigned length = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytesOf(text), text.size(),
         mac.data(), &length);
    return {reinterpret_cast<const char *>(mac.data()), length};
}

} // namespace

std::string mintToken(const Claims &claims, std::string_view secret)
{
    using namespace std::chrono;
    const auto expires =
        duration_cast<seconds>((system_clock::now() + hours(24)).time_since_epoch()).count();
    std::string body = R"({"sub":")" + claims.user + R"(","tenant_id":")" + claims.tenant +
                       R"(","exp":)" + std::to_string(expires);
    if (!claims.role.empty())
        body += R"(,"role":")" + claims.role + '"';
    body += '}';
    static const std::string header = base64Url(R"({"alg":"HS256","typ":"JWT"})");
    const std::string signedText = header + '.' + base64Url(body);
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    return signedText + '.' + base64Url(hmac(secret, signedText, mac));
}

std::string base64Url(std::string_view bytes)
{
    // OpenSSL ends what it writes with a zero.
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char *>(text.data()),
                                       bytesOf(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    while (text.ends_with('='))
        text.pop_back();
    for (char &letter : text)
        letter = letter == '+' ? '-' : letter == '/' ? '_' : letter;
    return text;
}

} // namespace timesheet::load
