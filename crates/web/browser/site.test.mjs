// The published site in a real browser: the demo of pivot-publish, built by its example, on a server that only reads files.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { demo } from "./demo.mjs";
import { browser, end, sideways, violations } from "./pivot.mjs";

let site, out, base, pages;

before(async () => {
  site = await demo();
  ({ base, out } = site);
  pages = readdirSync(out, { recursive: true })
    .filter((path) => path.endsWith(".html"))
    .map((path) => path.replace(/index\.html$/, ""))
    .sort();
  assert.ok(pages.length > 20, "the demo has pages of every kind");
});

after(async () => {
  await end();
  site.close();
});

/** A window that notes what a page must never do. */
async function open(options = {}) {
  const context = await (await browser()).newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on("console", (message) => message.type() === "error" && page.faults.push(`${page.url()}: ${message.text()}`));
  page.on("pageerror", (error) => page.faults.push(`${page.url()}: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) page.faults.push(`asked ${request.url()}`);
  });
  page.on("response", (answer) => answer.status() >= 400 && page.faults.push(`${answer.status()} ${answer.url()}`));
  return page;
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`every page at ${width} pixels, ${colorScheme}: within reach, within the window, from one host`, async () => {
      const page = await open({ viewport: { width, height: 800 }, colorScheme });
      for (const path of pages) {
        await page.goto(base + path);
        assert.deepEqual(await violations(page), [], path);
        assert.equal(await sideways(page), 0, `${path} scrolls sideways`);
        assert.equal(await page.locator("h1").count(), 1, path);
      }
      assert.deepEqual(page.faults, []);
      await page.context().close();
    });
  }
}

test("nothing moves while a page loads, and nothing is heavy", async () => {
  const page = await open();
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (globalThis.shift += entry.value))).observe({ type: "layout-shift", buffered: true });
  });
  for (const path of ["", "posts/first-lesson/", "posts/seeing/", "projects/fishes/"]) {
    await page.goto(base + path, { waitUntil: "load" });
    assert.ok((await page.evaluate(() => globalThis.shift)) < 0.02, path);
    const bytes = readFileSync(join(out, path, "index.html")).length;
    assert.ok(bytes <= 50_000, `${path} has ${bytes} bytes`);
  }
  await page.context().close();
});

test("by the keyboard: to the text, through its code, and every focus is seen", async () => {
  const page = await open();
  await page.goto(`${base}posts/first-lesson/`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the text");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "page:main");
  const met = new Set();
  for (let n = 0; n < 30; n++) {
    await page.keyboard.press("Tab");
    const [name, outline] = await page.evaluate(() => [document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]);
    if (name === "BODY") break;
    met.add(name);
    assert.notEqual(outline, "none", `${name} shows its focus`);
  }
  assert.ok(met.has("A") && met.has("SUMMARY"), [...met].join());
  await page.context().close();
});

test("the policy of the page holds: even a script in its text would not run", async () => {
  const page = await open();
  await page.goto(`${base}posts/why/`);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  await page.context().close();
});

test("without a script every page can be read, formulas included", async () => {
  const page = await open({ javaScriptEnabled: false });
  await page.goto(`${base}posts/first-lesson/`);
  assert.ok((await page.locator("math").count()) >= 3);
  const box = await page.locator("math[display=block]").first().boundingBox();
  assert.ok(box.width > 60 && box.height > 15, JSON.stringify(box));
  assert.deepEqual(page.faults, []);
  await page.context().close();
});
