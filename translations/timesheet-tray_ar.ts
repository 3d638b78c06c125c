<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en">
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
        <translation>اليوم</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>أمس</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>weekday, and day and month</comment>
        <translation>%1، %2</translation>
    </message>
    <message>
        <source>today %1</source>
        <comment>time of day</comment>
        <translation>اليوم الساعة %1</translation>
    </message>
    <message>
        <source>tomorrow %1</source>
        <comment>time of day</comment>
        <translation>غدًا الساعة %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <comment>time of day</comment>
        <translation>أمس الساعة %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>day, and time of day</comment>
        <translation>%1 الساعة %2</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>الآن</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>قبل %1 د</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <comment>hours</comment>
        <translation>قبل %1 س</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 ث</translation>
    </message>
</context>
<context>
    <name>Emptiness</name>
    <message>
        <source>You are not signed in</source>
        <translation>لم تسجّل الدخول</translation>
    </message>
    <message>
        <source>Sign in to see what happens to your timesheets.</source>
        <translation>سجّل الدخول لمتابعة كشوف دوامك.</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>تسجيل الدخول…</translation>
    </message>
    <message>
        <source>Nothing found for “%1”</source>
        <translation>لا نتائج عن «%1»</translation>
    </message>
    <message>
        <source>The search looks at every text of an event, in the chosen filter.</source>
        <translation>يشمل البحث كل نصوص الأحداث ضمن المرشّح المختار.</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>مسح البحث</translation>
    </message>
    <message>
        <source>All read</source>
        <translation>كل الأحداث مقروءة</translation>
    </message>
    <message>
        <source>There is nothing new for you.</source>
        <translation>لا جديد لديك.</translation>
    </message>
    <message>
        <source>Show all events</source>
        <translation>عرض كل الأحداث</translation>
    </message>
    <message>
        <source>No events of this kind</source>
        <translation>لا أحداث من هذا النوع</translation>
    </message>
    <message>
        <source>Other events are under All.</source>
        <translation>بقية الأحداث ضمن «الكل».</translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation>لا أحداث بعد</translation>
    </message>
    <message>
        <source>Approvals, rejections, notes and deadlines appear here the moment they happen.</source>
        <translation>تظهر هنا الموافقات وحالات الرفض والملاحظات والمواعيد النهائية فور حدوثها.</translation>
    </message>
</context>
<context>
    <name>EventWords</name>
    <message>
        <source>Until %1</source>
        <translation>حتى %1</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>ابتداءً من %1</translation>
    </message>
    <message>
        <source>Week of %1</source>
        <translation>أسبوع %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>period of time</comment>
        <translation>من %1 إلى %2</translation>
    </message>
    <message>
        <source>%1 h</source>
        <comment>hours</comment>
        <translation>%1 س</translation>
    </message>
    <message>
        <source>Was due %1</source>
        <translation>انقضى الموعد النهائي: %1</translation>
    </message>
    <message>
        <source>Due %1</source>
        <translation>الموعد النهائي: %1</translation>
    </message>
    <message>
        <source>Timesheet approved</source>
        <translation>تمت الموافقة على كشف الدوام</translation>
    </message>
    <message>
        <source>Timesheet rejected</source>
        <translation>رُفض كشف الدوام</translation>
    </message>
    <message>
        <source>New note on a timesheet</source>
        <translation>ملاحظة جديدة على كشف دوام</translation>
    </message>
    <message>
        <source>Notification</source>
        <translation>إشعار</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>بواسطة %1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a line</comment>
        <translation>، </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>about what, and what was said</comment>
        <translation>‏%1: %2</translation>
    </message>
    <message>
        <source>Some events are missing</source>
        <translation>بعض الأحداث مفقودة</translation>
    </message>
    <message>
        <source>Events between %1 and %2 could not be recovered</source>
        <translation>تعذّرت استعادة الأحداث بين %1 و%2</translation>
    </message>
    <message>
        <source> · </source>
        <comment>between a deadline and what it is about</comment>
        <translation> · </translation>
    </message>
    <message>
        <source>Timesheet due</source>
        <translation>كشف دوام مطلوب تسليمه</translation>
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
        <translation>تصدير</translation>
    </message>
    <message numerus="yes">
        <source>%n events are in %1.</source>
        <translation>
            <numerusform>لم يُصدَّر أي حدث إلى %1.</numerusform>
            <numerusform>صُدِّر حدث واحد إلى %1.</numerusform>
            <numerusform>صُدِّر حدثان إلى %1.</numerusform>
            <numerusform>صُدِّرت %n أحداث إلى %1.</numerusform>
            <numerusform>صُدِّر %n حدثًا إلى %1.</numerusform>
            <numerusform>صُدِّر %n حدث إلى %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>تعذّر حفظ %1: %2</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>جدول (*.csv)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Export the events of this list</source>
        <translation>تصدير أحداث هذه القائمة</translation>
    </message>
    <message>
        <source>timesheet events</source>
        <translation>أحداث كشوف الدوام</translation>
    </message>
