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
const highest = (rows) => d3.max(d3.rollup(rows, (bar) => d3.sum(bar, (row) => row.count), (row) => row.name).values());
const whole = (most, count) => d3.ticks(0, most, count).filter(Number.isInteger); // There is no half finding.
const COLOUR = { domain: CLASSES, range: CLASSES.map((name) => `var(--${name})`) };
const tip = (d) => `${d.name}\n${d.title}: ${written(d.count)}`;

const DRAW = {
  years(figure, width) {
    const rows = tally(figure);
    const [first, last] = d3.extent(rows, (row) => Number(row.name));
    const names = d3.range(first, last + 1).map(String);
    const step = Math.ceil(names.length / (width / 42));
    return Plot.plot({
      width: Math.min(width, 64 + names.length * 90), // Few years are few bars, not broad ones.
      height: 260,
      marginLeft: 44,
      x: { domain: names, label: null, ticks: names.filter((_, n) => (names.length - 1 - n) % step === 0) },
      y: { grid: true, label: null, ticks: whole(highest(rows), 6), tickFormat: written },
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
      x: { grid: true, label: null, ticks: whole(highest(rows), 5), tickFormat: written },
      y: { domain: names, label: null, tickFormat: (name) => short(name, width < 420 ? 20 : 28) },
      color: COLOUR,
      marks: [
        Plot.barX(rows, { y: "name", x: "count", fill: "kind", order: CLASSES, title: tip, inset: 0.5 }),
        Plot.ruleX([0]),
      ],
    });
  },
  series(figure, width) {
    const rows = shares(figure);
    if (rows.length < 2) return null;
    const other = rows.some((row) => row.connected) ? "var(--edge)" : "var(--accent)";
    const hue = (row) => (row.connected && row.rank < HUES ? `var(--series-${row.rank})` : other);
    const lowest = d3.min(rows, (row) => row.percent);
    const text = (d) => `${d.agency}\n${d.name}: ${written(d.percent)} %\n${d.day.toISOString().slice(0, 10)}`;
    return Plot.plot({
      width,
      height: 280,
      marginLeft: 44,
      marginRight: 20,
      x: { type: "utc", label: null, nice: true, ticks: Math.min(8, width / 90), tickFormat: month },
      y: {
        grid: true,
        label: "%",
        ticks: 5,
        tickFormat: written,
        domain: [lowest < 50 ? Math.min(0, lowest) : Math.min(90, Math.floor(lowest / 10) * 10), Math.max(100, d3.max(rows, (row) => row.percent))],
      },
      marks: [
        Plot.line(rows.filter((row) => row.connected), {
          x: "day",
          y: "percent",
          z: "series",
          sort: "day",
          stroke: hue,
        }),
        Plot.dot(rows, { x: "day", y: "percent", fill: hue, r: 4, fillOpacity: 0.85, title: text }),
      ],
    });
  },
};

const HUES = 5;

// The shares of a table. One measure of one body, given more than once, is a series: a line connects
// it, and the longest have colours of their own. What no body is known for belongs to no series.
function shares(figure) {
  const rows = [...figure.querySelectorAll("tbody tr[data-day]")].map((row) => ({
    day: new Date(row.dataset.day),
    percent: Number(row.dataset.percent),
    name: row.dataset.name,
    measure: row.dataset.series,
    agency: row.dataset.agency,
    series: row.dataset.agency && JSON.stringify([row.dataset.agency, row.dataset.series]),
  }));
  const often = d3.rollups(rows.filter((row) => row.series), (group) => group.length, (row) => row.series);
  const repeated = often.filter((pair) => pair[1] > 1).sort((a, b) => d3.descending(a[1], b[1])).map((pair) => pair[0]);
  for (const row of rows) {
    row.rank = repeated.indexOf(row.series);
    row.connected = row.rank >= 0;
  }
  return rows;
}

function key(figure) {
  const rows = shares(figure);
  const several = new Set(rows.filter((row) => row.connected).map((row) => row.agency)).size > 1;
  const firsts = d3.range(HUES).map((rank) => rows.find((row) => row.rank === rank)).filter(Boolean);
  const list = document.createElement("ul");
  list.className = "legend";
  for (const row of firsts) {
    const item = document.createElement("li");
    item.className = `series-${row.rank}`;
    item.lang = "vi";
    item.textContent = several ? `${row.agency}: ${row.measure}` : row.measure;
    list.append(item);
  }
  return firsts.length ? [list] : [];
}

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
  if (figure.dataset.chart === "series") {
    figure.prepend(...key(figure));
  } else if (!document.querySelector("main .legend")) {
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
