// Draws the charts of a page from the tables below them; without this the tables are the charts.
"use strict";
const CLASSES = ["achievement", "shortcoming", "recommendation"];
const plain = (cell) => cell.textContent.trim();
const short = (name, length) => (name.length > length ? name.slice(0, length - 1) + "…" : name);

function tally(figure) {
  const heads = [...figure.querySelectorAll("thead [data-class]")];
  return [...figure.querySelectorAll("tbody tr")].flatMap((row) =>
    [...row.querySelectorAll("td")].map((cell, index) => ({
      name: plain(row.cells[0]),
      kind: heads[index].dataset.class,
      title: plain(heads[index]),
      count: Number(cell.dataset.value),
    })),
  );
}

function legend(figure) {
  const list = document.createElement("ul");
  list.className = "legend";
  for (const head of figure.querySelectorAll("thead [data-class]")) {
    const item = document.createElement("li");
    const badge = document.createElement("span");
    badge.className = `badge ${head.dataset.class}`;
    badge.textContent = plain(head);
    item.append(badge);
    list.append(item);
  }
  return list;
}

const figures = new Intl.NumberFormat(document.documentElement.lang);
const written = (count) => figures.format(count);
const month = (day) => `${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`;
const COLOUR = { domain: CLASSES, range: CLASSES.map((name) => `var(--${name})`) };
const tip = (d) => `${d.name}\n${d.title}: ${written(d.count)}`;

const DRAW = {
  years(figure, width) {
    const rows = tally(figure);
    const [first, last] = d3.extent(rows, (row) => Number(row.name));
    const names = d3.range(first, last + 1).map(String);
    const highest = d3.max(d3.rollup(rows, (year) => d3.sum(year, (row) => row.count), (row) => row.name).values());
    const step = Math.ceil(names.length / (width / 42));
    return Plot.plot({
      width,
      height: 260,
      marginLeft: 44,
      x: { domain: names, label: null, ticks: names.filter((_, n) => (names.length - 1 - n) % step === 0) },
      y: { grid: true, label: null, ticks: Math.min(6, highest), tickFormat: written },
      color: COLOUR,
      marks: [
        Plot.barY(rows, { x: "name", y: "count", fill: "kind", order: CLASSES, title: tip, inset: 0.5 }),
        Plot.ruleY([0]),
      ],
    });
  },
  bars(figure, width) {
    const rows = tally(figure);
    const names = [...new Set(rows.map((row) => row.name))];
    return Plot.plot({
      width,
      height: 30 + names.length * 22,
      marginLeft: Math.min(190, width * 0.42),
      x: { grid: true, label: null, ticks: 5, tickFormat: written },
      y: { domain: names, label: null, tickFormat: (name) => short(name, width < 420 ? 20 : 28) },
      color: COLOUR,
      marks: [
        Plot.barX(rows, { y: "name", x: "count", fill: "kind", order: CLASSES, title: tip, inset: 0.5 }),
        Plot.ruleX([0]),
      ],
    });
  },
  series(figure, width) {
    const rows = [...figure.querySelectorAll("tbody tr[data-day]")].map((row) => ({
      day: new Date(row.dataset.day),
      percent: Number(row.dataset.percent),
      name: row.dataset.name,
      series: row.dataset.series + row.dataset.agency,
      agency: row.dataset.agency,
    }));
    if (rows.length < 2) return null;
    const often = d3.rollups(rows, (group) => group.length, (row) => row.series);
    const repeated = new Set(often.filter((pair) => pair[1] > 1).map((pair) => pair[0]));
    const text = (d) => `${d.agency}\n${d.name}: ${d.percent} %\n${d.day.toISOString().slice(0, 10)}`;
    return Plot.plot({
      width,
      height: 280,
      marginLeft: 44,
      marginRight: 20,
      x: { type: "utc", label: null, nice: true, ticks: Math.min(8, width / 90), tickFormat: month },
      y: { grid: true, label: "%", tickFormat: written, domain: [0, Math.max(100, d3.max(rows, (row) => row.percent))] },
      marks: [
        Plot.line(rows.filter((row) => repeated.has(row.series)), {
          x: "day",
          y: "percent",
          z: "series",
          sort: "day",
          stroke: "var(--edge)",
        }),
        Plot.dot(rows, { x: "day", y: "percent", fill: "var(--accent)", r: 4, fillOpacity: 0.75, title: text }),
      ],
    });
  },
};

function draw(figure) {
  const width = Math.max(260, Math.floor(figure.clientWidth));
  const svg = DRAW[figure.dataset.chart](figure, width);
  if (!svg) return;
  svg.querySelector("style")?.remove(); // Its rules stand in lists.css: the policy allows none here.
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  svg.setAttribute("class", "plot");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", figure.getAttribute("aria-label"));
  const old = figure.querySelector("svg.plot");
  if (old) {
    old.replaceWith(svg);
    return;
  }
  if (figure.dataset.chart !== "series" && !document.querySelector("main .legend")) {
    figure.prepend(legend(figure));
  }
  figure.querySelector("details, .wide").before(svg);
  figure.querySelector("details")?.removeAttribute("open");
}

function drawAll() {
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    if (figure.querySelector("tbody tr")) draw(figure);
  }
}

drawAll();
let width = innerWidth;
let waiting;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(drawAll, 150);
});
