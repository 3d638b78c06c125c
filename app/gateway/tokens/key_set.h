#pragma once

#include "gateway/tokens/verification_key.h"

#include <QList>
#include <QStringList>

namespace timesheet::gateway {

/// The longest `kid` of a key or of a token, in UTF-16 units.
inline constexpr qsizetype longestKeyId = 256;

/// The keys that tokens are verified with, and how. A value that never changes: who rotates keys
/// loads another.
class KeySet
{
public:
    /// One key, for HS256.
    static KeySet ofSecret(const QByteArray &secret);

    /// A file with a public key or certificate in PEM, or with a JWKS (RFC 7517, section 5), of
    /// which what cannot be used is passed over. For RS256 and ES256.
    /// Errors: a sentence, for a JWKS also where nothing in it is of use, or where several keys
    /// are not told apart by a `kid` of their own.
    static tl::expected<KeySet, QString> load(TokenAlgorithm algorithm, const QString &file);

    TokenAlgorithm algorithm() const { return m_algorithm; }

    /// The key for a token with this `kid`, which is compared and nothing else. A token without
    /// fits where there is one key only; a key without, which is then the only one, fits every
    /// token. Null where none fits; lives as long as this set.
    const VerificationKey *find(const std::optional<QString> &keyId) const;

    /// Whether one of them has this fingerprint.
    bool contains(quint64 fingerprint) const;

    /// How people tell the keys apart: their `kid`, or "(no kid)".
    QStringList keyIds() const;

    /// What was passed over, one sentence each.
    const QStringList &passedOver() const { return m_passedOver; }

private:
    struct Entry {
        std::optional<QString> id;
        VerificationKey key;
    };

    explicit KeySet(TokenAlgorithm algorithm)
        : m_algorithm(algorithm)
    {
    }

    static tl::expected<KeySet, QString> ofJwks(TokenAlgorithm algorithm, const QByteArray &text);
    void addJwk(const QJsonValue &value, qsizetype number);
    bool areToldApart() const;

    TokenAlgorithm m_algorithm;
    QList<Entry> m_entries;
    QStringList m_passedOver;
};

} // namespace timesheet::gateway
