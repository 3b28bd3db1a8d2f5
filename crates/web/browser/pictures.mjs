// Pictures of the demo's pages for the README: crates/web/browser/pictures
import { join, dirname } from "node:path";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { demo } from "./demo.mjs";
import { Pivot, browser, clean, end, story } from "./pivot.mjs";

const to = join(dirname(fileURLToPath(import.meta.url)), "../../../docs/pictures");
mkdirSync(to, { recursive: true });

await story(Pivot.demo, async (pivot) => {
  for (const [name, path, window] of [
    ["today", "/", {}],
    ["calendar", "/calendar", {}],
    ["timeline", "/timeline", {}],
    ["forecast", "/forecast", { colorScheme: "dark" }],
    ["phone", "/calendar", { width: 390, height: 800, isMobile: true, hasTouch: true }],
  ]) {
    const page = await pivot.open({ width: 1280, height: 860, ...window });
    await page.goto(pivot.base + path);
    await page.waitForLoadState("load");
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(to, `${name}.png`) });
    clean(page);
  }
});
const site = await demo();
for (const [name, path, colorScheme] of [
  ["post", "posts/first-lesson/", "dark"],
  ["project", "projects/fishes/", "light"],
  ["resume", "resume/", "light"],
]) {
  const context = await (await browser()).newContext({ viewport: { width: 1100, height: 900 }, colorScheme });
  const page = await context.newPage();
  await page.goto(site.base + path);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(to, `${name}.png`) });
  await context.close();
}
await end();
site.close();
