#pragma once

#include "domain/addresses.h"

#include <QTest>

namespace timesheet::samples {

/// Fills the columns "text" and "url": addresses of servers as people write them, and what each is
/// to every door of the program; empty where it is to be refused.
inline void addServerAddresses()
{
    using namespace Qt::StringLiterals;
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url");
    const auto row = [](const char *name, const QString &text, const QString &url) {
        QTest::addRow("%s", name) << text << url;
    };
    const auto good = [&row](const char *name, const QString &text) { row(name, text, text); };
    const auto bad = [&row](const char *name, const QString &text) { row(name, text, QString()); };

    good("production", u"wss://ws.example.com"_s);
    good("development", u"ws://localhost:3001"_s);
    good("not encrypted", u"ws://ws.example.com"_s);
    good("a path", u"wss://example.com/realtime"_s);
    good("a path with its slash", u"wss://example.com/realtime/"_s);
    good("only a slash", u"wss://example.com/"_s);
    good("IPv4", u"ws://192.0.2.1:3001"_s);
    good("IPv6", u"wss://[2001:db8::1]:3001"_s);
    good("the highest port", u"wss://example.com:65535"_s);
    row("loud", u"WSS://WS.Example.COM"_s, u"wss://ws.example.com"_s);
    row("a name of other letters", u"wss://bücher.example"_s, u"wss://xn--bcher-kva.example"_s);
    row("white space around", u" wss://ws.example.com\n"_s, u"wss://ws.example.com"_s);
    row("a space in the path", u"wss://example.com/a b"_s, u"wss://example.com/a%20b"_s);
    row("the same, encoded", u"wss://example.com/a%20b"_s, u"wss://example.com/a%20b"_s);
    bad("a path that ends with a space", u"wss://example.com/a%20"_s);
    row("no scheme", u"ws.example.com"_s, u"wss://ws.example.com"_s);
    row("no scheme, a port and a path", u"ws.example.com:8443/rt"_s,
        u"wss://ws.example.com:8443/rt"_s);
    row("no scheme, this machine", u"localhost:3001"_s, u"ws://localhost:3001"_s);
    row("no scheme, this machine's IPv4", u"127.0.0.1:3001"_s, u"ws://127.0.0.1:3001"_s);
    row("no scheme, this machine's IPv6", u"[::1]:3001"_s, u"ws://[::1]:3001"_s);
    row("no scheme, looks like this machine", u"127.example.com"_s, u"wss://127.example.com"_s);
    row("a project of Supabase", u"https://abcd.supabase.co"_s, u"wss://abcd.supabase.co"_s);

    bad("nothing", {});
    bad("white space", u"  "_s);
    bad("no host", u"wss://"_s);
    bad("no host, a path", u"wss:///realtime"_s);
    bad("half a scheme", u"wss:ws.example.com"_s);
    bad("a web page", u"https://ws.example.com"_s);
    bad("a web page, not encrypted", u"http://localhost:3001"_s);
    bad("a web page that looks like a project", u"https://abcd.supabase.co.example.com"_s);
    bad("a project, not encrypted", u"http://abcd.supabase.co"_s);
    bad("a file", u"file:///etc/passwd"_s);
    bad("a script", u"javascript:alert(1)"_s);
    bad("a user and a password", u"wss://me:secret@ws.example.com"_s);
    bad("a user", u"wss://me@ws.example.com"_s);
    bad("another host behind an at", u"wss://ws.example.com@evil.example"_s);
    bad("a token", u"wss://ws.example.com/?token=secret"_s);
    bad("an empty query", u"wss://ws.example.com?"_s);
    bad("a fragment", u"wss://ws.example.com#secret"_s);
    bad("port 0", u"wss://ws.example.com:0"_s);
    bad("port 65536", u"wss://ws.example.com:65536"_s);
    bad("a port of letters", u"wss://ws.example.com:http"_s);
    bad("IPv6 without brackets", u"wss://::1"_s);
    bad("a space in the host", u"wss://ws example.com"_s);
    bad("a sentence", u"ask the office"_s);
    bad("a line break in the path", u"wss://example.com/a\nb"_s);
    bad("the same, encoded", u"wss://example.com/a%0Ab"_s);
    bad("8 KB", u"wss://example.com/"_s + QString(8192, u'a'));
}

} // namespace timesheet::samples
