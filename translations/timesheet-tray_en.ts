<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ExportDialog</name>
    <message numerus="yes">
        <source>%n events are in %1.</source>
        <translation>
            <numerusform>%n event is in %1.</numerusform>
            <numerusform>%n events are in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PayloadText</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusText</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n unread</numerusform>
            <numerusform>%n unread</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::EventsWindow</name>
    <message numerus="yes">
        <source>%1 (%n unread)</source>
        <comment>program</comment>
        <translation>
            <numerusform>%1 (%n unread)</numerusform>
            <numerusform>%1 (%n unread)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::SettingField</name>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::Toaster</name>
    <message numerus="yes">
        <source>%n timesheet events</source>
        <translation>
            <numerusform>%n timesheet event</numerusform>
            <numerusform>%n timesheet events</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>While you were away: %n events</source>
        <translation>
            <numerusform>While you were away: %n event</numerusform>
            <numerusform>While you were away: %n events</numerusform>
        </translation>
    </message>
</context>
</TS>
