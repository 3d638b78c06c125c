#include "wire/json_text.h"

#include "wire/limits.h"

#include <nlohmann/json.hpp>

#include <set>
#include <vector>

namespace timesheet::wire {

namespace {

/// Builds nothing: says whether the text is JSON that is not too deep.
class Acceptor : public nlohmann::json_sax<nlohmann::json>
{
public:
    explicit Acceptor(JsonNames names)
        : m_names(names)
    {
    }

    bool null() override { return true; }
    bool boolean(bool /*value*/) override { return true; }
    bool number_integer(number_integer_t /*value*/) override { return true; }
    bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
    bool number_float(number_float_t /*value*/, const string_t & /*text*/) override { return true; }
    bool string(string_t & /*value*/) override { return true; }
    bool binary(binary_t & /*value*/) override { return false; }
    bool start_object(std::size_t /*size*/) override
    {
        if (m_names == JsonNames::Unique)
            m_seen.emplace_back();
        return ++m_depth <= maxJsonDepth;
    }
    bool key(string_t &name) override
    {
        return m_names != JsonNames::Unique || m_seen.back().insert(name).second;
    }
    bool end_object() override
    {
        if (m_names == JsonNames::Unique)
            m_seen.pop_back();
        return leave();
    }
    bool start_array(std::size_t /*size*/) override { return ++m_depth <= maxJsonDepth; }
    bool end_array() override { return leave(); }
    bool parse_error(std::size_t /*position*/, const std::string & /*token*/,
                     const nlohmann::detail::exception & /*error*/) override
    {
        return false;
    }

private:
    bool leave()
    {
        --m_depth;
        return true;
    }

    JsonNames m_names;
    std::vector<std::set<string_t>> m_seen; ///< the names so far of each object that is open
    int m_depth = 0;
};

} // namespace

tl::expected<QJsonDocument, DropReason> parseJson(QByteArrayView text, JsonNames names)
{
    // nlohmann's parser takes a NUL for the end of the text, whatever follows it.
    if (text.contains('\0'))
        return tl::unexpected(DropReason::NotJson);
    Acceptor acceptor(names);
    if (!nlohmann::json::sax_parse(text.begin(), text.end(), &acceptor))
        return tl::unexpected(DropReason::NotJson);

    // A lone scalar is JSON, too, but QJsonDocument has no place for it: it comes out empty.
    const QJsonDocument document = QJsonDocument::fromJson(text.toByteArray());
    return document;
}

tl::expected<QJsonObject, DropReason> parseMessage(QByteArrayView text, JsonNames names)
{
    if (text.size() > maxMessageBytes)
        return tl::unexpected(DropReason::TooLarge);
    const auto document = parseJson(text, names);
    if (!document)
        return tl::unexpected(document.error());
    if (!document->isObject())
        return tl::unexpected(DropReason::NotAnObject);
    return document->object();
}

QByteArray compactJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace timesheet::wire
