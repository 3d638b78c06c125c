<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
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
        <translation>Aujourd’hui</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Hier</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>weekday, and day and month</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>today %1</source>
        <comment>time of day</comment>
        <translation>aujourd’hui à %1</translation>
    </message>
    <message>
        <source>tomorrow %1</source>
        <comment>time of day</comment>
        <translation>demain à %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <comment>time of day</comment>
        <translation>hier à %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>day, and time of day</comment>
        <translation>%1 à %2</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>à l’instant</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>il y a %1&#xa0;min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <comment>hours</comment>
        <translation>il y a %1&#xa0;h</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1&#xa0;s</translation>
    </message>
</context>
<context>
    <name>Emptiness</name>
    <message>
        <source>You are not signed in</source>
        <translation>Identification requise</translation>
    </message>
    <message>
        <source>Sign in to see what happens to your timesheets.</source>
        <translation>Identifiez-vous pour suivre vos feuilles de temps.</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>S’identifier…</translation>
    </message>
    <message>
        <source>Nothing found for “%1”</source>
        <translation>Aucun résultat pour «&#xa0;%1&#xa0;»</translation>
    </message>
    <message>
        <source>The search looks at every text of an event, in the chosen filter.</source>
        <translation>La recherche porte sur tous les textes des événements du filtre choisi.</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>Effacer la recherche</translation>
    </message>
    <message>
        <source>All read</source>
        <translation>Tout est lu</translation>
    </message>
    <message>
        <source>There is nothing new for you.</source>
        <translation>Il n’y a rien de nouveau pour vous.</translation>
    </message>
    <message>
        <source>Show all events</source>
        <translation>Afficher tous les événements</translation>
    </message>
    <message>
        <source>No events of this kind</source>
        <translation>Aucun événement de ce type</translation>
    </message>
    <message>
        <source>Other events are under All.</source>
        <translation>Les autres événements sont sous «&#xa0;Tous&#xa0;».</translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation>Pas encore d’événement</translation>
    </message>
    <message>
        <source>Approvals, rejections, notes and deadlines appear here the moment they happen.</source>
        <translation>Les approbations, refus, notes et échéances s’affichent ici dès qu’ils surviennent.</translation>
    </message>
</context>
<context>
    <name>EventWords</name>
    <message>
        <source>Until %1</source>
        <translation>Jusqu’au %1</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>À partir du %1</translation>
    </message>
    <message>
        <source>Week of %1</source>
        <translation>Semaine du %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>period of time</comment>
        <translation>Du %1 au %2</translation>
    </message>
    <message>
        <source>%1 h</source>
        <comment>hours</comment>
        <translation>%1&#xa0;h</translation>
    </message>
    <message>
        <source>Was due %1</source>
        <translation>Échéance passée&#xa0;: %1</translation>
    </message>
    <message>
        <source>Due %1</source>
        <translation>Échéance&#xa0;: %1</translation>
    </message>
    <message>
        <source>Timesheet approved</source>
        <translation>Feuille de temps approuvée</translation>
    </message>
    <message>
        <source>Timesheet rejected</source>
        <translation>Feuille de temps refusée</translation>
    </message>
    <message>
        <source>New note on a timesheet</source>
        <translation>Feuille de temps annotée</translation>
    </message>
    <message>
        <source>Notification</source>
        <translation>Notification</translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>par %1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the parts of a line</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>about what, and what was said</comment>
        <translation>%1&#xa0;: %2</translation>
    </message>
    <message>
        <source>Some events are missing</source>
        <translation>Il manque des événements</translation>
    </message>
    <message>
        <source>Events between %1 and %2 could not be recovered</source>
        <translation>Événements non récupérés&#xa0;: %1 – %2</translation>
    </message>
    <message>
        <source> · </source>
        <comment>between a deadline and what it is about</comment>
        <translation> · </translation>
    </message>
    <message>
        <source>Timesheet due</source>
        <translation>Feuille de temps à remettre</translation>
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
        <translation>Exportation</translation>
    </message>
    <message numerus="yes">
        <source>%n events are in %1.</source>
        <translation>
            <numerusform>%n événement a été exporté dans %1.</numerusform>
            <numerusform>%n événements ont été exportés dans %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <translation>%1 n’a pas été enregistré&#xa0;: %2</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tableau (*.csv)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Export the events of this list</source>
        <translation>Exporter les événements de cette liste</translation>
    </message>
    <message>
        <source>timesheet events</source>
        <translation>événements des feuilles de temps</translation>
    </message>
