# Die Seiten von Campus, dem Muster-LMS.

## Rahmen
skip = Zum Inhalt
nav-learning = Meine Kurse
nav-courses = Kurse
nav-people = Personen
nav-log = Protokoll
sign-out = Abmelden
to-my-courses = Meine Kurse
go-back = Zurück
save = Speichern
remove = Entfernen
actions = Aktionen
yes = ja
not-yet = noch nicht
at = Wann
times-in-utc = Zeiten in UTC.

## Anmelden
sign-in = Anmelden
sign-in-hint = Willkommen. Ihre Kurse warten.
sign-in-name = Name
password = Passwort
sign-in-wrong = Name oder Passwort stimmen nicht.
sign-in-wait = Zu viele Versuche. Warten Sie { $seconds } Sekunden, dann versuchen Sie es wieder.

demo-heading = Das ist eine Vorführung: Seien Sie, wer Sie wollen
demo-hint = Ein Klick meldet Sie an. Um zwei Personen zugleich zu sein, nehmen Sie für die zweite ein privates Fenster.
demo-sign-in-as = Als { $name } anmelden
demo-learns = nimmt an Kursen teil und sieht ihre Ergebnisse
demo-administrates = bringt Kurse und weist sie zu, sieht die Ergebnisse aller und darf sie überschreiben

## Ergebnisse
completion = Abschluss
success = Erfolg
score = Punkte
time = Zeit
complete = abgeschlossen
incomplete = begonnen
passed = bestanden
failed = nicht bestanden
not-known = nicht bekannt
status-passed = Bestanden
status-complete = Abgeschlossen
status-failed = Nicht bestanden
status-begun = Begonnen
status-none = Nicht begonnen
decided = Von der Verwaltung entschieden.
who-reports = Abschluss, Erfolg und Punkte meldet der Kurs selbst.

## Meine Kurse
learning-empty = Im Moment ist nichts zu tun
learning-empty-learner = Sobald Ihnen jemand einen Kurs zuweist, erscheint er hier.
learning-empty-author = Bringen Sie einen Kurs und weisen Sie ihn sich oder anderen zu.
start = Beginnen
go-on = Weitermachen
own-window = In einem Fenster
not-ready = Dieser Kurs wird noch vorbereitet.
due-on = Fällig am { $day }
overdue = War fällig am { $day }
window-blocked = Ihr Browser hat das Fenster gesperrt. Erlauben Sie Fenster für diese Seite, oder nehmen Sie den anderen Knopf.
window-failed = Der Kurs konnte nicht geöffnet werden. Versuchen Sie es gleich noch einmal.
back-from = Sie kommen zurück aus
back-stale = Der Kursdienst antwortet nicht. Das ist das letzte bekannte Ergebnis; ein neueres erscheint von selbst.

## Kurse
courses-empty = Noch keine Kurse
courses-empty-hint = Veröffentlichen Sie einen Kurs in Ihrem Autorenwerkzeug als SCORM und bringen Sie die Zip-Datei hierher.
course-new = Einen Kurs bringen
results = Ergebnisse
learners-0 = Niemandem zugewiesen
learners-1 = 1 Person
learners-more = { $count } Personen
course-failed = Das letzte Paket, { $file }, konnte nicht eingelesen werden: sehen Sie, warum.
course-under-way = { $file } ist unterwegs: sehen Sie, wie weit es ist.

## Hochladen
package = Paket
package-hint = Eine Zip-Datei aus Ihrem Autorenwerkzeug: SCORM 1.1, 1.2 oder 2004.
package-bring = Kurs bringen
package-replace = Durch eine neue Version ersetzen
package-versions = Wer begonnen hat, bleibt bei der Version, mit der begonnen wurde.
upload = Hochladen
upload-sending = Wird hochgeladen: { $percent } %
upload-sent = Hochgeladen. Die Antwort kommt gleich …
upload-broke = Das Hochladen brach ab. Versuchen Sie es noch einmal.
upload-not-now = Campus kann das Hochladen im Moment nicht beginnen. Versuchen Sie es später.

## Ein Paket unterwegs
import = Einlesen
import-open = { $file } ist unterwegs. Sie können die Seite schließen und wiederkommen.
import-done = Der Kurs ist bereit.
import-failed = { $file } hat nichts verändert. Bessern Sie die Datei aus oder wählen Sie eine andere, und senden Sie diese.
import-awaited = Kommt an
import-running = Wird eingelesen
import-succeeded = Eingelesen
import-failed-chip = Nicht eingelesen
look-again = Noch einmal nachsehen
warnings = Was am Paket auffiel
warnings-hint = Der Kurs läuft trotzdem. Lernende sehen das nicht.
to-the-course = Zum Kurs
try-again = Noch einmal versuchen

