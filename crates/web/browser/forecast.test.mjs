// Another life answers while the slider moves; a date that cannot be kept gets repairs that can be made.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Pivot, clean, end, story, violations } from "./pivot.mjs";

after(end);

test("the slider changes the forecast while it moves, and nothing is written", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    await page.goto(`${pivot.base}/forecast`);
    const before = pivot.facts().length;
    const settings = readFileSync(join(pivot.dir, "pivot.toml"), "utf8");
    const answer = page.locator("#what-if-answer");
    const slider = page.locator("#weekly");
    await slider.focus();
    const asked = page.waitForResponse((response) => response.url().includes("/forecast/what-if"));
    for (let n = 0; n < 40; n++) await page.keyboard.press("ArrowLeft");
    await asked;
    await page.waitForFunction(() => /2027/.test(document.querySelector("#what-if-answer").innerText));
    const hours = Number(await slider.inputValue());
    assert.ok(hours < 40, "fewer hours a week");
    // The slider, the title and the table say the same hours in the same way.
    await page.waitForFunction(() => {
      const title = document.querySelector("#what-if-answer h3")?.innerText;
      const told = document.querySelector("output[for=weekly]").innerText;
      const row = [...document.querySelectorAll("#what-if-answer tr")].find((tr) => tr.innerText.startsWith("Hours a week"));
      return /^\d+ h( \d+ m)?$/.test(told) && title === `${told} a week.` && row?.cells[2].innerText === told;
    });
    await page.waitForFunction(() => !document.querySelector("#what-if-form").hasAttribute("data-dragging"));
    assert.deepEqual(await violations(page), []);
    const said = await answer.innerText();
    for (let n = 0; n < 20; n++) await page.keyboard.press("ArrowRight");
    await page.waitForFunction((said) => document.querySelector("#what-if-answer").innerText !== said, said);
    // Four weeks later, by the other slider: 8 February is the Monday four weeks after 11 January.
    await page.locator("#later").focus();
    for (let n = 0; n < 4; n++) await page.keyboard.press("ArrowRight");
    assert.equal(await page.locator("input[name=start]").inputValue(), "2027-02-08");
    await page.waitForFunction(() => /A start on 2027-02-08|a start on 2027-02-08/.test(document.querySelector("#what-if-answer").innerText));
    assert.equal(pivot.facts().length, before);
    assert.equal(readFileSync(join(pivot.dir, "pivot.toml"), "utf8"), settings);
    clean(page);
  }));

test("a forecast from few futures becomes one from many by itself", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    // No page is open while a terminal records something: what comes of it is not drawn yet.
    await page.goto("about:blank");
    pivot.run(["log", "1.3", "15m"]);
    const answer = await page.goto(`${pivot.base}/forecast`);
    assert.match(await answer.text(), /Drawn from 100 futures/);
    await page.getByText(/Drawn from 1,000 futures/).waitFor();
    // What is begun is not taken away.
    await page.goto("about:blank");
    pivot.run(["log", "1.3", "15m"]);
    let go;
    const held = new Promise((done) => (go = done));
    await page.route("**/forecast/drawn", async (route) => { await held; await route.continue(); });
    await page.goto(`${pivot.base}/forecast`);
    await page.getByLabel("or exactly these hours").fill("mon-sun 09");
    const drawn = page.waitForResponse(/forecast.drawn/);
    go();
    assert.equal((await drawn).status(), 204);
    assert.equal(await page.getByLabel("or exactly these hours").inputValue(), "mon-sun 09");
    await page.getByText("show 1,000").waitFor();
    clean(page);
  }));

test("a date too soon gets what collides, and a repair is made after its consequences were seen", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    await page.goto(`${pivot.base}/forecast`);
    await page.getByLabel("By which date").fill("2027-03-20");
    await page.getByRole("button", { name: "Ask" }).click();
    await page.waitForURL(/by=2027-03-20/);
    const repairs = page.locator('#fit a[href*="/forecast/repair"]');
    assert.ok((await repairs.count()) > 0, "repairs are offered");
    const before = [pivot.facts().length, readFileSync(join(pivot.dir, "pivot.toml"), "utf8")];
    await repairs.first().click();
    await page.waitForURL(/\/forecast\/repair/);
    assert.deepEqual([pivot.facts().length, readFileSync(join(pivot.dir, "pivot.toml"), "utf8")], before, "looking writes nothing");
    await page.getByRole("button", { name: "Make this change" }).click();
    await page.waitForURL(/\/forecast/);
    assert.notDeepEqual([pivot.facts().length, readFileSync(join(pivot.dir, "pivot.toml"), "utf8")], before, "the change was made");
    const fit = JSON.parse(pivot.run(["fit", "--by", "2027-03-20", "--json"]));
    assert.equal(fit.fits, true);
    clean(page);
  }));

test("without JavaScript two lives stand side by side", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open({ javaScriptEnabled: false });
    await page.goto(`${pivot.base}/forecast`);
    await page.getByLabel("or exactly these hours").fill("mon-sun 09:00-12:00");
    await page.getByRole("button", { name: "Compare" }).click();
    const said = await page.locator("#what-if-answer").innerText();
    assert.match(said, /2027/);
    clean(page);
  }));
