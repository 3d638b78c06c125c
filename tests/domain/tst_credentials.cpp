#include "domain/credentials.h"

#include <QDataStream>
#include <QDebug>
#include <QTest>
#include <QTextStream>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

using namespace Qt::StringLiterals;

namespace timesheet {

namespace {

template <class Stream, class Value>
concept TakenBy = requires(Stream stream, const Value &value)
{
    stream << value;
};

template <class Value>
concept TakenByAnyStream = TakenBy<QDebug, Value> || TakenBy<QTextStream &, Value> ||
    TakenBy<QDataStream &, Value> || TakenBy<std::ostream &, Value>;

template <class Value>
concept PutIntoTexts = requires(QString text, const Value &value)
{
    text.arg(value);
}
|| requires(QString text, const Value &value)
{
    text + value;
}
|| requires(QByteArray bytes, const Value &value)
{
    bytes + value;
}
|| requires(std::string text, const Value &value)
{
    text + value;
};

template <class Value>
concept TakenForText = std::is_convertible_v<Value, QString> ||
    std::is_convertible_v<Value, QByteArray> || std::is_convertible_v<Value, QStringView> ||
    std::is_convertible_v<Value, QByteArrayView> || std::is_convertible_v<Value, QAnyStringView> ||
    std::is_convertible_v<Value, std::string> || std::is_convertible_v<Value, std::string_view> ||
    std::is_convertible_v<Value, const char *> || std::is_convertible_v<Value, bool>;

template <class Value>
constexpr bool staysSecret =
    !TakenByAnyStream<Value> && !PutIntoTexts<Value> && !TakenForText<Value>;

// What the concepts ask for is what texts do.
static_assert(TakenByAnyStream<QString> && PutIntoTexts<QString> && TakenForText<QString>);
static_assert(TakenByAnyStream<QByteArray> && PutIntoTexts<QByteArray> && TakenForText<QByteArray>);

static_assert(staysSecret<Token>);
static_assert(staysSecret<Password>);
static_assert(staysSecret<Credentials>);
static_assert(!TakenByAnyStream<QList<Token>> && !TakenByAnyStream<std::optional<Token>>);
static_assert(!TakenByAnyStream<std::variant<Token, int>>);
// No text becomes a token unnoticed, either.
static_assert(!std::is_convertible_v<QByteArray, Token>);
static_assert(!std::is_convertible_v<Password, Token>);

} // namespace

class CredentialsTest : public QObject
{
    Q_OBJECT

private slots:
    void token_inAVariant_isNotPrinted()
    {
        const Token token("a secret");
        QString text;
        QDebug(&text) << QVariant::fromValue(token) << QVariant::fromValue(Credentials{token, {}});
        QVERIFY2(text.contains(u"Token"_s) && !text.contains(u"secret"_s), qPrintable(text));
        QCOMPARE(QVariant::fromValue(token).toString(), QString());
        QCOMPARE(QVariant::fromValue(token).toByteArray(), QByteArray());
    }

    void token_ofAFailedComparison_isNotPrinted()
    {
        QVERIFY(QTest::toString(Token("a secret")) == nullptr);
    }

    void token_whenAskedFor_isGiven()
    {
        QCOMPARE(Token("a.b.c").bytes(), QByteArray("a.b.c"));
        QVERIFY(Token().isEmpty() && !Token("a.b.c").isEmpty());
        QVERIFY(Token("a.b.c") == Token("a.b.c") && Token("a.b.c") != Token("d.e.f"));
    }
};

} // namespace timesheet

QTEST_APPLESS_MAIN(timesheet::CredentialsTest)
#include "tst_credentials.moc"
