// Writing: a post is begun, edited with its page beside it, saved; a second writer is told; what is hostile does nothing.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { Pivot, clean, end, sideways, story, violations } from "./pivot.mjs";

after(end);

const POST = '+++\ntitle = "First post"\ndate = 2027-01-05\n+++\n\n## Now\n\nThe text of it.\n';

/** The demo with a post, a draft and one with a fault. */
async function written() {
  const pivot = await Pivot.demo();
  mkdirSync(join(pivot.dir, "posts"));
  writeFileSync(join(pivot.dir, "posts/first.md"), POST);
  writeFileSync(join(pivot.dir, "posts/draft.md"), '+++\ntitle = "A draft"\ndraft = true\n+++\n\nNot yet.\n');
  writeFileSync(join(pivot.dir, "posts/bad.md"), '+++\ntitle = "A bad one"\ndate = 2027-01-06\ntagz = []\n+++\n\nText.\n');
  return pivot;
}

const frame = (page) => page.frameLocator("iframe");

test("a post is begun from a task, follows while it is typed, and is saved", () =>
  story(written, async (pivot) => {
    const page = await pivot.open();
    await page.getByRole("link", { name: "Writing" }).click();
    await page.getByLabel("About").selectOption("1.1");
    await page.getByRole("button", { name: "Begin", exact: true }).click();
    await page.getByText("The post is begun").waitFor();
    const text = page.getByLabel("Text");
    const own = new URL(page.url()).searchParams.get("path");
    const begun = readFileSync(join(pivot.dir, own), "utf8");
    assert.equal(await text.inputValue(), begun);
    // Typed, it is on the page beside; nothing is written yet.
    await text.fill(begun.replace("+++\n\n", "+++\n\nA sentence of my own.\n\n"));
    await frame(page).getByText("A sentence of my own.").waitFor();
    assert.equal(readFileSync(join(pivot.dir, own), "utf8"), begun);
    // The style of the site is there too.
    const styled = await frame(page).locator("main").evaluate((main) => [...main.ownerDocument.styleSheets].length);
    assert.ok(styled > 0, "the page has its style");
    // A fault is told with its place, which leads into the text.
    await text.fill((await text.inputValue()).replace("draft = true", "draft = tru"));
    await page.locator("[data-told] .bad .place").first().click();
    const at = await text.evaluate((field) => field.value.slice(0, field.selectionStart).split("\n").length);
    assert.equal(at, begun.split("\n").findIndex((line) => line.startsWith("draft")) + 1);
    await text.fill((await text.inputValue()).replace("draft = tru", "draft = true"));
    await page.locator("[data-told] .bad").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    assert.match(readFileSync(join(pivot.dir, own), "utf8"), /A sentence of my own\./);
    clean(page);
  }));

test("the open list follows what an editor saves", () =>
  story(written, async (pivot) => {
    const page = await pivot.open();
    await page.goto(`${pivot.base}/writing`);
    assert.equal(await page.getByText("By another editor").count(), 0);
    writeFileSync(join(pivot.dir, "posts/second.md"), POST.replace("First post", "By another editor"));
    await page.getByText("By another editor").first().waitFor({ timeout: 10_000 });
    // Changed and taken away again, as often as it likes.
    writeFileSync(join(pivot.dir, "posts/second.md"), POST.replace("First post", "With a better title"));
    await page.getByText("With a better title").first().waitFor({ timeout: 10_000 });
    rmSync(join(pivot.dir, "posts/second.md"));
    await page.getByText("With a better title").first().waitFor({ state: "detached", timeout: 10_000 });
    // A page that shows no files does not care.
    await page.goto(pivot.base);
    await page.evaluate(() => { document.querySelector("main").dataset.mine = ""; });
    writeFileSync(join(pivot.dir, "posts/second.md"), POST);
    await page.waitForTimeout(1500);
    assert.equal(await page.locator("main[data-mine]").count(), 1);
    clean(page);
  }));

