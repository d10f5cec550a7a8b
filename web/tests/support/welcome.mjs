// Reading our SCORM 1.2 sample course.

/** Turns to its last page and answers the four questions there. */
export async function answerWelcome({ content }, answers) {
  for (let page = 1; page < 5; page++) await content.locator("#next").click();
  for (const [n, answer] of answers.entries()) await content.locator(`input[name=q${n + 1}][value=${answer}]`).check();
  await content.getByRole("button", { name: "Check my answers" }).click();
  await content.locator("#score", { hasText: "right" }).waitFor();
}