## Warum aus einem Paket kein Kurs wurde
upload-too-late = Das Hochladen wurde vor zu langer Zeit begonnen. Wählen Sie die Datei noch einmal.
upload-refused = Der Kursdienst nahm das Paket nicht an. Wählen Sie die Datei noch einmal; geht es wieder nicht, fragen Sie die Verwaltung.
upload-broke-off = Das Hochladen brach ab. Wählen Sie die Datei noch einmal.
upload-no-cloud = Der Kursdienst ist im Moment nicht erreichbar. Versuchen Sie es später.
upload-line-broke = Die Verbindung zum Kursdienst riss ab. Senden Sie das Paket noch einmal.
upload-never-came = Das Paket kam nie an. Wählen Sie die Datei noch einmal.
upload-lost = Der Kursdienst hat das Paket verloren. Senden Sie es noch einmal.
upload-in-doubt = Die Verbindung riss ab, bevor die Antwort kam. Campus sieht nach, ob das Paket angekommen ist.
upload-not-for-this = Der Kursdienst kennt dieses Hochladen, aber nicht für diesen Kurs. Senden Sie das Paket noch einmal.
advice-not-a-zip = Diese Datei ist keine Zip-Datei. Wählen Sie das Paket, das Ihr Autorenwerkzeug veröffentlicht hat.
advice-damaged = Diese Zip-Datei ist beschädigt oder ungewöhnlich. Veröffentlichen Sie den Kurs noch einmal und laden Sie diese Datei hoch.
advice-no-course = In dieser Zip-Datei ist kein Kurs. Das Manifest muss ganz oben liegen: Packen Sie den Inhalt des Ordners, nicht den Ordner.
advice-too-large = Dieses Paket ist zu groß. Verkleinern Sie die Medien, oder bitten Sie die Verwaltung um eine höhere Grenze.
advice-upload-missing = Die hochgeladene Datei ist weg. Laden Sie sie noch einmal hoch.
advice-other = Der Kurs konnte nicht eingelesen werden. Versuchen Sie es noch einmal; geht es wieder nicht, zeigen Sie dies der Verwaltung.

## Ein Kurs
learners = Lernende
learners-none = Diesen Kurs soll noch niemand machen.
learner = Lernende Person
due = Fällig
registered = Angemeldet
unassign-confirm = Die Ergebnisse von { $name } in diesem Kurs werden gelöscht.
assign-heading = Den Kurs zuweisen
assign-nobody = Wer sich anmelden kann, hat diesen Kurs schon.
groups = Gruppen
due-optional = Fällig am (wenn überhaupt)
assign = Zuweisen
package-heading = Paket
settings = Einstellungen
title = Titel
rename = Umbenennen
register-at = Lernende werden angemeldet,
register-at-launch = wenn sie den Kurs zum ersten Mal öffnen
register-at-assignment = wenn er ihnen zugewiesen wird
delete-course = Den Kurs löschen
delete-confirm = Der Kurs und alle seine Ergebnisse werden gelöscht.

## Ergebnisse eines Kurses
results-of = Ergebnisse von { $title }
ask-all = Alle Ergebnisse neu erfragen
csv = Als CSV herunterladen
figure-assigned = Zugewiesen
figure-complete = Abgeschlossen
figure-passed = Bestanden
figure-average = Punkte im Mittel
chart-now = Wo die Lernenden stehen
chart-completed = Wer den Kurs abgeschlossen hat, von { $assigned } Personen
chart-table = Dasselbe als Tabelle
chart-until = Bis
chart-nobody = Noch hat ihn niemand abgeschlossen.
results-empty = Noch keine Ergebnisse
changed = Geändert
reported = gemeldet:
results-hint = Abschluss, Erfolg und Punkte meldet der Kurs selbst, wenn die Verwaltung nicht anders entschieden hat. Zeiten in UTC.

## Eine Person in einem Kurs
learner-in = { $learner } im Kurs { $title }
ask-one = Dieses Ergebnis neu erfragen
result = Ergebnis
overridden = Anders entschieden
as-reported = Wie es der Kurs gemeldet hat
launched = Geöffnet
asked = Erfragt
registration = Anmeldung
lost = Vom Kursdienst verloren
lost-text = Am { $at } hatte der Kursdienst diese Anmeldung nicht mehr; sie wird dort neu gemacht.
lost-kept = Das Ergebnis von vorher bleibt, bis der Kurs eines meldet, das ebenso viel sagt. Seither meldete er:
override = Anders entscheiden
override-hint = Was Sie wählen, gilt statt dessen, was der Kurs gemeldet hat. Beides bleibt sichtbar und lässt sich zurücknehmen.
keep = wie gemeldet
score-given = Punkte (0 bis 100)
reason = Grund
revert = Die Entscheidung zurücknehmen
overrides = Entscheidungen
reverted = zurückgenommen von { $by }, { $at }
activities = Aktivitäten
activity = Aktivität
history = Verlauf
history-none = Noch wurde nichts gemeldet.
how-it-came = Wie es kam
came-posted = gemeldet
came-asked = erfragt

