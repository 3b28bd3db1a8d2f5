// Pictures of the demo's pages for the README: crates/web/browser/pictures
import { join, dirname } from "node:path";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Pivot, clean, end, story } from "./pivot.mjs";

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
await end();
