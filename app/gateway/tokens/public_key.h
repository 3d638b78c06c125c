#pragma once

#include "gateway/tokens/openssl_pointers.h"
#include "gateway/tokens/token_algorithm.h"

#include <QByteArray>
#include <QJsonObject>

#include <tl/expected.hpp>

#include <optional>

namespace timesheet::gateway {

/// Why a key, public or private, does not fit the algorithm; nothing where it does.
/// To go on after "FILE " or "the key ".
std::optional<QString> problemOfKey(TokenAlgorithm algorithm, EVP_PKEY *key);

/// Reads one public key of PEM text, and makes sure that it fits the algorithm: RSA with 2048 to
/// 8192 bits, or P-256. Errors: why it is of no use, to go on after "FILE ".
tl::expected<KeyPointer, QString> publicKeyOfPem(TokenAlgorithm algorithm, const QByteArray &text);

/// The same of a JWK. Errors: why it is of no use, to go on after "the key ".
tl::expected<KeyPointer, QString> publicKeyOfJwk(TokenAlgorithm algorithm, const QJsonObject &jwk);

} // namespace timesheet::gateway
