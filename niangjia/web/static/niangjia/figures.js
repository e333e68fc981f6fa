// Bars of the children: ECharts is fetched once, when the first chart appears.
(() => {
  "use strict";
  const source = document.currentScript.dataset.echarts;
  const draw = () => {
    document.querySelectorAll(".fig-chart:not([data-drawn])").forEach((box) => {
      box.dataset.drawn = "1";
      const data = JSON.parse(box.dataset.chart);
      const chart = window.echarts.init(box, null, { renderer: "svg" });
      chart.setOption({
        animation: false,
        grid: { left: 8, right: 16, top: 28, bottom: 4, containLabel: true },
        title: { text: data.title, left: 0, top: 0, textStyle: { fontSize: 13, fontWeight: "normal" } },
        tooltip: { trigger: "axis", renderMode: "richText" },
        xAxis: { type: "category", data: data.names, axisLabel: { interval: 0, rotate: data.names.length > 6 ? 35 : 0, width: 96, overflow: "truncate" } },
        yAxis: { type: "value", splitLine: { lineStyle: { color: "#eef1f4" } } },
        series: [{ type: "bar", data: data.values, barMaxWidth: 36, itemStyle: { color: "#5b7ea4" } }],
      });
      new ResizeObserver(() => chart.resize()).observe(box);
    });
  };
  const ready = () => {
    if (!document.querySelector(".fig-chart:not([data-drawn])")) return;
    if (window.echarts) { draw(); return; }
    if (document.querySelector("script[data-echarts-library]")) return;
    const library = document.createElement("script");
    library.src = source;
    library.dataset.echartsLibrary = "1";
    library.addEventListener("load", draw);
    document.head.append(library);
  };
  ready();
})();
