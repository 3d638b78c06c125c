#include "fuzz/expect.h"

#include "wire/canonical_json.h"
#include "wire/client_codec.h"
#include "wire/http_codec.h"
#include "wire/json_text.h"
#include "wire/limits.h"
#include "wire/server_codec.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace timesheet;
using namespace timesheet::wire;

namespace {

const TenantId ownTenant(u"acme"_s);

/// What was read as JSON is JSON again when it is written.
void readText(QByteArrayView text)
{
    const bool isUnique = parseJson(text, JsonNames::Unique).has_value();
    const auto document = parseJson(text);
    expectThat(!isUnique || document, "unique names are only one demand more");
    if (document && (document->isObject() || document->isArray()))
        expectThat(parseJson(document->toJson(QJsonDocument::Compact)).has_value(),
                   "what was written can be read");

    const auto message = parseMessage(text);
    if (!message)
        return;
    const QByteArray canonical = canonicalJson(*message);
    const auto again = parseJson(canonical);
    expectThat(again && canonicalJson(again->object()) == canonical,
               "the canonical form of the canonical form is itself");
}

void readClientMessage(QByteArrayView text)
{
    const auto message = decodeClientMessage(text);
    if (!message)
        return;
    const QByteArray written = encode(*message);
    if (written.size() <= maxMessageBytes)
        expectThat(decodeClientMessage(written) == *message, "a client's message comes back");
}

void readServerMessage(QByteArrayView text)
{
    const auto message = decodeServerMessage(text, ownTenant, maxMessageBytes);
    if (!message || std::holds_alternative<Unused>(*message))
        return;
    const QByteArray written = encode(*message);
    if (written.size() <= maxMessageBytes)
        expectThat(decodeServerMessage(written, ownTenant, maxMessageBytes) == *message,
                   "a server's message comes back");
}

void readBodies(QByteArrayView text)
{
    const auto page = decodeEventPage(text, ownTenant, maxMessageBytes);
    if (page)
        expectThat(page->page.events.size() <= maxPageSize, "a page has a largest size");

    const auto mark = decodeReadMark(text);
    if (mark)
        expectThat(decodeReadMark(encodeReadMark(*mark)) == *mark, "a read mark comes back");

    const auto events = decodeNewEvents(text, ownTenant);
    if (!events)
        return;
    for (const NewEvent &event : *events) {
        const auto again = decodeNewEvents(encode(event), ownTenant);
        expectThat(again && *again == QList{event}, "a new event comes back");
    }
}

} // namespace

/// One text, read by everything that reads texts of others.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArrayView text(data, static_cast<qsizetype>(size));
    readText(text);
    readClientMessage(text);
    readServerMessage(text);
    readBodies(text);
    return 0;
}