</context>
<context>
    <name>PayloadText</name>
    <message>
        <source>Title</source>
        <translation>العنوان</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>الرسالة</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>الموظف</translation>
    </message>
    <message>
        <source>Employee number</source>
        <translation>الرقم الوظيفي</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>أول يوم</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>آخر يوم</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>الساعات</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>الموعد النهائي</translation>
    </message>
    <message>
        <source>From</source>
        <translation>من</translation>
    </message>
    <message>
        <source>To</source>
        <translation>إلى</translation>
    </message>
    <message>
        <source>By</source>
        <translation>بواسطة</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>وافق عليه</translation>
    </message>
    <message>
        <source>Rejected by</source>
        <translation>رفضه</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>الكاتب</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>السبب</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>الملاحظة</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>النص</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>درجة الأهمية</translation>
    </message>
    <message>
        <source>Web address</source>
        <translation>عنوان الويب</translation>
    </message>
    <message>
        <source>Timesheet</source>
        <translation>كشف الدوام</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>نعم</translation>
    </message>
    <message>
        <source>no</source>
        <translation>لا</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>ولا شيء غيرها</numerusform>
            <numerusform>وواحدة أخرى</numerusform>
            <numerusform>واثنتان أخريان</numerusform>
            <numerusform>و%n أخرى</numerusform>
            <numerusform>و%n أخرى</numerusform>
            <numerusform>و%n أخرى</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation>موافق</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>حفظ</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>فتح</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Also about other people&apos;s timesheets</source>
        <translation>كشوف دوام الآخرين أيضًا</translation>
    </message>
    <message>
        <source>With a sound</source>
        <translation>مع صوت</translation>
    </message>
    <message>
        <source>No notifications</source>
        <translation>بلا إشعارات</translation>
    </message>
    <message>
        <source>Deadlines come through, also while paused</source>
        <translation>السماح بالمواعيد النهائية حتى أثناء الإيقاف المؤقت</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>التشغيل عند بدء الجلسة</translation>
    </message>
    <message>
        <source>Approved timesheets</source>
        <translation>كشوف الدوام الموافَق عليها</translation>
    </message>
    <message>
        <source>Rejected timesheets</source>
        <translation>كشوف الدوام المرفوضة</translation>
    </message>
    <message>
        <source>Notes on timesheets</source>
        <translation>الملاحظات على كشوف الدوام</translation>
    </message>
    <message>
        <source>Deadlines</source>
        <translation>المواعيد النهائية</translation>
    </message>
    <message>
        <source>Other notifications</source>
        <translation>إشعارات أخرى</translation>
    </message>
    <message>
        <source>Quiet hours begin</source>
        <translation>بداية ساعات الهدوء</translation>
    </message>
    <message>
        <source>Quiet hours end</source>
        <translation>نهاية ساعات الهدوء</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>عنوان الوسيط</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>ال&amp;خادم</translation>
    </message>
    <message>
        <source>&amp;Web address of the Timesheet Manager</source>
        <translation>عنوان ال&amp;ويب لبرنامج Timesheet Manager</translation>
    </message>
    <message>
        <source>&amp;Proxy</source>
        <translation>الو&amp;سيط</translation>
    </message>
    <message>
        <source>&amp;Extra certificates (PEM file)</source>
        <translation>&amp;شهادات إضافية (ملف PEM)</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>سنة واحدة</translation>
    </message>
    <message>
        <source>2 years</source>
        <translation>سنتان</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>دائمًا</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>ال&amp;لغة</translation>
    </message>
    <message>
        <source>&amp;Keep events on this computer</source>
        <translation>&amp;حفظ الأحداث على هذا الحاسوب</translation>
    </message>
    <message>
        <source>This is not a server&apos;s address. It looks like wss://ws.example.com.</source>
        <translation>هذا ليس عنوان خادم. مثال: wss://ws.example.com.</translation>
    </message>
    <message>
        <source>This is not a web address. It looks like https://timesheets.example.com.</source>
        <translation>هذا ليس عنوان ويب. مثال: https://timesheets.example.com.</translation>
    </message>
    <message>
        <source>This is not a proxy&apos;s address. It looks like http://proxy.example.com:3128, or socks5://proxy.example.com:1080.</source>
        <translation>هذا ليس عنوان وسيط. مثال: http://proxy.example.com:3128 أو socks5://proxy.example.com:1080.</translation>
    </message>
    <message>
        <source>There is no certificate in the file of extra certificates.</source>
        <translation>لا توجد شهادة في ملف الشهادات الإضافية.</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <comment>proxy</comment>
        <translation>وسيط النظام</translation>
    </message>
    <message>
        <source>None</source>
        <comment>proxy</comment>
        <translation>بلا وسيط</translation>
    </message>
    <message>
        <source>This one:</source>
        <comment>proxy</comment>
        <translation>هذا الوسيط:</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <comment>language</comment>
        <translation>لغة النظام</translation>
    </message>
