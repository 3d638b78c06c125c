#include "gateway/tokens/key_set.h"

#include "gateway/tokens/small_file.h"
#include "wire/json_text.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

namespace {

/// No issuer has so many: two or three while it rotates.
constexpr qsizetype mostKeys = 64;

/// A `kid` that may be absent. Outer nothing: it is none (RFC 7517, section 4.5).
std::optional<std::optional<QString>> idOf(const QJsonObject &jwk)
{
    const QJsonValue value = jwk.value("kid"_L1);
    if (value.isUndefined())
        return std::optional<QString>{};
    if (!value.isString() || value.toString().size() > longestKeyId)
        return std::nullopt;
    return value.toString();
}

} // namespace

KeySet KeySet::ofSecret(const QByteArray &secret)
{
    KeySet set(TokenAlgorithm::Hs256);
    set.m_entries.append({std::nullopt, VerificationKey::ofSecret(secret)});
    return set;
}

tl::expected<KeySet, QString> KeySet::load(TokenAlgorithm algorithm, const QString &file)
{
    Q_ASSERT(algorithm != TokenAlgorithm::Hs256);
    const auto text = readSmallFile(file);
    if (!text)
        return tl::unexpected(text.error());
    const auto naming = [&file](const QString &problem) { return file + u' ' + problem; };
    if (text->trimmed().startsWith('{'))
        return ofJwks(algorithm, *text).map_error(naming);

    auto key = VerificationKey::ofPem(algorithm, *text);
    if (!key)
        return tl::unexpected(naming(key.error()));
    KeySet set(algorithm);
    set.m_entries.append({std::nullopt, std::move(*key)});
    return set;
}

tl::expected<KeySet, QString> KeySet::ofJwks(TokenAlgorithm algorithm, const QByteArray &text)
{
    const auto document = wire::parseJson(text, wire::JsonNames::Unique);
    if (!document || !document->object().value("keys"_L1).isArray())
        return tl::unexpected(u"is no JWKS: a JSON object with an array \"keys\" (RFC 7517)"_s);
    const QJsonArray keys = document->object().value("keys"_L1).toArray();
    if (keys.size() > mostKeys)
        return tl::unexpected(
            u"holds %1 keys, and %2 are the most"_s.arg(keys.size()).arg(mostKeys));

    KeySet set(algorithm);
    for (qsizetype i = 0; i < keys.size(); ++i)
        set.addJwk(keys.at(i), i + 1);
    if (set.m_entries.isEmpty())
        return tl::unexpected(u"holds no key that verifies %1: %2"_s.arg(
            tokenAlgorithmName(algorithm),
            set.m_passedOver.isEmpty() ? u"it is empty"_s : set.m_passedOver.join(u"; "_s)));
    if (!set.areToldApart())
        return tl::unexpected(u"holds several keys that are not told apart: give each a \"kid\" of "
                              "its own"_s);
    return set;
}

void KeySet::addJwk(const QJsonValue &value, qsizetype number)
{
    const QJsonObject jwk = value.toObject(); // empty for anything else, which has no use, either
    const auto id = idOf(jwk);
    auto key = id ? VerificationKey::ofJwk(m_algorithm, jwk)
                  : tl::unexpected(u"has a \"kid\" that is none"_s);
    if (key)
        m_entries.append({*id, std::move(*key)});
    else
        m_passedOver.append(u"the key number %1 %2"_s.arg(number).arg(key.error()));
}

bool KeySet::areToldApart() const
{
    if (m_entries.size() == 1)
        return true;
    QSet<QString> ids;
    for (const Entry &entry : m_entries) {
        if (!entry.id || ids.contains(*entry.id))
            return false;
        ids.insert(*entry.id);
    }
    return true;
}

const VerificationKey *KeySet::find(const std::optional<QString> &keyId) const
{
    const bool isOnlyOne = m_entries.size() == 1;
    for (const Entry &entry : m_entries) {
        if (isOnlyOne && (!keyId || !entry.id))
            return &entry.key;
        if (keyId && entry.id == keyId)
            return &entry.key;
    }
    return nullptr;
}

bool KeySet::contains(quint64 fingerprint) const
{
    return std::any_of(m_entries.begin(), m_entries.end(), [fingerprint](const Entry &entry) {
        return entry.key.fingerprint() == fingerprint;
    });
}

QStringList KeySet::keyIds() const
{
    QStringList ids;
    for (const Entry &entry : m_entries)
        ids.append(entry.id.value_or(u"(no kid)"_s));
    return ids;
}

} // namespace timesheet::gateway
