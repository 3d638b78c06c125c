<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
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
        <translation>Hoy</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Ayer</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>weekday, and day and month</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>today %1</source>
        <comment>time of day</comment>
        <translation>hoy %1</translation>
    </message>
    <message>
        <source>tomorrow %1</source>
        <comment>time of day</comment>
        <translation>mañana %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <comment>time of day</comment>
        <translation>ayer %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>day, and time of day</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>ahora mismo</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>hace %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <comment>hours</comment>
        <translation>hace %1 h</translation>
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
        <translation>No ha iniciado sesión</translation>
    </message>
    <message>
        <source>Sign in to see what happens to your timesheets.</source>
        <translation>Inicie sesión para ver qué pasa con sus hojas de horas.</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Iniciar sesión…</translation>
    </message>
    <message>
        <source>Nothing found for “%1”</source>
        <translation>Nada encontrado para «%1»</translation>
    </message>
    <message>
        <source>The search looks at every text of an event, in the chosen filter.</source>
        <translation>Se busca en todos los textos de los eventos del filtro elegido.</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>Borrar la búsqueda</translation>
    </message>
    <message>
        <source>All read</source>
        <translation>Todo leído</translation>
    </message>
    <message>
        <source>There is nothing new for you.</source>
        <translation>No hay nada nuevo para usted.</translation>
    </message>
    <message>
        <source>Show all events</source>
        <translation>Mostrar todos los eventos</translation>
    </message>
    <message>
        <source>No events of this kind</source>
        <translation>Ningún evento de este tipo</translation>
    </message>
    <message>
        <source>Other events are under All.</source>
        <translation>Los demás eventos están en «Todos».</translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation>Aún no hay eventos</translation>
    </message>
    <message>
        <source>Approvals, rejections, notes and deadlines appear here the moment they happen.</source>
        <translation>Las aprobaciones, los rechazos, las notas y los plazos aparecen aquí en cuanto se producen.</translation>
    </message>
</context>
<context>
    <name>EventWords</name>
    <message>
        <source>Until %1</source>
        <translation>Hasta el %1</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>Desde el %1</translation>
    </message>
    <message>
        <source>Week of %1</source>
        <translation>Semana del %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>period of time</comment>
        <translation>%1 a %2</translation>
    </message>
    <message>
        <source>%1 h</source>
        <comment>hours</comment>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>Was due %1</source>
        <translation>Venció: %1</translation>
    </message>
    <message>
        <source>Due %1</source>
        <translation>Vence: %1</translation>
    </message>
    <message>
        <source>Timesheet approved</source>
        <translation>Hoja de horas aprobada</translation>
    </message>
    <message>
        <source>Timesheet rejected</source>
        <translation>Hoja de horas rechazada</translation>
    </message>
    <message>
        <source>New note on a timesheet</source>
        <translation>Nota en una hoja de horas</translation>
    </message>
    <message>
        <source>Notification</source>
        <translation>Notificación</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>por %1</translation>
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
        <translation>Faltan algunos eventos</translation>
    </message>
    <message>
        <source>Events between %1 and %2 could not be recovered</source>
        <translation>No se pudieron recuperar los eventos entre %1 y %2</translation>
    </message>
    <message>
        <source> · </source>
        <comment>between a deadline and what it is about</comment>
        <translation> · </translation>
    </message>
    <message>
        <source>Timesheet due</source>
        <translation>Hoja de horas pendiente</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>month and year</comment>
        <translation>%1 de %2</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportar</translation>
    </message>
    <message numerus="yes">
        <source>%n events are in %1.</source>
        <translation>
            <numerusform>%n evento está en %1.</numerusform>
            <numerusform>%n eventos están en %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>No se escribió %1: %2</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabla (*.csv)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Export the events of this list</source>
        <translation>Exportar los eventos de esta lista</translation>
    </message>
    <message>
        <source>timesheet events</source>
        <translation>eventos de hojas de horas</translation>
    </message>