</context>
<context>
    <name>StatusText</name>
    <message>
        <source>Retrying (%1 of %2)…</source>
        <translation>إعادة المحاولة (%1 من %2)…</translation>
    </message>
    <message>
        <source>Retrying (%1 of %2) in %3</source>
        <translation>إعادة المحاولة (%1 من %2) بعد %3</translation>
    </message>
    <message>
        <source>Checking for news</source>
        <translation>تحقق دوري من الجديد</translation>
    </message>
    <message>
        <source>Checking every %1</source>
        <translation>التحقق كل %1</translation>
    </message>
    <message>
        <source>%1, next try in %2</source>
        <translation>%1، المحاولة التالية بعد %2</translation>
    </message>
    <message>
        <source>Offline, next try in %1</source>
        <translation>غير متصل، المحاولة التالية بعد %1</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>غير متصل</translation>
    </message>
    <message>
        <source>Live, %1 ms</source>
        <translation>مباشر، %1 ملي ث</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>مباشر</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>جارٍ الاتصال…</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>لم يُسجَّل الدخول</translation>
    </message>
    <message>
        <source>Sign-in needed</source>
        <translation>يلزم تسجيل الدخول</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>متصل</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>جارٍ الاتصال</translation>
    </message>
    <message>
        <source>checking now and then</source>
        <translation>تحقق دوري</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>غير متصل</translation>
    </message>
    <message>
        <source>notifications paused</source>
        <translation>الإشعارات متوقفة مؤقتًا</translation>
    </message>
    <message>
        <source>sign-in needed</source>
        <translation>يلزم تسجيل الدخول</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>program, state</comment>
        <translation>‏%1: %2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <comment>program, state, unread</comment>
        <translation>‏%1: %2، %3</translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>لا أحداث غير مقروءة</numerusform>
            <numerusform>حدث واحد غير مقروء</numerusform>
            <numerusform>حدثان غير مقروءين</numerusform>
            <numerusform>%n أحداث غير مقروءة</numerusform>
            <numerusform>%n حدثًا غير مقروء</numerusform>
            <numerusform>%n حدث غير مقروء</numerusform>
        </translation>
    </message>
    <message>
        <source>State</source>
        <translation>الحالة</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>الخادم</translation>
    </message>
    <message>
        <source>Server program</source>
        <translation>برنامج الخادم</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>منذ</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>المحاولة</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 من %2</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>زمن الاستجابة</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ملي ث</translation>
    </message>
    <message>
        <source>Last event</source>
        <translation>آخر حدث</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>السبب</translation>
    </message>
