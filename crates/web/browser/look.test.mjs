// What holds on every page: nobody is shut out, nothing is wider than the window, nothing goes wrong in silence.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { PAGES, Pivot, clean, end, sideways, story, violations } from "./pivot.mjs";

after(end);

for (const [name, window] of [
  ["a wide screen, light", { width: 1440, height: 900, colorScheme: "light" }],
  ["a wide screen, dark", { width: 1440, height: 900, colorScheme: "dark" }],
  ["a phone", { width: 360, height: 740, hasTouch: true, isMobile: true }],
]) {
  test(`${name}: every page is within reach and within the window`, () =>
    story(Pivot.demo, async (pivot) => {
      const page = await pivot.open(window);
      for (const path of PAGES) {
        await page.goto(pivot.base + path);
        assert.equal(await page.locator("h1").count(), 1, `${path} has one heading`);
        assert.deepEqual(await violations(page), [], path);
        assert.equal(await sideways(page), 0, `${path} scrolls sideways`);
      }
      clean(page);
    }));
}

test("a first visit is within reach and within the window", () =>
  story(Pivot.empty, async (pivot) => {
    for (const window of [{ width: 1440 }, { width: 360, height: 740, isMobile: true }]) {
      const page = await pivot.open(window);
      assert.equal(new URL(page.url()).pathname, "/start");
      assert.deepEqual(await violations(page), []);
      assert.equal(await sideways(page), 0);
      clean(page);
    }
  }));

test("without JavaScript every page shows what it has", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open({ javaScriptEnabled: false });
    for (const path of PAGES) {
      const answer = await page.goto(pivot.base + path);
      assert.equal(answer.status(), 200, path);
      const text = await page.locator("main").innerText();
      assert.ok(text.length > 150, `${path} says little: ${text}`);
    }
    // And does what it has: a timer is started and stopped by forms alone.
    await page.goto(pivot.base);
    await page.getByRole("button", { name: "Start", exact: true }).click();
    assert.match(await page.locator("main").innerText(), /The timer runs since 09:30/);
    assert.equal(pivot.facts().at(-1).kind, "started");
    clean(page);
  }));

test("by the keyboard alone: to the page, through the places, a timer started", () =>
  story(Pivot.demo, async (pivot) => {
    const page = await pivot.open();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the page");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    const focused = () => page.evaluate(() => document.activeElement.innerText?.trim());
    for (let n = 0; n < 40 && (await focused()) !== "Start"; n++) await page.keyboard.press("Tab");
    assert.equal(await focused(), "Start");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", "what has the focus shows it");
    await page.keyboard.press("Enter");
    await page.getByText("The timer runs since 09:30").waitFor();
    assert.equal(pivot.facts().at(-1).kind, "started");
    clean(page);
  }));