</context>
<context>
    <name>PayloadText</name>
    <message>
        <source>Title</source>
        <translation>Titre</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Message</translation>
    </message>
    <message>
        <source>Employee</source>
        <translation>Salarié</translation>
    </message>
    <message>
        <source>Employee number</source>
        <translation>Matricule</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Premier jour</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Dernier jour</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>Heures</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Échéance</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Début</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Fin</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Par</translation>
    </message>
    <message>
        <source>Approved by</source>
        <translation>Approuvée par</translation>
    </message>
    <message>
        <source>Rejected by</source>
        <translation>Refusée par</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Auteur</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Texte</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Gravité</translation>
    </message>
    <message>
        <source>Web address</source>
        <translation>Adresse web</translation>
    </message>
    <message>
        <source>Timesheet</source>
        <translation>Feuille de temps</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>oui</translation>
    </message>
    <message>
        <source>no</source>
        <translation>non</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>et %n de plus</numerusform>
            <numerusform>et %n de plus</numerusform>
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
        <translation>Annuler</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Fermer</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Ouvrir</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Also about other people&apos;s timesheets</source>
        <translation>Aussi pour les feuilles de temps des autres</translation>
    </message>
    <message>
        <source>With a sound</source>
        <translation>Avec un son</translation>
    </message>
    <message>
        <source>No notifications</source>
        <translation>Aucune notification</translation>
    </message>
    <message>
        <source>Deadlines come through, also while paused</source>
        <translation>Laisser passer les échéances, même en pause</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>Lancer à l’ouverture de session</translation>
    </message>
    <message>
        <source>Approved timesheets</source>
        <translation>Feuilles de temps approuvées</translation>
    </message>
    <message>
        <source>Rejected timesheets</source>
        <translation>Feuilles de temps refusées</translation>
    </message>
    <message>
        <source>Notes on timesheets</source>
        <translation>Notes sur les feuilles de temps</translation>
    </message>
    <message>
        <source>Deadlines</source>
        <translation>Échéances</translation>
    </message>
    <message>
        <source>Other notifications</source>
        <translation>Autres notifications</translation>
    </message>
    <message>
        <source>Quiet hours begin</source>
        <translation>Début des heures calmes</translation>
    </message>
    <message>
        <source>Quiet hours end</source>
        <translation>Fin des heures calmes</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>Adresse du serveur mandataire</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>&amp;Serveur</translation>
    </message>
    <message>
        <source>&amp;Web address of the Timesheet Manager</source>
        <translation>Adresse &amp;web de Timesheet Manager</translation>
    </message>
    <message>
        <source>&amp;Proxy</source>
        <translation>Serveur &amp;mandataire</translation>
    </message>
    <message>
        <source>&amp;Extra certificates (PEM file)</source>
        <translation>&amp;Certificats supplémentaires (fichier PEM)</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1&#xa0;an</translation>
    </message>
    <message>
        <source>2 years</source>
        <translation>2&#xa0;ans</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Indéfiniment</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Langue</translation>
    </message>
    <message>
        <source>&amp;Keep events on this computer</source>
        <translation>&amp;Conserver les événements sur cet ordinateur</translation>
    </message>
    <message>
        <source>This is not a server&apos;s address. It looks like wss://ws.example.com.</source>
        <translation>Ceci n’est pas une adresse de serveur. Exemple&#xa0;: wss://ws.example.com.</translation>
    </message>
    <message>
        <source>This is not a web address. It looks like https://timesheets.example.com.</source>
        <translation>Ceci n’est pas une adresse web. Exemple&#xa0;: https://timesheets.example.com.</translation>
    </message>
    <message>
        <source>This is not a proxy&apos;s address. It looks like http://proxy.example.com:3128, or socks5://proxy.example.com:1080.</source>
        <translation>Ceci n’est pas une adresse de serveur mandataire. Exemples&#xa0;: http://proxy.example.com:3128 ou socks5://proxy.example.com:1080.</translation>
    </message>
    <message>
        <source>There is no certificate in the file of extra certificates.</source>
        <translation>Le fichier de certificats supplémentaires ne contient aucun certificat.</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <comment>proxy</comment>
        <translation>Celui du système</translation>
    </message>
    <message>
        <source>None</source>
        <comment>proxy</comment>
        <translation>Aucun</translation>
    </message>
    <message>
        <source>This one:</source>
        <comment>proxy</comment>
        <translation>Celui-ci&#xa0;:</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <comment>language</comment>
        <translation>Celle du système</translation>
    </message>