</context>
<context>
    <name>timesheet::AboutDialog</name>
    <message>
        <source>About %1</source>
        <translation>حول %1</translation>
    </message>
    <message>
        <source>News about your timesheets, in the system tray.

Under the MIT licence. Made with Qt %1 (LGPL 3), QtKeychain (BSD), SQLite (public domain), nlohmann/json (MIT) and tl::expected (CC0).</source>
        <translation>أخبار كشوف دوامك في صينية النظام.

مرخّص برخصة MIT. طُوِّر باستخدام Qt %1 (LGPL 3) وQtKeychain (BSD) وSQLite (ملكية عامة) وnlohmann/json (MIT) وtl::expected (CC0).</translation>
    </message>
</context>
<context>
    <name>timesheet::AccountDialog</name>
    <message>
        <source>Other accounts on this computer</source>
        <translation>حسابات أخرى على هذا الحاسوب</translation>
    </message>
    <message>
        <source>When signing out, also forget the events on this computer</source>
        <translation>محو الأحداث من هذا الحاسوب أيضًا عند تسجيل الخروج</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>تسجيل الخروج</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>الحساب</translation>
    </message>
    <message>
        <source>New token…</source>
        <translation>رمز دخول جديد…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>تسجيل الدخول…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>User</source>
        <translation>المستخدم</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>المؤسسة</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>الدور</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>الخادم</translation>
    </message>
    <message>
        <source>State</source>
        <translation>الحالة</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>لم يُسجَّل الدخول</translation>
    </message>
    <message>
        <source>Signed in until</source>
        <translation>الدخول صالح حتى</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>user, organisation, server</comment>
        <translation>‏%1، %2، %3</translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>تبديل</translation>
    </message>
    <message>
        <source>Switch to %1</source>
        <translation>التبديل إلى %1</translation>
    </message>
</context>
<context>
    <name>timesheet::ClientApplication</name>
    <message>
        <source>The events kept on this computer were damaged. They were set aside as %1, and a new file was begun.</source>
        <translation>كانت الأحداث المحفوظة على هذا الحاسوب تالفة. نُقلت جانبًا باسم %1‎، وبُدئ ملف جديد.</translation>
    </message>
</context>
<context>
    <name>timesheet::ConnectionPopup</name>
    <message>
        <source>Connection details</source>
        <translation>تفاصيل الاتصال</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>نسخ معلومات التشخيص</translation>
    </message>
    <message>
        <source>Messages left out</source>
        <translation>رسائل مستبعدة</translation>
    </message>
</context>
<context>
    <name>timesheet::DBusNotifier</name>
    <message>
        <source>Sign in</source>
        <translation>تسجيل الدخول</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>عرض</translation>
    </message>
    <message>
        <source>Open timesheet</source>
        <translation>فتح كشف الدوام</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>تعليم كمقروء</translation>
    </message>
    <message>
        <source>Remind me in an hour</source>
        <translation>ذكّرني بعد ساعة</translation>
    </message>
</context>
<context>
    <name>timesheet::DesktopFrontend</name>
    <message>
        <source>There is no space left on the disk. What comes now is kept by the server until there is.</source>
        <translation>لا مساحة متبقية على القرص. سيحتفظ الخادم بكل جديد إلى أن تتوفر مساحة.</translation>
    </message>
    <message>
        <source>The events cannot be kept on this computer: %1</source>
        <translation>تعذّر حفظ الأحداث على هذا الحاسوب: %1</translation>
    </message>
    <message>
        <source>This desktop has no tray. The window stays instead, and notifications come as ever; closing the window ends Timesheet Tray.</source>
        <translation>لا توجد صينية نظام في سطح المكتب هذا. تبقى النافذة بدلًا منها، وتصل الإشعارات كالمعتاد؛ وإغلاق النافذة ينهي Timesheet Tray.</translation>
    </message>
    <message>
        <source>Still here</source>
        <translation>البرنامج ما زال يعمل</translation>
    </message>
    <message>
        <source>Timesheet Tray goes on in the tray. Quit it from its menu.</source>
        <translation>يبقى Timesheet Tray في صينية النظام. يمكنك إنهاؤه من قائمته.</translation>
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
        <translation>فتح كشف الدوام</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>نسخ</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>التفاصيل</translation>
    </message>
    <message>
        <source>Mark unread</source>
        <translation>تعليم كغير مقروء</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>تعليم كمقروء</translation>
    </message>
