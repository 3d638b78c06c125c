<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Application</name>
    <message>
        <source>Timesheet Tray</source>
        <translation>Timesheet Tray</translation>
    </message>
</context>
<context>
    <name>DateText</name>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>weekday, and day and month</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>today %1</source>
        <comment>time of day</comment>
        <translation>heute %1</translation>
    </message>
    <message>
        <source>tomorrow %1</source>
        <comment>time of day</comment>
        <translation>morgen %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <comment>time of day</comment>
        <translation>gestern %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>day, and time of day</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <comment>hours</comment>
        <translation>vor %1 h</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>Emptiness</name>
    <message>
        <source>You are not signed in</source>
        <translation>Sie sind nicht angemeldet</translation>
    </message>
    <message>
        <source>Sign in to see what happens to your timesheets.</source>
        <translation>Melden Sie sich an, um zu sehen, was mit Ihren Stundenzetteln geschieht.</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Nothing found for “%1”</source>
        <translation>Nichts gefunden zu „%1“</translation>
    </message>
    <message>
        <source>The search looks at every text of an event, in the chosen filter.</source>
        <translation>Gesucht wird in allen Texten der Ereignisse des gewählten Filters.</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>Suche löschen</translation>
    </message>
    <message>
        <source>All read</source>
        <translation>Alles gelesen</translation>
    </message>
    <message>
        <source>There is nothing new for you.</source>
        <translation>Es gibt nichts Neues für Sie.</translation>
    </message>
    <message>
        <source>Show all events</source>
        <translation>Alle Ereignisse zeigen</translation>
    </message>
    <message>
        <source>No events of this kind</source>
        <translation>Keine Ereignisse dieser Art</translation>
    </message>
    <message>
        <source>Other events are under All.</source>
        <translation>Andere Ereignisse stehen unter „Alle“.</translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation>Noch keine Ereignisse</translation>
    </message>
    <message>
        <source>Approvals, rejections, notes and deadlines appear here the moment they happen.</source>
        <translation>Genehmigungen, Ablehnungen, Notizen und Fristen erscheinen hier, sobald es sie gibt.</translation>
    </message>
</context>
<context>
    <name>EventWords</name>
    <message>
        <source>Until %1</source>
        <translation>Bis %1</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>Ab %1</translation>
    </message>
    <message>
        <source>Week of %1</source>
        <translation>Woche vom %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>period of time</comment>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>%1 h</source>
        <comment>hours</comment>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>Was due %1</source>
        <translation>War fällig: %1</translation>
    </message>
    <message>
        <source>Due %1</source>
        <translation>Fällig: %1</translation>
    </message>
    <message>
        <source>Timesheet approved</source>
        <translation>Stundenzettel genehmigt</translation>
    </message>
    <message>
        <source>Timesheet rejected</source>
        <translation>Stundenzettel abgelehnt</translation>
    </message>
    <message>
        <source>New note on a timesheet</source>
        <translation>Neue Notiz zum Stundenzettel</translation>
    </message>
    <message>
        <source>Notification</source>
        <translation>Benachrichtigung</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a line</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>about what, and what was said</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Some events are missing</source>
        <translation>Einige Ereignisse fehlen</translation>
    </message>
    <message>
        <source>Events between %1 and %2 could not be recovered</source>
        <translation>Ereignisse zwischen %1 und %2 waren nicht mehr zu bekommen</translation>
    </message>
    <message>
        <source> · </source>
        <comment>between a deadline and what it is about</comment>
        <translation> · </translation>
    </message>
    <message>
        <source>Timesheet due</source>
        <translation>Stundenzettel fällig</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>month and year</comment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message numerus="yes">
        <source>%n events are in %1.</source>
        <translation>
            <numerusform>%n Ereignis steht in %1.</numerusform>
            <numerusform>%n Ereignisse stehen in %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>%1 wurde nicht geschrieben: %2</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Export the events of this list</source>
        <translation>Ereignisse dieser Liste exportieren</translation>
    </message>
    <message>
        <source>timesheet events</source>
        <translation>Stundenzettel-Ereignisse</translation>
    </message>
