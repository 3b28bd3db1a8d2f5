// The journal is corrected, which appends; the settings are changed, and the person's comments stay.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Pivot, clean, end, story } from "./pivot.mjs";

after(end);

test("time that was recorded wrong is corrected in the journal", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    await page.goto(`${pivot.base}/journal`);
    const before = pivot.facts();
    const wrong = before.findLast((fact) => fact.kind === "logged");
    await page.locator(`a[href*="/journal/fact?id=${wrong.id}"]`).first().click();
    await page.waitForURL(/\/journal\/fact/);
    await page.locator("input[name=spent]").fill("2h");
    await page.getByRole("button", { name: /correct/i }).click();
    await page.locator(".said").waitFor();
    const after = pivot.facts();
    // Whether a fact was taken back is told beside it, not in it.
    const bare = (facts) => facts.map(({ undone, ...fact }) => fact);
    assert.deepEqual(bare(after.slice(0, before.length)), bare(before), "what was there is not changed");
    assert.deepEqual(after.slice(before.length).map((fact) => fact.kind), ["undone", "logged"]);
    assert.equal(after.at(-1).payload.spent, "PT2H");
    assert.equal(after.at(-1).at, wrong.at);
    clean(page);
  }));

test("hours are changed on the settings page, and comments stay", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    await page.goto(`${pivot.base}/settings`);
    const file = () => readFileSync(join(pivot.dir, "pivot.toml"), "utf8");
    const comments = (text) => text.split("\n").flatMap((line) => line.match(/#.*/) ?? []);
    const before = file();
    await page.locator("#day-sat").fill("09:00-15:00");
    const form = page.locator("form", { has: page.locator("#day-sat") });
    await form.getByRole("button", { name: "What would it do?" }).click();
    await page.getByText(/finish/i).first().waitFor();
    assert.equal(file(), before, "a question writes nothing");
    await page.locator("form", { has: page.locator("#day-sat") }).getByRole("button", { name: "Save", exact: true }).click();
    await page.waitForFunction(() => document.querySelector(".said, .note"));
    assert.notEqual(file(), before);
    assert.match(file(), /sat 09:00-15:00/);
    assert.deepEqual(comments(file()), comments(before));
  }));

test("a fault in the file is shown with its line, and nothing is written", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open({ javaScriptEnabled: false });
    await page.goto(`${pivot.base}/settings`);
    const before = readFileSync(join(pivot.dir, "pivot.toml"), "utf8");
    await page.locator("#file-text").fill(before.replace(/^timezone = .*$/m, 'timezone = "America/Toront"'));
    await page.getByRole("button", { name: "Save the file" }).click();
    const said = await page.locator("main").innerText();
    assert.match(said, /line \d+, column \d+/);
    assert.match(said, /America\/Toronto/);
    assert.equal(readFileSync(join(pivot.dir, "pivot.toml"), "utf8"), before);
    assert.match(await page.locator("#file-text").inputValue(), /America\/Toront"/);
  }));
