#pragma once

#include <string>
#include <string_view>

namespace timesheet::load {

/// Who a token is for.
struct Claims {
    std::string tenant;
    std::string user;
    std::string role; ///< none where empty
};

/// A JWT signed with HS256 (RFC 7519) that is good for a day.
std::string mintToken(const Claims &claims, std::string_view secret);

/// Base64 with the alphabet of RFC 4648, section 5, without padding.
std::string base64Url(std::string_view bytes);

} // namespace timesheet::load