</context>
<context>
    <name>PayloadText</name>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>Mitarbeiter</translation>
    </message>
    <message>
        <source>Employee number</source>
        <translation>Personalnummer</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>Stunden</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Fällig</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Durch</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>Genehmigt von</translation>
    </message>
    <message>
        <source>Rejected by</source>
        <translation>Abgelehnt von</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Verfasser</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Wichtigkeit</translation>
    </message>
    <message>
        <source>Web address</source>
        <translation>Webadresse</translation>
    </message>
    <message>
        <source>Timesheet</source>
        <translation>Stundenzettel</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weiteres</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Also about other people&apos;s timesheets</source>
        <translation>Auch zu Stundenzetteln anderer</translation>
    </message>
    <message>
        <source>With a sound</source>
        <translation>Mit Ton</translation>
    </message>
    <message>
        <source>No notifications</source>
        <translation>Keine Benachrichtigungen</translation>
    </message>
    <message>
        <source>Deadlines come through, also while paused</source>
        <translation>Fristen kommen durch, auch in einer Pause</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>Starten, wenn ich mich anmelde</translation>
    </message>
    <message>
        <source>Approved timesheets</source>
        <translation>Genehmigte Stundenzettel</translation>
    </message>
    <message>
        <source>Rejected timesheets</source>
        <translation>Abgelehnte Stundenzettel</translation>
    </message>
    <message>
        <source>Notes on timesheets</source>
        <translation>Notizen zu Stundenzetteln</translation>
    </message>
    <message>
        <source>Deadlines</source>
        <translation>Fristen</translation>
    </message>
    <message>
        <source>Other notifications</source>
        <translation>Andere Benachrichtigungen</translation>
    </message>
    <message>
        <source>Quiet hours begin</source>
        <translation>Beginn der Ruhezeit</translation>
    </message>
    <message>
        <source>Quiet hours end</source>
        <translation>Ende der Ruhezeit</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>Adresse des Proxys</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>&amp;Server</translation>
    </message>
    <message>
        <source>&amp;Web address of the Timesheet Manager</source>
        <translation>&amp;Webadresse des Timesheet Managers</translation>
    </message>
    <message>
        <source>&amp;Proxy</source>
        <translation>&amp;Proxy</translation>
    </message>
    <message>
        <source>&amp;Extra certificates (PEM file)</source>
        <translation>&amp;Zusätzliche Zertifikate (PEM-Datei)</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 Jahr</translation>
    </message>
    <message>
        <source>2 years</source>
        <translation>2 Jahre</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Für immer</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>Sp&amp;rache</translation>
    </message>
    <message>
        <source>&amp;Keep events on this computer</source>
        <translation>Ereignisse auf diesem Rechner &amp;behalten</translation>
    </message>
    <message>
        <source>This is not a server&apos;s address. It looks like wss://ws.example.com.</source>
        <translation>Das ist keine Serveradresse. Eine solche sieht so aus: wss://ws.example.com.</translation>
    </message>
    <message>
        <source>This is not a web address. It looks like https://timesheets.example.com.</source>
        <translation>Das ist keine Webadresse. Eine solche sieht so aus: https://timesheets.example.com.</translation>
    </message>
    <message>
        <source>This is not a proxy&apos;s address. It looks like http://proxy.example.com:3128, or socks5://proxy.example.com:1080.</source>
        <translation>Das ist keine Proxyadresse. Eine solche sieht so aus: http://proxy.example.com:3128 oder socks5://proxy.example.com:1080.</translation>
    </message>
    <message>
        <source>There is no certificate in the file of extra certificates.</source>
        <translation>In der Datei mit zusätzlichen Zertifikaten ist keines.</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <comment>proxy</comment>
        <translation>Der des Systems</translation>
    </message>
    <message>
        <source>None</source>
        <comment>proxy</comment>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>This one:</source>
        <comment>proxy</comment>
        <translation>Dieser:</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <comment>language</comment>
        <translation>Die des Systems</translation>
    </message>
</context>
<context>
    <name>StatusText</name>
    <message>
        <source>Retrying (%1 of %2)…</source>
        <translation>Neuer Versuch (%1 von %2)…</translation>
    </message>
    <message>
        <source>Retrying (%1 of %2) in %3</source>
        <translation>Neuer Versuch (%1 von %2) in %3</translation>
    </message>
    <message>
        <source>Checking for news</source>
        <translation>Fragt nach Neuem</translation>
    </message>
    <message>
        <source>Checking every %1</source>
        <translation>Fragt alle %1 nach</translation>
    </message>
    <message>
        <source>%1, next try in %2</source>
        <translation>%1, nächster Versuch in %2</translation>
    </message>
    <message>
        <source>Offline, next try in %1</source>
        <translation>Offline, nächster Versuch in %1</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Live, %1 ms</source>
        <translation>Live, %1 ms</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbinden…</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Nicht angemeldet</translation>
    </message>
    <message>
        <source>Sign-in needed</source>
        <translation>Anmeldung nötig</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet sich</translation>
    </message>
    <message>
        <source>checking now and then</source>
        <translation>fragt ab und zu nach</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>notifications paused</source>
        <translation>Benachrichtigungen pausiert</translation>
    </message>
    <message>
        <source>sign-in needed</source>
        <translation>Anmeldung nötig</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>program, state</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <comment>program, state, unread</comment>
        <translation>%1: %2, %3</translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n ungelesen</numerusform>
            <numerusform>%n ungelesen</numerusform>
        </translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Server program</source>
        <translation>Serverprogramm</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>Versuch</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Antwortzeit</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Last event</source>
        <translation>Letztes Ereignis</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
