// The names beside the bars: each is where its row is, however narrow the window.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Pivot, clean, end, sideways, story } from "./pivot.mjs";

after(end);

for (const window of [
  { width: 360, height: 740, hasTouch: true, isMobile: true },
  { width: 390, height: 844, hasTouch: true, isMobile: true },
  { width: 1280, height: 800 },
]) {
  test(`${window.width} px: every name of the timeline is beside its own bar`, () =>
    story(Pivot.demo, async (pivot) => {
      const page = await pivot.open(window);
      await page.goto(`${pivot.base}/timeline?open=all`);
      const rows = await page.evaluate(() => {
        const box = (element) => element.getBoundingClientRect();
        const names = [...document.querySelectorAll(".names li")];
        const grounds = [...document.querySelectorAll("svg.tl .ground")];
        const steps = names.filter((li) => li.matches(".whole"));
        // A task and its bar lead to the same page; a step's name stands on the ground of its row.
        const bar = (li) => li.matches(".whole")
          ? grounds[steps.indexOf(li)]
          : [...document.querySelectorAll("svg.tl a.bar")].find((a) => a.getAttribute("href") === li.querySelector("a").getAttribute("href"));
        return names.map((li) => ({
          says: li.innerText.trim(),
          top: box(li).top,
          height: box(li).height,
          spills: Math.max(...[...li.querySelectorAll("a, .text")].map((e) => Math.max(box(li).top - box(e).top, box(e).bottom - box(li).bottom))),
          bar: box(bar(li)).top,
          foot: box(bar(li)).bottom,
        }));
      });
      assert.ok(rows.length > 40, `every step is open: ${rows.length} rows`);
      for (const row of rows) {
        assert.ok(Math.abs(row.height - 30) < 0.1, `${row.says} is ${row.height} px high, its row 30`);
        assert.ok(row.spills < 0.5, `${row.says} stands ${row.spills} px out of its row`);
        assert.ok(row.bar > row.top - 1 && row.foot < row.top + row.height + 1, `${row.says} is at ${row.top}, its bar from ${row.bar} to ${row.foot}`);
      }
      assert.equal(await sideways(page), 0);
      clean(page);
    }));
}