## Personen und Gruppen
person-new = Neue Person
person-login = Anmeldename
first-name = Vorname
last-name = Nachname
role = Rolle
role-learner = lernt
role-author = Autorin oder Autor
role-administrator = Verwaltung
password-rule = Mindestens 10 Zeichen.
add = Hinzufügen
person-locked = darf sich nicht anmelden
may-sign-in = darf sich anmelden
new-password = Neues Passwort
set-password = Passwort setzen
groups-none = Mit einer Gruppe wird ein Kurs allen Mitgliedern auf einmal zugewiesen.
members = Mitglieder
members-1 = 1 Mitglied
members-more = { $count } Mitglieder
group-new = Neue Gruppe
group-name = Name der Gruppe
group-add = Gruppe anlegen
delete-group = Die Gruppe löschen
delete-group-confirm = Die Gruppe wird gelöscht; ihre Mitglieder bleiben.

## Protokoll
event-course-assigned = Kurs zugewiesen
event-course-deleted = Kurs gelöscht
event-course-launched = Hat einen Kurs gestartet
event-course-lost = Der Kursdienst hat einen Kurs verloren
event-course-renamed = Kurs umbenannt
event-course-unassigned = Zuweisung zurückgenommen
event-person-changed = Person geändert
event-person-created = Person hinzugefügt
event-person-password = Passwort gesetzt
event-registration-lost = Der Kursdienst hat eine Anmeldung verloren
event-registration-refused = Der Kursdienst hat eine Anmeldung nicht angenommen
event-registration-unknown = Eine Anmeldung entfernt, die niemand kennt
event-result-overridden = Über ein Ergebnis anders entschieden
event-result-override-reverted = Eine Entscheidung zurückgenommen

## Was nicht geht
input-heading = Das ging nicht
input-title = Ein Titel hat 1 bis 500 Zeichen.
input-moment = Wählen Sie einen der beiden Zeitpunkte.
input-whom = Wählen Sie Lernende oder eine Gruppe.
input-package = Wählen Sie zuerst ein Paket.
input-score = Punkte sind eine Zahl von 0 bis 100.
input-group = Der Name einer Gruppe hat 1 bis 255 Zeichen.
input-group-taken = Eine Gruppe dieses Namens gibt es schon.
input-role = Wählen Sie eine der Rollen.
input-login = Wählen Sie einen Anmeldenamen von höchstens 255 Zeichen.
input-login-taken = Mit diesem Namen meldet sich schon jemand an.
input-password = Wählen Sie ein Passwort von mindestens 10 Zeichen.
input-override = Wählen Sie mindestens einen Wert.
input-name = Geben Sie einen Vor- oder Nachnamen an.
input-name-long = Namen haben höchstens 255 Zeichen.
input-reason = Sagen Sie, warum: andere werden fragen.
input-last-administrator = Jemand muss bleiben, der verwalten kann.
input-due = Der Tag muss im Kalender stehen.
input-removing = Die alte Anmeldung wird noch entfernt. Versuchen Sie es in einer Minute.
input-taken = Die Kennung der Anmeldung ist im Kursdienst vergeben. Sagen Sie es der Verwaltung.
input-not-ready = Dieser Kurs ist noch nicht bereit.
input-token = Das ist kein Token.
input-many-uploads = Sie haben sehr viele Pakete geschickt. Warten Sie eine Stunde, dann geht es weiter.
input-link-given = Die Adresse für dieses Hochladen wurde schon vergeben. Wählen Sie die Datei noch einmal.
not-found = Nicht gefunden
not-found-text = Hier ist nichts, oder es ist nicht für Sie bestimmt.
not-now = Im Moment nicht
not-now-text = Campus erreicht seine Aufzeichnungen nicht. Versuchen Sie es gleich noch einmal.
cloud-silent = Der Kursdienst antwortet nicht
cloud-silent-text = Der Kursdienst ist nicht erreichbar. Was Sie in Campus sehen, bleibt richtig; versuchen Sie es später.
cloud-refused = Der Kursdienst hat abgelehnt
cloud-refused-text = Der Kursdienst hat abgelehnt. Sagen Sie es der Verwaltung, die den Grund im Protokoll des Servers findet.
