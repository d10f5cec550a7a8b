# Seiten, die dort stehen, wohin ein Link der API nicht geführt hat.

failed = Das hat nicht geklappt
failed-code = Code
failed-back = Zurück dorthin, woher Sie kamen
failed-expired = Dieser Link ist abgelaufen. Gehen Sie zurück zu der Seite, auf der er stand, laden Sie sie neu und folgen Sie dem neuen Link.
failed-unsigned = Dieser Link stammt nicht von einem System, das ihn öffnen darf. Sagen Sie denen Bescheid, die Ihre Kursseite betreiben.
failed-not-there = Worauf dieser Link zeigt, konnte nicht geöffnet werden. Sagen Sie denen Bescheid, die Ihre Kursseite betreiben.