</context>
<context>
    <name>timesheet::AboutDialog</name>
    <message>
        <source>About %1</source>
        <translation>Über %1</translation>
    </message>
    <message>
        <source>News about your timesheets, in the system tray.

Under the MIT licence. Made with Qt %1 (LGPL 3), QtKeychain (BSD), SQLite (public domain), nlohmann/json (MIT) and tl::expected (CC0).</source>
        <translation>Neues zu Ihren Stundenzetteln, im Infobereich.

Unter der MIT-Lizenz. Gemacht mit Qt %1 (LGPL 3), QtKeychain (BSD), SQLite (gemeinfrei), nlohmann/json (MIT) und tl::expected (CC0).</translation>
    </message>
</context>
<context>
    <name>timesheet::AccountDialog</name>
    <message>
        <source>Other accounts on this computer</source>
        <translation>Andere Konten auf diesem Rechner</translation>
    </message>
    <message>
        <source>When signing out, also forget the events on this computer</source>
        <translation>Beim Abmelden auch die Ereignisse auf diesem Rechner vergessen</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>New token…</source>
        <translation>Neues Token…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Nicht angemeldet</translation>
    </message>
    <message>
        <source>Signed in until</source>
        <translation>Angemeldet bis</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>user, organisation, server</comment>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>Wechseln</translation>
    </message>
    <message>
        <source>Switch to %1</source>
        <translation>Wechseln zu %1</translation>
    </message>
</context>
<context>
    <name>timesheet::ClientApplication</name>
    <message>
        <source>The events kept on this computer were damaged. They were set aside as %1, and a new file was begun.</source>
        <translation>Die Ereignisse auf diesem Rechner waren beschädigt. Sie wurden als %1 beiseitegelegt, und eine neue Datei wurde begonnen.</translation>
    </message>
</context>
<context>
    <name>timesheet::ConnectionPopup</name>
    <message>
        <source>Connection details</source>
        <translation>Verbindung im Einzelnen</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>Diagnose kopieren</translation>
    </message>
    <message>
        <source>Messages left out</source>
        <translation>Ausgelassene Meldungen</translation>
    </message>
</context>
<context>
    <name>timesheet::DBusNotifier</name>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Open timesheet</source>
        <translation>Stundenzettel öffnen</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Als gelesen markieren</translation>
    </message>
    <message>
        <source>Remind me in an hour</source>
        <translation>In einer Stunde erinnern</translation>
    </message>
</context>
<context>
    <name>timesheet::DesktopFrontend</name>
    <message>
        <source>There is no space left on the disk. What comes now is kept by the server until there is.</source>
        <translation>Auf der Festplatte ist kein Platz mehr. Was jetzt kommt, behält der Server, bis es wieder Platz gibt.</translation>
    </message>
    <message>
        <source>The events cannot be kept on this computer: %1</source>
        <translation>Die Ereignisse können auf diesem Rechner nicht behalten werden: %1</translation>
    </message>
    <message>
        <source>This desktop has no tray. The window stays instead, and notifications come as ever; closing the window ends Timesheet Tray.</source>
        <translation>Diese Arbeitsumgebung hat keinen Infobereich. Stattdessen bleibt das Fenster, und Benachrichtigungen kommen wie immer; wer das Fenster schließt, beendet Timesheet Tray.</translation>
    </message>
    <message>
        <source>Still here</source>
        <translation>Immer noch da</translation>
    </message>
    <message>
        <source>Timesheet Tray goes on in the tray. Quit it from its menu.</source>
        <translation>Timesheet Tray läuft im Infobereich weiter. Beenden Sie es über sein Menü.</translation>
    </message>
    <message>
        <source>Timesheet Tray</source>
        <translation>Timesheet Tray</translation>
    </message>
</context>
<context>
    <name>timesheet::DetailsPane</name>
    <message>
        <source>Open timesheet</source>
        <translation>Stundenzettel öffnen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Mark unread</source>
        <translation>Als ungelesen markieren</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Als gelesen markieren</translation>
    </message>
</context>
<context>
    <name>timesheet::EventListView</name>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
