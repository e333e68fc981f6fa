// Charts and sparks of the dashboard: ECharts is fetched once, when the first chart appears.
(() => {
  "use strict";
  const library = document.currentScript.dataset.echarts;
  const grid = { left: 8, right: 20, top: 30, bottom: 4, containLabel: true };
  const blue = "#5b7ea4";
  const value = { type: "value", splitLine: { lineStyle: { color: "#eef1f4" } } };
  const head = (text) => ({ text, left: 0, top: 0, textStyle: { fontSize: 13, fontWeight: "normal" } });
  const narrow = () => window.innerWidth < 600;

  const shared = (data) => ({ animation: false, grid, title: head(data.title), tooltip: { trigger: "axis", renderMode: "richText" } });
  const standing = (data) => ({
    ...shared(data),
    xAxis: { type: "category", data: data.names, axisLabel: { interval: 0, rotate: data.names.length > 6 ? 35 : 0, width: 96, overflow: "truncate" } },
    yAxis: value,
    series: [{ type: "bar", data: data.values, barMaxWidth: 36, itemStyle: { color: blue } }],
  });
  const lying = (data) => ({ // on a phone: names one below the other
    ...shared(data),
    xAxis: { ...value, axisLabel: { hideOverlap: true } },
    yAxis: { type: "category", data: data.names, inverse: true, axisLabel: { interval: 0, width: 96, overflow: "truncate" } },
    series: [{ type: "bar", data: data.values, barMaxWidth: 14, itemStyle: { color: blue } }],
  });
  const bars = (data) => (narrow() ? lying(data) : standing(data));
  const line = (data) => ({
    animation: false, grid, title: head(data.title), tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: { type: "category", data: data.names, axisLabel: { rotate: narrow() ? 45 : 0 } },
    yAxis: { ...value, min: (axis) => Math.min(0, axis.min) },
    series: [{ type: "line", data: data.values, symbolSize: 6, lineStyle: { color: blue }, itemStyle: { color: blue } }],
  });

  const draw = (box) => {
    box.dataset.drawn = "1";
    const data = JSON.parse(box.dataset.chart);
    if (data.kind === "bars" && narrow()) box.style.height = `${70 + data.names.length * 22}px`;
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(data.kind === "bars" ? bars(data) : line(data));
    new ResizeObserver(() => chart.resize()).observe(box);
  };
  const charts = () => {
    const boxes = document.querySelectorAll(".chart[data-chart]:not([data-drawn])");
    if (!boxes.length) return;
    if (window.echarts) { boxes.forEach(draw); return; }
    if (document.querySelector("script[data-echarts-library]")) return;
    const script = document.createElement("script");
    script.src = library;
    script.dataset.echartsLibrary = "1";
    script.addEventListener("load", charts);
    document.head.append(script);
  };

  const LEAST = 0.05;
  const NS = "http://www.w3.org/2000/svg";
  const spark = (box, values) => {
    const known = values.filter((each) => each !== null);
    if (known.length < 2) return;
    const high = Math.max(...known), room = Math.max(high - Math.min(...known), Math.abs(high) * LEAST) || 1;
    const low = (high + Math.min(...known) - room) / 2; // a change of less than LEAST does not fill the height
    const points = values.map((each, n) => each === null ? "" : `${(n * 100 / (values.length - 1)).toFixed(1)},${(22 - (each - low) * 20 / room).toFixed(1)}`);
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", "0 0 100 24");
    svg.setAttribute("preserveAspectRatio", "none");
    const path = document.createElementNS(NS, "polyline");
    path.setAttribute("points", points.filter(Boolean).join(" "));
    path.setAttribute("vector-effect", "non-scaling-stroke");
    svg.append(path);
    box.replaceChildren(svg);
  };
  const sparks = () => {
    const source = document.querySelector("[data-sparks]");
    if (!source) return;
    const values = JSON.parse(source.dataset.sparks);
    document.querySelectorAll("[data-spark]").forEach((box) => spark(box, values[box.dataset.spark] || []));
  };

  const ready = () => { charts(); sparks(); };
  document.addEventListener("DOMContentLoaded", ready);
  document.addEventListener("htmx:afterSettle", ready);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
  window.addEventListener("beforeprint", () => document.querySelectorAll("details.data:not(.no-print)").forEach((each) => { each.open = true; }));
})();