</context>
<context>
    <name>StatusText</name>
    <message>
        <source>Retrying (%1 of %2)…</source>
        <translation>Nouvel essai (%1 sur %2)…</translation>
    </message>
    <message>
        <source>Retrying (%1 of %2) in %3</source>
        <translation>Nouvel essai (%1 sur %2) dans %3</translation>
    </message>
    <message>
        <source>Checking for news</source>
        <translation>Vérification périodique</translation>
    </message>
    <message>
        <source>Checking every %1</source>
        <translation>Vérification toutes les %1</translation>
    </message>
    <message>
        <source>%1, next try in %2</source>
        <translation>%1, prochain essai dans %2</translation>
    </message>
    <message>
        <source>Offline, next try in %1</source>
        <translation>Hors ligne, prochain essai dans %1</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Hors ligne</translation>
    </message>
    <message>
        <source>Live, %1 ms</source>
        <translation>En direct, %1&#xa0;ms</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>En direct</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Connexion…</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Non identifié</translation>
    </message>
    <message>
        <source>Sign-in needed</source>
        <translation>Identification requise</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>connecté</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>connexion en cours</translation>
    </message>
    <message>
        <source>checking now and then</source>
        <translation>vérification périodique</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>hors ligne</translation>
    </message>
    <message>
        <source>notifications paused</source>
        <translation>notifications en pause</translation>
    </message>
    <message>
        <source>sign-in needed</source>
        <translation>identification requise</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>program, state</comment>
        <translation>%1&#xa0;: %2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <comment>program, state, unread</comment>
        <translation>%1&#xa0;: %2, %3</translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n non lu</numerusform>
            <numerusform>%n non lus</numerusform>
        </translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Serveur</translation>
    </message>
    <message>
        <source>Server program</source>
        <translation>Logiciel du serveur</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Depuis</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>Essai</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 sur %2</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>Aller-retour</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1&#xa0;ms</translation>
    </message>
    <message>
        <source>Last event</source>
        <translation>Dernier événement</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Cause</translation>
    </message>
</context>
<context>
    <name>timesheet::AboutDialog</name>
    <message>
        <source>About %1</source>
        <translation>À propos de %1</translation>
    </message>
    <message>
        <source>News about your timesheets, in the system tray.

Under the MIT licence. Made with Qt %1 (LGPL 3), QtKeychain (BSD), SQLite (public domain), nlohmann/json (MIT) and tl::expected (CC0).</source>
        <translation>Les nouvelles de vos feuilles de temps, dans la zone de notification.

Sous licence MIT. Réalisé avec Qt %1 (LGPL 3), QtKeychain (BSD), SQLite (domaine public), nlohmann/json (MIT) et tl::expected (CC0).</translation>
    </message>
</context>
<context>
    <name>timesheet::AccountDialog</name>
    <message>
        <source>Other accounts on this computer</source>
        <translation>Autres comptes sur cet ordinateur</translation>
    </message>
    <message>
        <source>When signing out, also forget the events on this computer</source>
        <translation>À la déconnexion, effacer aussi les événements de cet ordinateur</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Se déconnecter</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Compte</translation>
    </message>
    <message>
        <source>New token…</source>
        <translation>Nouveau jeton…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>S’identifier…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Utilisateur</translation>
    </message>
    <message>
        <source>Organisation</source>
        <translation>Organisation</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rôle</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Serveur</translation>
    </message>
    <message>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Non identifié</translation>
    </message>
    <message>
        <source>Signed in until</source>
        <translation>Fin de session</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>user, organisation, server</comment>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>Basculer</translation>
    </message>
    <message>
        <source>Switch to %1</source>
        <translation>Basculer vers %1</translation>
    </message>
</context>
<context>
    <name>timesheet::ClientApplication</name>
    <message>
        <source>The events kept on this computer were damaged. They were set aside as %1, and a new file was begun.</source>
        <translation>Les événements conservés sur cet ordinateur étaient endommagés. Ils ont été mis de côté sous le nom %1 et un nouveau fichier a été créé.</translation>
    </message>