</context>
<context>
    <name>PayloadText</name>
    <message>
        <source>Title</source>
        <translation>Título</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mensaje</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>Empleado</translation>
    </message>
    <message>
        <source>Employee number</source>
        <translation>Número de empleado</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Primer día</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Último día</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>Horas</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Vence</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Hasta</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Por</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>Aprobada por</translation>
    </message>
    <message>
        <source>Rejected by</source>
        <translation>Rechazada por</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Autor</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Nota</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texto</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravedad</translation>
    </message>
    <message>
        <source>Web address</source>
        <translation>Dirección web</translation>
    </message>
    <message>
        <source>Timesheet</source>
        <translation>Hoja de horas</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>y %n más</numerusform>
            <numerusform>y %n más</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation>Aceptar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Cerrar</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Abrir</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Also about other people&apos;s timesheets</source>
        <translation>También de las hojas de otras personas</translation>
    </message>
    <message>
        <source>With a sound</source>
        <translation>Con sonido</translation>
    </message>
    <message>
        <source>No notifications</source>
        <translation>Sin notificaciones</translation>
    </message>
    <message>
        <source>Deadlines come through, also while paused</source>
        <translation>Los plazos se muestran, también en pausa</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>Abrir al iniciar la sesión del equipo</translation>
    </message>
    <message>
        <source>Approved timesheets</source>
        <translation>Hojas de horas aprobadas</translation>
    </message>
    <message>
        <source>Rejected timesheets</source>
        <translation>Hojas de horas rechazadas</translation>
    </message>
    <message>
        <source>Notes on timesheets</source>
        <translation>Notas en hojas de horas</translation>
    </message>
    <message>
        <source>Deadlines</source>
        <translation>Plazos</translation>
    </message>
    <message>
        <source>Other notifications</source>
        <translation>Otras notificaciones</translation>
    </message>
    <message>
        <source>Quiet hours begin</source>
        <translation>Inicio de las horas de silencio</translation>
    </message>
    <message>
        <source>Quiet hours end</source>
        <translation>Fin de las horas de silencio</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>Dirección del proxy</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>&amp;Servidor</translation>
    </message>
    <message>
        <source>&amp;Web address of the Timesheet Manager</source>
        <translation>Dirección &amp;web de Timesheet Manager</translation>
    </message>
    <message>
        <source>&amp;Proxy</source>
        <translation>&amp;Proxy</translation>
    </message>
    <message>
        <source>&amp;Extra certificates (PEM file)</source>
        <translation>C&amp;ertificados adicionales (archivo PEM)</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 año</translation>
    </message>
    <message>
        <source>2 years</source>
        <translation>2 años</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Para siempre</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Idioma</translation>
    </message>
    <message>
        <source>&amp;Keep events on this computer</source>
        <translation>&amp;Conservar los eventos en este equipo</translation>
    </message>
    <message>
        <source>This is not a server&apos;s address. It looks like wss://ws.example.com.</source>
        <translation>No es la dirección de un servidor. Tiene esta forma: wss://ws.example.com.</translation>
    </message>
    <message>
        <source>This is not a web address. It looks like https://timesheets.example.com.</source>
        <translation>No es una dirección web. Tiene esta forma: https://timesheets.example.com.</translation>
    </message>
    <message>
        <source>This is not a proxy&apos;s address. It looks like http://proxy.example.com:3128, or socks5://proxy.example.com:1080.</source>
        <translation>No es la dirección de un proxy. Tiene esta forma: http://proxy.example.com:3128 o socks5://proxy.example.com:1080.</translation>
    </message>
    <message>
        <source>There is no certificate in the file of extra certificates.</source>
        <translation>No hay ningún certificado en el archivo de certificados adicionales.</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <comment>proxy</comment>
        <translation>El del sistema</translation>
    </message>
    <message>
        <source>None</source>
        <comment>proxy</comment>
        <translation>Ninguno</translation>
    </message>
    <message>
        <source>This one:</source>
        <comment>proxy</comment>
        <translation>Este:</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <comment>language</comment>
        <translation>El del sistema</translation>
    </message>
</context>
<context>
    <name>StatusText</name>
    <message>
        <source>Retrying (%1 of %2)…</source>
        <translation>Reintentando (%1 de %2)…</translation>
    </message>
    <message>
        <source>Retrying (%1 of %2) in %3</source>
        <translation>Reintento (%1 de %2) en %3</translation>
    </message>
    <message>
        <source>Checking for news</source>
        <translation>Buscando novedades</translation>
    </message>
    <message>
        <source>Checking every %1</source>
        <translation>Comprueba cada %1</translation>
    </message>
    <message>
        <source>%1, next try in %2</source>
        <translation>%1, próximo intento en %2</translation>
    </message>
    <message>
        <source>Offline, next try in %1</source>
        <translation>Sin conexión, próximo intento en %1</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Sin conexión</translation>
    </message>
    <message>
        <source>Live, %1 ms</source>
        <translation>En directo, %1 ms</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En directo</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Conectando…</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Sesión no iniciada</translation>
    </message>
    <message>
        <source>Sign-in needed</source>
        <translation>Debe iniciar sesión</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>conectado</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>conectando</translation>
    </message>
    <message>
        <source>checking now and then</source>
        <translation>comprueba de vez en cuando</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>sin conexión</translation>
    </message>
    <message>
        <source>notifications paused</source>
        <translation>notificaciones en pausa</translation>
    </message>
    <message>
        <source>sign-in needed</source>
        <translation>debe iniciar sesión</translation>
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
            <numerusform>%n sin leer</numerusform>
            <numerusform>%n sin leer</numerusform>
        </translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>Server program</source>
        <translation>Programa del servidor</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Desde</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>Intento</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 de %2</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Ida y vuelta</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>Last event</source>
        <translation>Último evento</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
