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
    ~Acceptor() override = default;
    Q_DISABLE_COPY_MOVE(Acceptor)

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

/// The letter of a two-character escape, or 0 where there is none.
char shortEscape(char control)
{
    switch (control) {
    case '\b':
        return 'b';
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\f':
        return 'f';
    case '\r':
        return 'r';
    default:
        return 0;
    }
}

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

tl::expected<QJsonObject, DropReason> parseMessage(QByteArrayView text, JsonNames names,
                                                   qsizetype most)
{
    if (text.size() > most)
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

void appendJsonString(QByteArray &out, QStringView text)
{
    static constexpr char hexDigits[] = "0123456789abcdef";
    out += '"';
    const QByteArray bytes = text.toUtf8();
    for (const char byte : bytes) {
        const auto code = static_cast<unsigned char>(byte);
        if (byte == '"' || byte == '\\') {
            out += '\\';
            out += byte;
        } else if (code >= 0x20) {
            out += byte;
        } else if (const char shortForm = shortEscape(byte); shortForm != 0) {
            out += '\\';
            out += shortForm;
        } else {
            out += "\\u00";
            out += hexDigits[code >> 4U];
            out += hexDigits[code & 0xfU];
        }
    }
    out += '"';
}

} // namespace timesheet::wire