</context>
<context>
    <name>timesheet::ConnectionPopup</name>
    <message>
        <source>Connection details</source>
        <translation>Détails de la connexion</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>Copier le diagnostic</translation>
    </message>
    <message>
        <source>Messages left out</source>
        <translation>Messages écartés</translation>
    </message>
</context>
<context>
    <name>timesheet::DBusNotifier</name>
    <message>
        <source>Sign in</source>
        <translation>S’identifier</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Afficher</translation>
    </message>
    <message>
        <source>Open timesheet</source>
        <translation>Ouvrir la feuille</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Marquer comme lu</translation>
    </message>
    <message>
        <source>Remind me in an hour</source>
        <translation>Me le rappeler dans une heure</translation>
    </message>
</context>
<context>
    <name>timesheet::DesktopFrontend</name>
    <message>
        <source>There is no space left on the disk. What comes now is kept by the server until there is.</source>
        <translation>Le disque est plein. Le serveur conserve les nouveaux événements jusqu’à ce qu’il y ait de la place.</translation>
    </message>
    <message>
        <source>The events cannot be kept on this computer: %1</source>
        <translation>Les événements ne peuvent pas être conservés sur cet ordinateur&#xa0;: %1</translation>
    </message>
    <message>
        <source>This desktop has no tray. The window stays instead, and notifications come as ever; closing the window ends Timesheet Tray.</source>
        <translation>Ce bureau n’a pas de zone de notification. La fenêtre reste donc ouverte et les notifications arrivent comme d’habitude&#xa0;; fermer la fenêtre quitte Timesheet Tray.</translation>
    </message>
    <message>
        <source>Still here</source>
        <translation>Toujours là</translation>
    </message>
    <message>
        <source>Timesheet Tray goes on in the tray. Quit it from its menu.</source>
        <translation>Timesheet Tray reste actif dans la zone de notification. Vous pouvez le quitter depuis son menu.</translation>
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
        <translation>Ouvrir la feuille</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Détails</translation>
    </message>
    <message>
        <source>Mark unread</source>
        <translation>Marquer non lu</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Marquer comme lu</translation>
    </message>
</context>
<context>
    <name>timesheet::EventListView</name>
    <message>
        <source>Events</source>
        <translation>Événements</translation>
    </message>
</context>
<context>
    <name>timesheet::EventWordsModel</name>
    <message>
        <source>Unread</source>
        <translation>Non lu</translation>
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
        <translation>Tout marquer comme lu</translation>
    </message>
    <message>
        <source>Open Timesheet Manager</source>
        <translation>Ouvrir Timesheet Manager</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exporter…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Paramètres…</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>S’identifier…</translation>
    </message>
    <message>
        <source>About</source>
        <translation>À propos</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Quitter</translation>
    </message>
    <message>
        <source>Search events</source>
        <translation>Rechercher un événement</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>Account…</source>
        <translation>Compte…</translation>
    </message>
    <message>
        <source>Account: %1</source>
        <translation>Compte&#xa0;: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n unread)</source>
        <comment>program</comment>
        <translation>
            <numerusform>%1 (%n non lu)</numerusform>
            <numerusform>%1 (%n non lus)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::FilterList</name>
    <message>
        <source>Filters</source>
        <translation>Filtres</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Tous</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>Non lus</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>Approbations</translation>
    </message>
    <message>
        <source>Rejections</source>
        <translation>Refus</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notes</translation>
    </message>
    <message>
        <source>Deadlines</source>
        <translation>Échéances</translation>
    </message>
    <message>
        <source>System</source>
        <translation>Système</translation>
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
        <translation>Défini par votre administrateur</translation>
    </message>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n jour</numerusform>
            <numerusform>%n jours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timesheet::SettingsDialog</name>
    <message>
        <source>Choose…</source>
        <translation>Choisir…</translation>
    </message>
    <message>
        <source>A lock marks what your administrator has set.</source>
        <translation>Un cadenas signale ce que votre administrateur a défini.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Notifications</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Général</translation>
    </message>
    <message>
        <source>Notify me of</source>
        <translation>Me notifier pour</translation>
    </message>
    <message>
        <source>Quiet hours</source>
        <translation>Heures calmes</translation>
    </message>
    <message>
        <source>Everything is in the window, and counted at the icon, whatever you choose here.</source>
        <translation>Quel que soit votre choix ici, tout figure dans la fenêtre et est compté sur l’icône.</translation>
    </message>
    <message>
        <source>from</source>
        <comment>a time of day</comment>
        <translation>de</translation>
    </message>
    <message>
        <source>to</source>
        <comment>a time of day</comment>
        <translation>à</translation>
    </message>
    <message>
        <source>Used from the next sign-in on.</source>
        <translation>Pris en compte à la prochaine identification.</translation>
    </message>
    <message>
        <source>Choose a file of certificates</source>
        <translation>Choisir un fichier de certificats</translation>
    </message>
