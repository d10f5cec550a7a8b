// How the player looks, and whether everybody can use it.
import { registrationWith } from "../support/attributes.mjs";
import { looks } from "../support/looks.mjs";
import { sample, scripted } from "../support/packages.mjs";

export default looks(
  "the player",
  async (story, look) => {
    story.expectErrors(/status of 40\d/);
    const regid = await story.registration("welcome-scorm2004", () => sample("welcome-scorm2004"));
    const player = await story.play(regid);
    await player.content.getByRole("heading", { name: "Start here" }).waitFor();
    await player.saves();
    await look(player.page, "several-parts");
    await player.go("suspendAll");
    await player.left();
    await look(player.page, "ended");

    const single = await story.play(await story.registration("welcome-scorm12", () => sample("welcome-scorm12")));
    await single.content.getByRole("heading", { name: "Welcome" }).waitFor();
    await single.saves();
    await look(single.page, "single");
    await story.closeTab(single.page);

    const sequencing = '<imsss:sequencing><imsss:controlMode choice="true" flow="false"/></imsss:sequencing>';
    const items = [{ id: "first" }, { id: "second" }, { id: "third" }];
    const choice = () => scripted({ edition: "2004 4th Edition", items, sequencing });
    const choosing = await story.launch(await story.registration("choice-2004", choice));
    await choosing.becomes("choosing");
    await look(choosing.page, "choosing");

    const parts = { showProgressBar: "true", showHelp: "true", showCloseItem: "true", statusDisplay: "3", desiredFullScreen: "true" };
    const three = () => scripted({ items });
    const all = await story.play(await registrationWith(story, three, { ...parts, timeLimit: "30", returnToLmsAction: "selectable" }));
    await all.root.getByText("30 min left").waitFor();
    await all.root.locator('progress[value="0"]').waitFor();
    await all.saves();
    await look(all.page, "all-parts");
    await all.root.getByRole("button", { name: "Help" }).click();
    await look(all.page, "help");
    await all.page.keyboard.press("Escape");
    await all.go("returnToLms");
    await look(all.page, "leave-how");
    await story.closeTab(all.page);

    const launcher = await story.context.newPage();
    const windowed = await registrationWith(story, () => scripted(), { playerLaunchType: "3" });
    await launcher.goto(story.cloud.launchUrl(windowed));
    await launcher.getByRole("button", { name: "Open the course" }).waitFor();
    await look(launcher, "launcher");

    const refused = await story.context.newPage();
    await refused.goto(story.cloud.launchUrl("nobody"));
    await look(refused, "refused");
  },
);