</context>
<context>
    <name>timesheet::EventListView</name>
    <message>
        <source>Events</source>
        <translation>الأحداث</translation>
    </message>
</context>
<context>
    <name>timesheet::EventWordsModel</name>
    <message>
        <source>Unread</source>
        <translation>غير مقروء</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a line</comment>
        <translation>، </translation>
    </message>
</context>
<context>
    <name>timesheet::EventsWindow</name>
    <message>
        <source>Mark all as read</source>
        <translation>تعليم الكل كمقروء</translation>
    </message>
    <message>
        <source>Open Timesheet Manager</source>
        <translation>فتح Timesheet Manager</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>تصدير…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>الإعدادات…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>تسجيل الدخول…</translation>
    </message>
    <message>
        <source>About</source>
        <translation>حول</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>إنهاء</translation>
    </message>
    <message>
        <source>Search events</source>
        <translation>البحث في الأحداث</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>القائمة</translation>
    </message>
    <message>
        <source>Account…</source>
        <translation>الحساب…</translation>
    </message>
    <message>
        <source>Account: %1</source>
        <translation>الحساب: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n unread)</source>
        <comment>program</comment>
        <translation>
            <numerusform>%1 (لا غير مقروء)</numerusform>
            <numerusform>%1 (غير مقروء: %n)</numerusform>
            <numerusform>%1 (غير مقروء: %n)</numerusform>
            <numerusform>%1 (غير مقروءة: %n)</numerusform>
            <numerusform>%1 (غير مقروءة: %n)</numerusform>
            <numerusform>%1 (غير مقروءة: %n)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::FilterList</name>
    <message>
        <source>Filters</source>
        <translation>المرشّحات</translation>
    </message>
    <message>
        <source>All</source>
        <translation>الكل</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>غير المقروءة</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>الموافقات</translation>
    </message>
    <message>
        <source>Rejections</source>
        <translation>حالات الرفض</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>الملاحظات</translation>
    </message>
    <message>
        <source>Deadlines</source>
        <translation>المواعيد النهائية</translation>
    </message>
    <message>
        <source>System</source>
        <translation>النظام</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>filter and its count</comment>
        <translation>%1، %2</translation>
    </message>
</context>
<context>
    <name>timesheet::SettingField</name>
    <message>
        <source>Set by your administrator</source>
        <translation>حدّده المسؤول</translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n يوم</numerusform>
            <numerusform>يوم واحد</numerusform>
            <numerusform>يومان</numerusform>
            <numerusform>%n أيام</numerusform>
            <numerusform>%n يومًا</numerusform>
            <numerusform>%n يوم</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::SettingsDialog</name>
    <message>
        <source>Choose…</source>
        <translation>اختيار…</translation>
    </message>
    <message>
        <source>A lock marks what your administrator has set.</source>
        <translation>يشير القفل إلى ما حدّده المسؤول.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>الإشعارات</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>الاتصال</translation>
    </message>
    <message>
        <source>General</source>
        <translation>عام</translation>
    </message>
    <message>
        <source>Notify me of</source>
        <translation>إشعاري بشأن</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>ساعات الهدوء</translation>
    </message>
    <message>
        <source>Everything is in the window, and counted at the icon, whatever you choose here.</source>
        <translation>مهما كان اختيارك هنا، يظهر كل شيء في النافذة ويُحسب على الأيقونة.</translation>
    </message>
    <message>
        <source>from</source>
        <comment>a time of day</comment>
        <translation>من</translation>
    </message>
    <message>
        <source>to</source>
        <comment>a time of day</comment>
        <translation>إلى</translation>
    </message>
    <message>
        <source>Used from the next sign-in on.</source>
        <translation>يُستخدم ابتداءً من تسجيل الدخول التالي.</translation>
    </message>
    <message>
        <source>Choose a file of certificates</source>
        <translation>اختيار ملف شهادات</translation>
    </message>