</context>
<context>
    <name>timesheet::SettingsFlow</name>
    <message>
        <source>Starting at login could not be changed: %1</source>
        <translation>Le lancement à l’ouverture de session n’a pas pu être modifié&#xa0;: %1</translation>
    </message>
</context>
<context>
    <name>timesheet::SignInDialog</name>
    <message>
        <source>Sign in</source>
        <translation>S’identifier</translation>
    </message>
    <message>
        <source>Paste your token here, or drop a file with it</source>
        <translation>Collez votre jeton ici, ou déposez un fichier qui le contient</translation>
    </message>
    <message>
        <source>Load from file…</source>
        <translation>Charger un fichier…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>&amp;Serveur</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>&amp;Jeton</translation>
    </message>
    <message>
        <source>A link wants to sign you in at %1. Go on only if you have just followed such a link, and know this server.</source>
        <translation>Un lien demande à vous identifier auprès de %1. Ne continuez que si vous venez de suivre un tel lien et connaissez ce serveur.</translation>
    </message>
    <message>
        <source>The server does not accept this token. Ask for a new one.</source>
        <translation>Le serveur n’accepte pas ce jeton. Demandez-en un nouveau.</translation>
    </message>
    <message>
        <source>The server does not answer. You are signed in as soon as it does.</source>
        <translation>Le serveur ne répond pas. L’identification se fera dès qu’il répondra.</translation>
    </message>
    <message>
        <source>Which server? Its address begins with wss://.</source>
        <translation>Quel serveur&#xa0;? Son adresse commence par wss://.</translation>
    </message>
    <message>
        <source>This is not a server&apos;s address. It looks like wss://ws.example.com.</source>
        <translation>Ceci n’est pas une adresse de serveur. Exemple&#xa0;: wss://ws.example.com.</translation>
    </message>
    <message>
        <source>This is too long to be a token. Copy the token alone.</source>
        <translation>C’est trop long pour être un jeton. Copiez le jeton seul.</translation>
    </message>
    <message>
        <source>This is not a token. A token is one long word with two dots in it; copy all of it.</source>
        <translation>Ceci n’est pas un jeton. Un jeton est un long mot d’un seul tenant, avec deux «&#xa0;.&#xa0;»&#xa0;; copiez-le en entier.</translation>
    </message>
    <message>
        <source>This token names no organisation, so it cannot be used here.</source>
        <translation>Ce jeton n’indique aucune organisation&#xa0;: il ne peut pas être utilisé ici.</translation>
    </message>
    <message>
        <source>This token does not say whose it is, so it cannot be used here.</source>
        <translation>Ce jeton n’indique pas à qui il appartient&#xa0;: il ne peut pas être utilisé ici.</translation>
    </message>
    <message>
        <source>This token has expired (%1). Ask for a new one.</source>
        <translation>Ce jeton a expiré (%1). Demandez-en un nouveau.</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Identification…</translation>
    </message>
    <message>
        <source>The connection to this server is not encrypted: others on the way can read along.</source>
        <translation>La connexion à ce serveur n’est pas chiffrée&#xa0;: des tiers peuvent la lire en chemin.</translation>
    </message>
    <message>
        <source>The token is kept in this computer&apos;s keychain.</source>
        <translation>Le jeton est conservé dans le trousseau de clés de cet ordinateur.</translation>
    </message>
    <message>
        <source>This computer has no keychain: you stay signed in until the program ends.</source>
        <translation>Cet ordinateur n’a pas de trousseau de clés&#xa0;: la session dure jusqu’à la fermeture du programme.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name and user</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Organisation: %1</source>
        <translation>Organisation&#xa0;: %1</translation>
    </message>
    <message>
        <source>Valid without an end</source>
        <translation>Valable sans limite de durée</translation>
    </message>
    <message>
        <source>Expired %1</source>
        <translation>Expiré&#xa0;: %1</translation>
    </message>
    <message>
        <source>Valid until %1</source>
        <translation>Fin de validité&#xa0;: %1</translation>
    </message>
    <message>
        <source>Load a token</source>
        <translation>Charger un jeton</translation>
    </message>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>Le fichier ne peut pas être lu&#xa0;: %1</translation>
    </message>
    <message>
        <source>This file is too long to be a token.</source>
        <translation>Ce fichier est trop long pour être un jeton.</translation>
    </message>
