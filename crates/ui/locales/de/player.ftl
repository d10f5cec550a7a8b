# Was Lernende im Player lesen. Texte mit { $name } füllt die Seite.

## Beim Start
loading = Der Kurs wird geöffnet …
no-script = Dieser Kurs braucht JavaScript. Bitte schalten Sie es im Browser ein und laden Sie die Seite neu.
course-frame = Kurs
content-frame = Kursinhalt

## Leiste und Inhaltsverzeichnis
toc = Inhalt
toc-open = Inhalt einblenden
toc-close = Inhalt ausblenden
controls = Kursnavigation
continue = Weiter
previous = Zurück
return-to-lms = Verlassen
menu = Mehr
exit = Diese Aktivität beenden
close-item = Aktivität schließen
exit-all = Kurs beenden
suspend-all = Verlassen und später weitermachen
abandon = Diese Aktivität verwerfen
abandon-all = Kurs verwerfen
progress = Fortschritt im Kurs
full-screen = Vollbild
help = Hilfe
help-steps = Weiter und Zurück führen von Aktivität zu Aktivität durch den Kurs. Wo sie fehlen, hat der Kurs eigene Schaltflächen.
help-contents = Der Inhalt zeigt alle Aktivitäten und was Sie davon erledigt haben. Wählen Sie eine, um sie zu öffnen.
help-save = Ihre Arbeit wird von selbst gespeichert. Das Zeichen oben sagt, ob alles gespeichert ist.
help-leave = Verlassen schließt den Kurs. Beim nächsten Mal machen Sie dort weiter, wo Sie waren.

## Status einer Aktivität
status-passed = Bestanden
status-failed = Nicht bestanden
status-completed = Abgeschlossen
status-incomplete = Begonnen
status-browsed = Angesehen
status-unknown = Noch kein Ergebnis
status-not-attempted = Nicht begonnen

## Speichern
save-saved = Gespeichert
save-saving = Wird gespeichert …
save-offline = Nicht gespeichert
save-offline-banner = Ihre letzten Schritte sind noch nicht gespeichert. Wir versuchen es weiter; bitte lassen Sie dieses Fenster offen.
save-refused-banner = Ihre letzten Schritte konnten nicht gespeichert werden.
save-again = Erneut versuchen
no-storage = Ihr Browser bewahrt für diese Seite nichts auf. Verlassen Sie den Kurs erst, wenn alles gespeichert ist.

## Meldungen
choose = Wie möchten Sie weitermachen?
choose-hint = Wählen Sie eine Aktivität aus dem Inhalt.
nothing-to-open = Dort lässt sich im Moment nichts öffnen.
activity-finished = Diese Aktivität ist abgeschlossen.
moved-elsewhere = Ihr Stand wurde anderswo geändert. Ab dem nächsten Schritt geht es bei { $activity } weiter.
review = Sie haben diesen Kurs abgeschlossen. Sie können ihn noch einmal ansehen; Ihre Ergebnisse bleiben, wie sie sind.
review-time = Ihre Zeit für diesen Kurs ist abgelaufen. Sie können ihn noch ansehen, aber nichts davon zählt.
full-screen-needed = Dieser Kurs braucht den ganzen Bildschirm.
small-screen = Dieser Kurs ist für mindestens { $width } × { $height } Pixel gemacht. Hier ist weniger Platz; vielleicht müssen Sie blättern.
time-left = Ihre Zeit für diesen Kurs ist begrenzt: noch { $minutes } Min.
close-message = Schließen

## Eigenes Fenster
popup-opened = Der Kurs ist in einem eigenen Fenster geöffnet.
popup-opened-hint = Lassen Sie diese Seite offen: Sie speichert Ihre Arbeit.
player-opened-hint = Lassen Sie diese Seite offen: am Ende kommen Sie hierher zurück.
popup-show = Fenster anzeigen
popup-blocked = Der Kurs öffnet sich in einem eigenen Fenster.
popup-open = Kurs öffnen

## Fragen
confirm-exit = Kurs verlassen?
confirm-exit-text = Die Aktivität ist abgeschlossen.
leave-how-text = Sie können später hier weitermachen oder den Kurs jetzt beenden.
yes-leave = Verlassen
no-stay = Bleiben

## Verlassen
leaving = Ihre Arbeit wird gespeichert …
leaving-unsaved = Noch nicht gespeichert
leaving-unsaved-text = Der Server hat Ihre letzten Schritte nicht bestätigt. Versuchen Sie es erneut, oder verlassen Sie den Kurs und riskieren deren Verlust.
leave-anyway = Trotzdem verlassen
ended = Sie haben den Kurs verlassen.
ended-text = Ihre Arbeit ist gespeichert. Sie können dieses Fenster schließen.
ended-unsaved-text = Ein Teil Ihrer letzten Schritte ist nicht gespeichert. Öffnen Sie den Kurs in diesem Browser erneut, dann wird er nachgereicht.
ended-lost-text = Ein Teil Ihrer letzten Schritte ist nicht gespeichert und geht vielleicht verloren.
ended-close = Ihre Arbeit ist gespeichert. Der Browser erlaubt uns nicht, dieses Fenster zu schließen; bitte schließen Sie es selbst.
ended-back = Zurück zum Ausgangspunkt
time-up = Ihre Zeit ist um.
time-up-text = Die Zeit für diesen Kurs ist abgelaufen. Ihre Arbeit ist gespeichert.
go-on = Weiter

## Anderswo
frozen = Dieser Kurs ist in einem anderen Fenster geöffnet.
frozen-text = Bitte machen Sie dort weiter. Dieses Fenster speichert nichts mehr; Sie können es schließen.
gone = Dieser Kurs ist nicht mehr verfügbar.
gone-text = Er wurde entfernt, während er geöffnet war. Sie können dieses Fenster schließen.

## Was schiefgeht
error = Der Kurs konnte nicht geöffnet werden.
error-engine = Ein Teil des Players konnte nicht geladen werden. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es erneut.
error-browser = Ihr Browser ist zu alt für diesen Kurs. Bitte verwenden Sie eine aktuelle Version von Chrome, Edge, Firefox oder Safari.
error-network = Der Server hat nicht geantwortet. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es erneut.
error-unknown-launch = Dieser Link gilt nicht oder nicht mehr. Bitte öffnen Sie den Kurs erneut dort, wo Sie ihn gefunden haben.
try-again = Erneut versuchen

## A page of a course that was opened without the player
without-player = Das ist ein Teil eines Kurses
without-player-text = Eine Seite eines Kurses funktioniert nur im Player. Bitte öffnen Sie den Kurs dort, wo Sie ihn gefunden haben: dann wird Ihre Arbeit gespeichert. Sie können ihn auch jetzt im Player ansehen; davon wird nichts gespeichert.
without-player-open = Im Player ansehen