</context>
<context>
    <name>timesheet::EventWordsModel</name>
    <message>
        <source>Unread</source>
        <translation>Ungelesen</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a line</comment>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>timesheet::EventsWindow</name>
    <message>
        <source>Mark all as read</source>
        <translation>Alle als gelesen markieren</translation>
    </message>
    <message>
        <source>Open Timesheet Manager</source>
        <translation>Timesheet Manager öffnen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Search events</source>
        <translation>Ereignisse suchen</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Account…</source>
        <translation>Konto…</translation>
    </message>
    <message>
        <source>Account: %1</source>
        <translation>Konto: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n unread)</source>
        <comment>program</comment>
        <translation>
            <numerusform>%1 (%n ungelesen)</numerusform>
            <numerusform>%1 (%n ungelesen)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::FilterList</name>
    <message>
        <source>Filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Ungelesen</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Genehmigt</translation>
    </message>
    <message>
        <source>Rejections</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Deadlines</source>
        <translation>Fristen</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>filter and its count</comment>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>timesheet::SettingField</name>
    <message>
        <source>Set by your administrator</source>
        <translation>Von Ihrer Verwaltung festgelegt</translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::SettingsDialog</name>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>A lock marks what your administrator has set.</source>
        <translation>Ein Schloss zeigt, was Ihre Verwaltung festgelegt hat.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Notify me of</source>
        <translation>Benachrichtigen über</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>Ruhezeit</translation>
    </message>
    <message>
        <source>Everything is in the window, and counted at the icon, whatever you choose here.</source>
        <translation>Was Sie hier auch wählen: Im Fenster steht alles, und das Symbol zählt es mit.</translation>
    </message>
    <message>
        <source>from</source>
        <comment>a time of day</comment>
        <translation>von</translation>
    </message>
    <message>
        <source>to</source>
        <comment>a time of day</comment>
        <translation>bis</translation>
    </message>
    <message>
        <source>Used from the next sign-in on.</source>
        <translation>Gilt ab der nächsten Anmeldung.</translation>
    </message>
    <message>
        <source>Choose a file of certificates</source>
        <translation>Zertifikatsdatei wählen</translation>
    </message>
</context>
<context>
    <name>timesheet::SettingsFlow</name>
    <message>
        <source>Starting at login could not be changed: %1</source>
        <translation>Der Start bei der Anmeldung ließ sich nicht ändern: %1</translation>
    </message>
</context>
<context>
    <name>timesheet::SignInDialog</name>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Paste your token here, or drop a file with it</source>
        <translation>Token hier einfügen oder eine Datei damit ablegen</translation>
    </message>
    <message>
        <source>Load from file…</source>
        <translation>Aus Datei laden…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>&amp;Server</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>&amp;Token</translation>
    </message>
    <message>
        <source>A link wants to sign you in at %1. Go on only if you have just followed such a link, and know this server.</source>
        <translation>Ein Link will Sie bei %1 anmelden. Fahren Sie nur fort, wenn Sie gerade einem solchen Link gefolgt sind und diesen Server kennen.</translation>
    </message>
    <message>
        <source>The server does not accept this token. Ask for a new one.</source>
        <translation>Der Server nimmt dieses Token nicht an. Bitten Sie um ein neues.</translation>
    </message>
    <message>
        <source>The server does not answer. You are signed in as soon as it does.</source>
        <translation>Der Server antwortet nicht. Sobald er es tut, sind Sie angemeldet.</translation>
    </message>
    <message>
        <source>Which server? Its address begins with wss://.</source>
        <translation>Welcher Server? Seine Adresse beginnt mit wss://.</translation>
    </message>
    <message>
        <source>This is not a server&apos;s address. It looks like wss://ws.example.com.</source>
        <translation>Das ist keine Serveradresse. Eine solche sieht so aus: wss://ws.example.com.</translation>
    </message>
    <message>
        <source>This is too long to be a token. Copy the token alone.</source>
        <translation>Das ist zu lang für ein Token. Kopieren Sie nur das Token.</translation>
    </message>
    <message>
        <source>This is not a token. A token is one long word with two dots in it; copy all of it.</source>
        <translation>Das ist kein Token. Ein Token ist ein langes Wort mit zwei Punkten darin; kopieren Sie es ganz.</translation>
    </message>
    <message>
        <source>This token names no organisation, so it cannot be used here.</source>
        <translation>Dieses Token nennt keine Organisation und ist hier nicht zu gebrauchen.</translation>
    </message>
    <message>
        <source>This token does not say whose it is, so it cannot be used here.</source>
        <translation>Dieses Token sagt nicht, wem es gehört, und ist hier nicht zu gebrauchen.</translation>
    </message>
    <message>
        <source>This token has expired (%1). Ask for a new one.</source>
        <translation>Dieses Token ist abgelaufen (%1). Bitten Sie um ein neues.</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>The connection to this server is not encrypted: others on the way can read along.</source>
        <translation>Die Verbindung zu diesem Server ist nicht verschlüsselt: Andere können unterwegs mitlesen.</translation>
    </message>
    <message>
        <source>The token is kept in this computer&apos;s keychain.</source>
        <translation>Das Token liegt im Schlüsselbund dieses Rechners.</translation>
    </message>
    <message>
        <source>This computer has no keychain: you stay signed in until the program ends.</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund: Sie bleiben angemeldet, bis das Programm endet.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name and user</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Organisation: %1</source>
        <translation>Organisation: %1</translation>
    </message>
    <message>
        <source>Valid without an end</source>
        <translation>Gültig ohne Ende</translation>
    </message>
    <message>
        <source>Expired %1</source>
        <translation>Abgelaufen: %1</translation>
    </message>
    <message>
        <source>Valid until %1</source>
        <translation>Gültig bis: %1</translation>
    </message>
    <message>
        <source>Load a token</source>
        <translation>Token laden</translation>
    </message>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>Die Datei ist nicht lesbar: %1</translation>
    </message>
    <message>
        <source>This file is too long to be a token.</source>
        <translation>Diese Datei ist zu lang für ein Token.</translation>
    </message>