test("an editor wrote in between: nothing is lost", () =>
  story(written, async (pivot) => {
    const page = await pivot.open();
    await page.goto(`${pivot.base}/writing/edit?path=posts/first.md`);
    const mine = POST.replace("The text", "My text");
    await page.getByLabel("Text").fill(mine);
    writeFileSync(join(pivot.dir, "posts/first.md"), POST.replace("The text", "Their text"));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("changed since that page was made, and nothing was saved").waitFor();
    assert.equal(await page.getByLabel("Text").inputValue(), mine);
    await page.getByText("What the file has now").click();
    assert.match(await page.locator("details pre").innerText(), /Their text/);
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    assert.equal(readFileSync(join(pivot.dir, "posts/first.md"), "utf8"), mine);
    // The browser itself says that a request was refused.
    assert.ok(page.faults.every((fault) => fault.includes("409")), page.faults.join());
  }));

test("without a script: a preview by a button, and saved", () =>
  story(written, async (pivot) => {
    const page = await pivot.open({ javaScriptEnabled: false });
    await page.goto(`${pivot.base}/writing/edit?path=posts/first.md`);
    await frame(page).getByText("The text of it.").waitFor();
    await page.getByLabel("Text").fill(POST.replace("The text", "Another text"));
    await page.getByRole("button", { name: "Preview" }).click();
    await frame(page).getByText("Another text of it.").waitFor();
    assert.equal(readFileSync(join(pivot.dir, "posts/first.md"), "utf8"), POST);
    await page.getByRole("button", { name: "Save" }).click();
    assert.match(readFileSync(join(pivot.dir, "posts/first.md"), "utf8"), /Another text/);
    clean(page);
  }));

test("a hostile text runs nothing, leads nowhere and asks nobody", () =>
  story(written, async (pivot) => {
    const evil = '<script>top.owned = 1</script><img src=x onerror="top.owned = 1"><svg onload="top.owned = 1"></svg>';
    const text =
      `+++\ntitle = '${evil}'\ndate = 2027-01-05\nsummary = '${evil}'\n+++\n\n${evil}\n\n<a href="javascript:top.owned = 1">in</a> ` +
      `[away](https://evil.example/) ![p](https://evil.example/p.png)\n\n<form action="https://evil.example/"><button>send</button></form>\n`;
    writeFileSync(join(pivot.dir, "posts/evil.md"), text);
    const page = await pivot.open();
    for (const path of ["/writing", "/writing/edit?path=posts/evil.md"]) {
      await page.goto(pivot.base + path);
      await page.waitForTimeout(300);
      assert.equal(await page.evaluate(() => globalThis.owned), undefined, path);
    }
    await page.getByLabel("Text").fill(`${text}\nmore\n`);
    await page.locator("[data-told] .bad").first().waitFor();
    const here = page.url();
    for (const link of await frame(page).locator("a").all()) await link.click({ timeout: 1000, noWaitAfter: true }).catch(() => {});
    assert.equal(page.url(), here);
    assert.equal(page.context().pages().length, 1);
    assert.equal(await page.evaluate(() => globalThis.owned), undefined);
    assert.deepEqual(page.faults.filter((fault) => fault.startsWith("asked")), []);
  }));

test("within reach and within the window, light and dark, wide and narrow", () =>
  story(written, async (pivot) => {
    const page = await pivot.open();
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        for (const path of ["/writing", "/writing/edit?path=posts/first.md", "/writing/edit?path=posts/bad.md", "/writing/publish"]) {
          await page.goto(pivot.base + path);
          await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
          assert.deepEqual(await violations(page), [], `${path} ${colorScheme} ${width}`);
          assert.equal(await sideways(page), 0, `${path} scrolls sideways at ${width}`);
        }
      }
    }
    // By the keyboard: from the text to what saves it, and into the preview.
    await page.goto(`${pivot.base}/writing/edit?path=posts/first.md`);
    await page.getByLabel("Text").focus();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Save");
    clean(page);
  }));