</context>
<context>
    <name>timesheet::AboutDialog</name>
    <message>
        <source>About %1</source>
        <translation>Acerca de %1</translation>
    </message>
    <message>
        <source>News about your timesheets, in the system tray.

Under the MIT licence. Made with Qt %1 (LGPL 3), QtKeychain (BSD), SQLite (public domain), nlohmann/json (MIT) and tl::expected (CC0).</source>
        <translation>Novedades de sus hojas de horas, en la bandeja del sistema.

Con licencia MIT. Hecho con Qt %1 (LGPL 3), QtKeychain (BSD), SQLite (dominio público), nlohmann/json (MIT) y tl::expected (CC0).</translation>
    </message>
</context>
<context>
    <name>timesheet::AccountDialog</name>
    <message>
        <source>Other accounts on this computer</source>
        <translation>Otras cuentas en este equipo</translation>
    </message>
    <message>
        <source>When signing out, also forget the events on this computer</source>
        <translation>Al cerrar la sesión, olvidar también los eventos de este equipo</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Cerrar sesión</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Cuenta</translation>
    </message>
    <message>
        <source>New token…</source>
        <translation>Nuevo token…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Iniciar sesión…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nombre</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Usuario</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Organización</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Función</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Sesión no iniciada</translation>
    </message>
    <message>
        <source>Signed in until</source>
        <translation>Sesión válida hasta</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>user, organisation, server</comment>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>Cambiar</translation>
    </message>
    <message>
        <source>Switch to %1</source>
        <translation>Cambiar a %1</translation>
    </message>
</context>
<context>
    <name>timesheet::ClientApplication</name>
    <message>
        <source>The events kept on this computer were damaged. They were set aside as %1, and a new file was begun.</source>
        <translation>Los eventos guardados en este equipo estaban dañados. Se apartaron como %1 y se empezó un archivo nuevo.</translation>
    </message>
</context>
<context>
    <name>timesheet::ConnectionPopup</name>
    <message>
        <source>Connection details</source>
        <translation>Detalles de la conexión</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>Copiar diagnóstico</translation>
    </message>
    <message>
        <source>Messages left out</source>
        <translation>Mensajes omitidos</translation>
    </message>
</context>
<context>
    <name>timesheet::DBusNotifier</name>
    <message>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Open timesheet</source>
        <translation>Abrir la hoja</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Marcar como leído</translation>
    </message>
    <message>
        <source>Remind me in an hour</source>
        <translation>Recordar en una hora</translation>
    </message>
</context>
<context>
    <name>timesheet::DesktopFrontend</name>
    <message>
        <source>There is no space left on the disk. What comes now is kept by the server until there is.</source>
        <translation>No queda espacio en el disco. Lo que llegue ahora lo guarda el servidor hasta que lo haya.</translation>
    </message>
    <message>
        <source>The events cannot be kept on this computer: %1</source>
        <translation>No se pueden guardar los eventos en este equipo: %1</translation>
    </message>
    <message>
        <source>This desktop has no tray. The window stays instead, and notifications come as ever; closing the window ends Timesheet Tray.</source>
        <translation>Este escritorio no tiene bandeja. En su lugar queda la ventana, y las notificaciones llegan como siempre; al cerrar la ventana termina Timesheet Tray.</translation>
    </message>
    <message>
        <source>Still here</source>
        <translation>Sigue aquí</translation>
    </message>
    <message>
        <source>Timesheet Tray goes on in the tray. Quit it from its menu.</source>
        <translation>Timesheet Tray sigue en la bandeja. Ciérrelo desde su menú.</translation>
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
        <translation>Abrir la hoja</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Mark unread</source>
        <translation>Marcar no leído</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Marcar como leído</translation>
    </message>
</context>
<context>
    <name>timesheet::EventListView</name>
    <message>
        <source>Events</source>
        <translation>Eventos</translation>
    </message>