</context>
<context>
    <name>timesheet::SettingsFlow</name>
    <message>
        <source>Starting at login could not be changed: %1</source>
        <translation>تعذّر تغيير التشغيل عند بدء الجلسة: %1</translation>
    </message>
</context>
<context>
    <name>timesheet::SignInDialog</name>
    <message>
        <source>Sign in</source>
        <translation>تسجيل الدخول</translation>
    </message>
    <message>
        <source>Paste your token here, or drop a file with it</source>
        <translation>الصق رمز الدخول هنا، أو أفلت ملفًا يحتويه</translation>
    </message>
    <message>
        <source>Load from file…</source>
        <translation>تحميل من ملف…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>ال&amp;خادم</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>&amp;رمز الدخول</translation>
    </message>
    <message>
        <source>A link wants to sign you in at %1. Go on only if you have just followed such a link, and know this server.</source>
        <translation>يطلب رابط تسجيل دخولك إلى %1. لا تتابع إلا إذا كنت قد فتحت هذا الرابط للتو وتعرف هذا الخادم.</translation>
    </message>
    <message>
        <source>The server does not accept this token. Ask for a new one.</source>
        <translation>لا يقبل الخادم رمز الدخول هذا. اطلب رمزًا جديدًا.</translation>
    </message>
    <message>
        <source>The server does not answer. You are signed in as soon as it does.</source>
        <translation>الخادم لا يستجيب. سيُسجَّل دخولك فور استجابته.</translation>
    </message>
    <message>
        <source>Which server? Its address begins with wss://.</source>
        <translation>أي خادم؟ يبدأ عنوانه بـ wss://‎.</translation>
    </message>
    <message>
        <source>This is not a server&apos;s address. It looks like wss://ws.example.com.</source>
        <translation>هذا ليس عنوان خادم. مثال: wss://ws.example.com.</translation>
    </message>
    <message>
        <source>This is too long to be a token. Copy the token alone.</source>
        <translation>هذا أطول من أن يكون رمز دخول. انسخ رمز الدخول وحده.</translation>
    </message>
    <message>
        <source>This is not a token. A token is one long word with two dots in it; copy all of it.</source>
        <translation>هذا ليس رمز دخول. رمز الدخول كلمة واحدة طويلة فيها «.» مرتين؛ انسخها كاملة.</translation>
    </message>
    <message>
        <source>This token names no organisation, so it cannot be used here.</source>
        <translation>لا يذكر رمز الدخول هذا أي مؤسسة، فلا يمكن استخدامه هنا.</translation>
    </message>
    <message>
        <source>This token does not say whose it is, so it cannot be used here.</source>
        <translation>لا يذكر رمز الدخول هذا صاحبه، فلا يمكن استخدامه هنا.</translation>
    </message>
    <message>
        <source>This token has expired (%1). Ask for a new one.</source>
        <translation>انتهت صلاحية رمز الدخول هذا (%1). اطلب رمزًا جديدًا.</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>جارٍ تسجيل الدخول…</translation>
    </message>
    <message>
        <source>The connection to this server is not encrypted: others on the way can read along.</source>
        <translation>الاتصال بهذا الخادم غير مشفّر: قد يطّلع عليه آخرون في الطريق.</translation>
    </message>
    <message>
        <source>The token is kept in this computer&apos;s keychain.</source>
        <translation>يُحفظ رمز الدخول في سلسلة مفاتيح هذا الحاسوب.</translation>
    </message>
    <message>
        <source>This computer has no keychain: you stay signed in until the program ends.</source>
        <translation>لا توجد سلسلة مفاتيح على هذا الحاسوب: يبقى دخولك مسجّلًا حتى إغلاق البرنامج.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name and user</comment>
        <translation>‏%1 (%2)</translation>
    </message>
    <message>
        <source>Organisation: %1</source>
        <translation>المؤسسة: %1</translation>
    </message>
    <message>
        <source>Valid without an end</source>
        <translation>صالح دون انتهاء</translation>
    </message>
    <message>
        <source>Expired %1</source>
        <translation>انتهت صلاحيته: %1</translation>
    </message>
    <message>
        <source>Valid until %1</source>
        <translation>صالح حتى %1</translation>
    </message>
    <message>
        <source>Load a token</source>
        <translation>تحميل رمز دخول</translation>
    </message>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>تعذّرت قراءة الملف: %1</translation>
    </message>
    <message>
        <source>This file is too long to be a token.</source>
        <translation>هذا الملف أطول من أن يكون رمز دخول.</translation>
    </message>