</context>
<context>
    <name>timesheet::SignInFlow</name>
    <message>
        <source>The link leads to %1, but this computer is to sign in at %2 only.</source>
        <translation>Le lien mène à %1, mais cet ordinateur ne doit s’identifier qu’auprès de %2.</translation>
    </message>
    <message>
        <source>Sign in again soon</source>
        <translation>Identifiez-vous bientôt à nouveau</translation>
    </message>
    <message>
        <source>Your sign-in ends at %1. Sign in with a new token to stay up to date.</source>
        <translation>Votre session prend fin à %1. Identifiez-vous avec un nouveau jeton pour rester à jour.</translation>
    </message>
</context>
<context>
    <name>timesheet::StatusIndicator</name>
    <message>
        <source>Show the connection&apos;s details</source>
        <translation>Afficher les détails de la connexion</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>Connexion&#xa0;: %1</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>S’identifier…</translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>Réessayer</translation>
    </message>
</context>
<context>
    <name>timesheet::Toaster</name>
    <message>
        <source>Approved: %1</source>
        <translation>Approuvées&#xa0;: %1</translation>
    </message>
    <message>
        <source>Rejected: %1</source>
        <translation>Refusées&#xa0;: %1</translation>
    </message>
    <message>
        <source>Notes: %1</source>
        <translation>Notes&#xa0;: %1</translation>
    </message>
    <message>
        <source>Deadlines: %1</source>
        <translation>Échéances&#xa0;: %1</translation>
    </message>
    <message>
        <source>Notifications: %1</source>
        <translation>Notifications&#xa0;: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n timesheet events</source>
        <translation>
            <numerusform>Feuilles de temps&#xa0;: %n événement</numerusform>
            <numerusform>Feuilles de temps&#xa0;: %n événements</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>While you were away: %n events</source>
        <translation>
            <numerusform>En votre absence&#xa0;: %n événement</numerusform>
            <numerusform>En votre absence&#xa0;: %n événements</numerusform>
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
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>No events yet</source>
        <translation>Pas encore d’événement</translation>
    </message>
    <message>
        <source>Show events</source>
        <translation>Afficher les événements</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>Tout marquer comme lu</translation>
    </message>
    <message>
        <source>Open Timesheet Manager</source>
        <translation>Ouvrir Timesheet Manager</translation>
    </message>
    <message>
        <source>Pause notifications</source>
        <translation>Mettre les notifications en pause</translation>
    </message>
    <message>
        <source>For 30 minutes</source>
        <translation>Pendant 30&#xa0;minutes</translation>
    </message>
    <message>
        <source>For 1 hour</source>
        <translation>Pendant 1&#xa0;heure</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>Jusqu’à demain</translation>
    </message>
    <message>
        <source>Sign in…</source>
        <translation>S’identifier…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Paramètres…</translation>
    </message>
    <message>
        <source>About</source>
        <translation>À propos</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Quitter</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>title and line of an event</comment>
        <translation>%1&#xa0;: %2</translation>
    </message>
    <message>
        <source>• %1</source>
        <comment>unread event</comment>
        <translation>• %1</translation>
    </message>
    <message>
        <source>Resume notifications (paused until %1)</source>
        <translation>Reprendre les notifications (en pause jusqu’à %1)</translation>
    </message>
    <message>
        <source>Account: %1</source>
        <translation>Compte&#xa0;: %1</translation>
    </message>
    <message>
        <source>Account…</source>
        <translation>Compte…</translation>
    </message>
</context>
</TS>