</context>
<context>
    <name>timesheet::EventWordsModel</name>
    <message>
        <source>Unread</source>
        <translation>Sin leer</translation>
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
        <translation>Marcar todo como leído</translation>
    </message>
    <message>
        <source>Open Timesheet Manager</source>
        <translation>Abrir Timesheet Manager</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Preferencias…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Iniciar sesión…</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Acerca de</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Search events</source>
        <translation>Buscar eventos</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menú</translation>
    </message>
    <message>
        <source>Account…</source>
        <translation>Cuenta…</translation>
    </message>
    <message>
        <source>Account: %1</source>
        <translation>Cuenta: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n unread)</source>
        <comment>program</comment>
        <translation>
            <numerusform>%1 (%n sin leer)</numerusform>
            <numerusform>%1 (%n sin leer)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::FilterList</name>
    <message>
        <source>Filters</source>
        <translation>Filtros</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Sin leer</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Aprobaciones</translation>
    </message>
    <message>
        <source>Rejections</source>
        <translation>Rechazos</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notas</translation>
    </message>
    <message>
        <source>Deadlines</source>
        <translation>Plazos</translation>
    </message>
    <message>
        <source>System</source>
        <translation>Sistema</translation>
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
        <translation>Fijado por su administrador</translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n día</numerusform>
            <numerusform>%n días</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::SettingsDialog</name>
    <message>
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>A lock marks what your administrator has set.</source>
        <translation>Un candado indica lo que ha fijado su administrador.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Preferencias</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Notificaciones</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Conexión</translation>
    </message>
    <message>
        <source>General</source>
        <translation>General</translation>
    </message>
    <message>
        <source>Notify me of</source>
        <translation>Notificarme de</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>Horas de silencio</translation>
    </message>
    <message>
        <source>Everything is in the window, and counted at the icon, whatever you choose here.</source>
        <translation>Elija lo que elija, todo está en la ventana y se cuenta en el icono.</translation>
    </message>
    <message>
        <source>from</source>
        <comment>a time of day</comment>
        <translation>de</translation>
    </message>
    <message>
        <source>to</source>
        <comment>a time of day</comment>
        <translation>a</translation>
    </message>
    <message>
        <source>Used from the next sign-in on.</source>
        <translation>Se usa a partir del próximo inicio de sesión.</translation>
    </message>
    <message>
        <source>Choose a file of certificates</source>
        <translation>Elegir un archivo de certificados</translation>
    </message>
</context>
<context>
    <name>timesheet::SettingsFlow</name>
    <message>
        <source>Starting at login could not be changed: %1</source>
        <translation>No se pudo cambiar el inicio automático: %1</translation>
    </message>
</context>
<context>
    <name>timesheet::SignInDialog</name>
    <message>
        <source>Sign in</source>
        <translation>Iniciar sesión</translation>
    </message>
    <message>
        <source>Paste your token here, or drop a file with it</source>
        <translation>Pegue aquí su token o suelte un archivo con él</translation>
    </message>
    <message>
        <source>Load from file…</source>
        <translation>Cargar de un archivo…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>&amp;Servidor</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>&amp;Token</translation>
    </message>
    <message>
        <source>A link wants to sign you in at %1. Go on only if you have just followed such a link, and know this server.</source>
        <translation>Un enlace quiere iniciar su sesión en %1. Siga solo si acaba de abrir un enlace así y conoce este servidor.</translation>
    </message>
    <message>
        <source>The server does not accept this token. Ask for a new one.</source>
        <translation>El servidor no acepta este token. Pida uno nuevo.</translation>
    </message>
    <message>
        <source>The server does not answer. You are signed in as soon as it does.</source>
        <translation>El servidor no responde. La sesión se iniciará en cuanto lo haga.</translation>
    </message>
    <message>
        <source>Which server? Its address begins with wss://.</source>
        <translation>¿Qué servidor? Su dirección empieza por wss://.</translation>
    </message>
    <message>
        <source>This is not a server&apos;s address. It looks like wss://ws.example.com.</source>
        <translation>No es la dirección de un servidor. Tiene esta forma: wss://ws.example.com.</translation>
    </message>
    <message>
        <source>This is too long to be a token. Copy the token alone.</source>
        <translation>Esto es demasiado largo para ser un token. Copie solo el token.</translation>
    </message>
    <message>
        <source>This is not a token. A token is one long word with two dots in it; copy all of it.</source>
        <translation>Esto no es un token. Un token es una palabra larga con dos puntos («.») dentro; cópielo entero.</translation>
    </message>
    <message>
        <source>This token names no organisation, so it cannot be used here.</source>
        <translation>Este token no nombra ninguna organización, así que no sirve aquí.</translation>
    </message>
    <message>
        <source>This token does not say whose it is, so it cannot be used here.</source>
        <translation>Este token no dice de quién es, así que no sirve aquí.</translation>
    </message>
    <message>
        <source>This token has expired (%1). Ask for a new one.</source>
        <translation>Este token ha caducado (%1). Pida uno nuevo.</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Iniciando sesión…</translation>
    </message>
    <message>
        <source>The connection to this server is not encrypted: others on the way can read along.</source>
        <translation>La conexión con este servidor no está cifrada: otros pueden leerla por el camino.</translation>
    </message>
    <message>
        <source>The token is kept in this computer&apos;s keychain.</source>
        <translation>El token se guarda en el depósito de claves de este equipo.</translation>
    </message>
    <message>
        <source>This computer has no keychain: you stay signed in until the program ends.</source>
        <translation>Este equipo no tiene depósito de claves: la sesión dura hasta que termine el programa.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name and user</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Organisation: %1</source>
        <translation>Organización: %1</translation>
    </message>
    <message>
        <source>Valid without an end</source>
        <translation>Válido sin fecha de fin</translation>
    </message>
    <message>
        <source>Expired %1</source>
        <translation>Caducado: %1</translation>
    </message>
    <message>
        <source>Valid until %1</source>
        <translation>Válido hasta: %1</translation>
    </message>
    <message>
        <source>Load a token</source>
        <translation>Cargar un token</translation>
    </message>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>No se puede leer el archivo: %1</translation>
    </message>
    <message>
        <source>This file is too long to be a token.</source>
        <translation>Este archivo es demasiado largo para ser un token.</translation>
    </message>