</context>
<context>
    <name>timesheet::SignInFlow</name>
    <message>
        <source>The link leads to %1, but this computer is to sign in at %2 only.</source>
        <translation>يؤدي الرابط إلى %1‎، لكن هذا الحاسوب لا يسجّل الدخول إلا إلى %2‎.</translation>
    </message>
    <message>
        <source>Sign in again soon</source>
        <translation>يلزم تسجيل الدخول مجددًا قريبًا</translation>
    </message>
    <message>
        <source>Your sign-in ends at %1. Sign in with a new token to stay up to date.</source>
        <translation>تنتهي صلاحية دخولك الساعة %1. سجّل الدخول برمز جديد لتبقى على اطلاع.</translation>
    </message>
</context>
<context>
    <name>timesheet::StatusIndicator</name>
    <message>
        <source>Show the connection&apos;s details</source>
        <translation>عرض تفاصيل الاتصال</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>الاتصال: %1</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>تسجيل الدخول…</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>إعادة المحاولة الآن</translation>
    </message>
</context>
<context>
    <name>timesheet::Toaster</name>
    <message>
        <source>Approved: %1</source>
        <translation>الموافقات: %1</translation>
    </message>
    <message>
        <source>Rejected: %1</source>
        <translation>حالات الرفض: %1</translation>
    </message>
    <message>
        <source>Notes: %1</source>
        <translation>الملاحظات: %1</translation>
    </message>
    <message>
        <source>Deadlines: %1</source>
        <translation>المواعيد النهائية: %1</translation>
    </message>
    <message>
        <source>Notifications: %1</source>
        <translation>الإشعارات: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n timesheet events</source>
        <translation>
            <numerusform>لا أحداث لكشوف الدوام</numerusform>
            <numerusform>حدث واحد لكشوف الدوام</numerusform>
            <numerusform>حدثان لكشوف الدوام</numerusform>
            <numerusform>%n أحداث لكشوف الدوام</numerusform>
            <numerusform>%n حدثًا لكشوف الدوام</numerusform>
            <numerusform>%n حدث لكشوف الدوام</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>While you were away: %n events</source>
        <translation>
            <numerusform>أثناء غيابك: لا أحداث</numerusform>
            <numerusform>أثناء غيابك: حدث واحد</numerusform>
            <numerusform>أثناء غيابك: حدثان</numerusform>
            <numerusform>أثناء غيابك: %n أحداث</numerusform>
            <numerusform>أثناء غيابك: %n حدثًا</numerusform>
            <numerusform>أثناء غيابك: %n حدث</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a line</comment>
        <translation>، </translation>
    </message>
</context>
<context>
    <name>timesheet::TrayMenu</name>
    <message>
        <source>Retry now</source>
        <translation>إعادة المحاولة الآن</translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation>لا أحداث بعد</translation>
    </message>
    <message>
        <source>Show events</source>
        <translation>عرض الأحداث</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>تعليم الكل كمقروء</translation>
    </message>
    <message>
        <source>Open Timesheet Manager</source>
        <translation>فتح Timesheet Manager</translation>
    </message>
    <message>
        <source>Pause notifications</source>
        <translation>إيقاف الإشعارات مؤقتًا</translation>
    </message>
    <message>
        <source>For 30 minutes</source>
        <translation>لمدة 30 دقيقة</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>لمدة ساعة</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>حتى الغد</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>تسجيل الدخول…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>الإعدادات…</translation>
    </message>
    <message>
        <source>About</source>
        <translation>حول</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>إنهاء</translation>
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
        <translation>استئناف الإشعارات (متوقفة حتى %1)</translation>
    </message>
    <message>
        <source>Account: %1</source>
        <translation>الحساب: %1</translation>
    </message>
    <message>
        <source>Account…</source>
        <translation>الحساب…</translation>
    </message>
</context>
</TS>
