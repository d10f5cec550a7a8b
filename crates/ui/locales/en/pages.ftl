# Pages that stand where a link of the API led nowhere.

failed = This did not work
failed-code = Code
failed-back = Back to where you came from
failed-expired = This link has expired. Go back to the page it was on, load that page again and follow the new link.
failed-unsigned = This link was not made by a system that may open it. Tell the people who run your course page.
failed-not-there = What this link points to could not be opened. Tell the people who run your course page.