</context>
<context>
    <name>timesheet::SignInFlow</name>
    <message>
        <source>The link leads to %1, but this computer is to sign in at %2 only.</source>
        <translation>El enlace lleva a %1, pero este equipo solo debe iniciar sesión en %2.</translation>
    </message>
    <message>
        <source>Sign in again soon</source>
        <translation>Inicie sesión pronto</translation>
    </message>
    <message>
        <source>Your sign-in ends at %1. Sign in with a new token to stay up to date.</source>
        <translation>Su sesión termina a las %1. Inicie sesión con un token nuevo para seguir al día.</translation>
    </message>
</context>
<context>
    <name>timesheet::StatusIndicator</name>
    <message>
        <source>Show the connection&apos;s details</source>
        <translation>Mostrar los detalles de la conexión</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>Conexión: %1</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Iniciar sesión…</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>Reintentar</translation>
    </message>
</context>
<context>
    <name>timesheet::Toaster</name>
    <message>
        <source>Approved: %1</source>
        <translation>Aprobadas: %1</translation>
    </message>
    <message>
        <source>Rejected: %1</source>
        <translation>Rechazadas: %1</translation>
    </message>
    <message>
        <source>Notes: %1</source>
        <translation>Notas: %1</translation>
    </message>
    <message>
        <source>Deadlines: %1</source>
        <translation>Plazos: %1</translation>
    </message>
    <message>
        <source>Notifications: %1</source>
        <translation>Notificaciones: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n timesheet events</source>
        <translation>
            <numerusform>%n evento de hojas de horas</numerusform>
            <numerusform>%n eventos de hojas de horas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>While you were away: %n events</source>
        <translation>
            <numerusform>Mientras no estaba: %n evento</numerusform>
            <numerusform>Mientras no estaba: %n eventos</numerusform>
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
        <translation>Reintentar</translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation>Aún no hay eventos</translation>
    </message>
    <message>
        <source>Show events</source>
        <translation>Mostrar los eventos</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>Marcar todo como leído</translation>
    </message>
    <message>
        <source>Open Timesheet Manager</source>
        <translation>Abrir Timesheet Manager</translation>
    </message>
    <message>
        <source>Pause notifications</source>
        <translation>Pausar las notificaciones</translation>
    </message>
    <message>
        <source>For 30 minutes</source>
        <translation>Durante 30 minutos</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>Durante 1 hora</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>Hasta mañana</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>Iniciar sesión…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Preferencias…</translation>
    </message>
    <message>
        <source>About</source>
        <translation>Acerca de</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Salir</translation>
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
        <translation>Reanudar las notificaciones (en pausa hasta %1)</translation>
    </message>
    <message>
        <source>Account: %1</source>
        <translation>Cuenta: %1</translation>
    </message>
    <message>
        <source>Account…</source>
        <translation>Cuenta…</translation>
    </message>
</context>
</TS>