</context>
<context>
    <name>timesheet::SignInFlow</name>
    <message>
        <source>The link leads to %1, but this computer is to sign in at %2 only.</source>
        <translation>Der Link führt zu %1, dieser Rechner soll sich aber nur bei %2 anmelden.</translation>
    </message>
    <message>
        <source>Sign in again soon</source>
        <translation>Bald neu anmelden</translation>
    </message>
    <message>
        <source>Your sign-in ends at %1. Sign in with a new token to stay up to date.</source>
        <translation>Ihre Anmeldung endet um %1. Melden Sie sich mit einem neuen Token an, um auf dem Laufenden zu bleiben.</translation>
    </message>
</context>
<context>
    <name>timesheet::StatusIndicator</name>
    <message>
        <source>Show the connection&apos;s details</source>
        <translation>Einzelheiten der Verbindung zeigen</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>Verbindung: %1</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>Jetzt versuchen</translation>
    </message>
</context>
<context>
    <name>timesheet::Toaster</name>
    <message>
        <source>Approved: %1</source>
        <translation>Genehmigt: %1</translation>
    </message>
    <message>
        <source>Rejected: %1</source>
        <translation>Abgelehnt: %1</translation>
    </message>
    <message>
        <source>Notes: %1</source>
        <translation>Notizen: %1</translation>
    </message>
    <message>
        <source>Deadlines: %1</source>
        <translation>Fristen: %1</translation>
    </message>
    <message>
        <source>Notifications: %1</source>
        <translation>Benachrichtigungen: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n timesheet events</source>
        <translation>
            <numerusform>%n Ereignis zu Stundenzetteln</numerusform>
            <numerusform>%n Ereignisse zu Stundenzetteln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>While you were away: %n events</source>
        <translation>
            <numerusform>Während Sie weg waren: %n Ereignis</numerusform>
            <numerusform>Während Sie weg waren: %n Ereignisse</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a line</comment>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>timesheet::TrayMenu</name>
    <message>
        <source>Retry now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation>Noch keine Ereignisse</translation>
    </message>
    <message>
        <source>Show events</source>
        <translation>Ereignisse zeigen</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>Alle als gelesen markieren</translation>
    </message>
    <message>
        <source>Open Timesheet Manager</source>
        <translation>Timesheet Manager öffnen</translation>
    </message>
    <message>
        <source>Pause notifications</source>
        <translation>Benachrichtigungen pausieren</translation>
    </message>
    <message>
        <source>For 30 minutes</source>
        <translation>Für 30 Minuten</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>Für 1 Stunde</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>Bis morgen</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Anmelden…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Über</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>title and line of an event</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>• %1</source>
        <comment>unread event</comment>
        <translation>• %1</translation>
    </message>
    <message>
        <source>Resume notifications (paused until %1)</source>
        <translation>Benachrichtigungen fortsetzen (pausiert bis %1)</translation>
    </message>
    <message>
        <source>Account: %1</source>
        <translation>Konto: %1</translation>
    </message>
    <message>
        <source>Account…</source>
        <translation>Konto…</translation>
    </message>
</context>
</TS>
