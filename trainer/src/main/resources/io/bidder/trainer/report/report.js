// Draws the charts of a report page. The figures come as JSON in the page; nothing is fetched.
(() => {
  "use strict";

  const report = JSON.parse(document.getElementById("figures").textContent);
  const charts = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const lineColours = ["model", "other1", "other2", "other3"];
  // A legend's line is drawn there and back: twice this width is a whole number of dashes, so that they fall on each other.
  const LEGEND_WIDTH = 28.5;
  const dashes = [[], [7, 3], [2, 3], [10, 3, 2, 3]];

  const significant = (value, digits) => {
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size < 1e-6) return value.toExponential(1);
    return value.toLocaleString("en", { maximumSignificantDigits: digits });
  };
  const percent = (value) => significant(100 * value, 3) + " %";
  const count = (value) =>
    value >= 1e6 ? significant(value / 1e6, 3) + " M" : value >= 1e4 ? significant(value / 1e3, 3) + " k" : significant(value, 4);

  /** On a logarithmic axis 1, 2 and 5 of each decade where their labels fit, otherwise only 1. */
  const logTicks = (scale) => {
    const decades = Math.log10(scale.max / scale.min);
    const fits = scale.isHorizontal() ? scale.chart.width / decades > 165 : scale.chart.height / decades > 75;
    const leads = fits || decades < 1.2 ? [1, 2, 5] : [1];
    scale.ticks = [];
    for (let exponent = Math.floor(Math.log10(scale.min)); exponent <= Math.log10(scale.max); exponent++) {
      for (const lead of leads) {
        const value = Number(lead + "e" + exponent);
        if (value >= scale.min && value <= scale.max) scale.ticks.push({ value });
      }
    }
  };

  const axis = (title, write, options = {}) => ({
    type: "linear",
    title: { display: true, text: title, color: colour("soft") },
    border: { color: colour("line") },
    grid: { color: colour("grid") },
    ...options,
    ticks: {
      color: colour("soft"),
      maxRotation: 0,
      autoSkip: options.type !== "logarithmic",
      autoSkipPadding: 14,
      callback: (value) => write(value),
    },
    afterBuildTicks: options.type === "logarithmic" ? logTicks : undefined,
  });

  const line = (index, label, points, options = {}) => ({
    type: "line",
    label,
    data: points.map(([x, y]) => ({ x, y })),
    borderColor: colour(lineColours[Math.min(index, 3)]),
    backgroundColor: colour(lineColours[Math.min(index, 3)]),
    borderDash: dashes[Math.min(index, 3)],
    borderWidth: index === 0 ? 2.5 : 2,
    pointRadius: 0,
    pointHitRadius: 8,
    tension: 0,
    order: index,
    ...options,
  });

  const guide = (label, points) => ({
    type: "line",
    label,
    data: points.map(([x, y]) => ({ x, y })),
    borderColor: colour("ideal"),
    backgroundColor: colour("ideal"),
    borderDash: [3, 3],
    borderWidth: 1.5,
    pointRadius: 0,
    pointHitRadius: 0,
    order: 9,
  });

  const options = (x, y, tooltip, legendBox = 0) => ({
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: "nearest", intersect: false },
    plugins: {
      legend: {
        position: "bottom",
        labels: {
          color: colour("ink"),
          boxWidth: LEGEND_WIDTH,
          boxHeight: legendBox,
          filter: (item, data) => !data.datasets[item.datasetIndex].hidden && !data.datasets[item.datasetIndex].silent,
        },
      },
      tooltip: {
        filter: (item) => !item.dataset.silent,
        callbacks: { title: () => "", label: (item) => item.dataset.label + ": " + tooltip(item.parsed, item) },
      },
    },
    scales: { x, y },
  });

  const draw = {
    roc: (d) => ({
      data: {
        datasets: [...d.series.map((s, i) => line(i, s.name, s.points)), guide("guessing", [[0, 0], [1, 1]])],
      },
      options: options(
        axis("negatives let through", percent, { min: 0, max: 1 }),
        axis("positives found", percent, { min: 0, max: 1 }),
        (p) => percent(p.y) + " found at " + percent(p.x) + " let through"),
    }),

    precisionRecall: (d) => ({
      data: {
        datasets: [...d.series.map((s, i) => line(i, s.name, s.points)), guide("base rate", [[0, d.baseRate], [1, d.baseRate]])],
      },
      options: options(
        axis("recall: positives found", percent, { min: 0, max: 1 }),
        axis("precision", percent, { min: 0, max: d.most }),
        (p) => percent(p.y) + " precise at " + percent(p.x) + " recall"),
    }),

    reliability: (d) => {
      // A rate of 0 has no place on a logarithmic axis: it is drawn at its foot.
      const place = (v) => (d.log ? Math.max(v, d.low) : v);
      const bars = [];
      for (const [x, , low, high] of d.series[0].points) {
        bars.push([place(x), place(low)], [place(x), place(high)], [NaN, NaN]);
      }
      const scale = { type: d.log ? "logarithmic" : "linear", min: d.low, max: d.high };
      return {
        data: {
          datasets: [
            ...d.series.map((s, i) =>
              line(i, s.name, s.points.map(([x, y]) => [place(x), place(y)]), {
                pointRadius: i === 0 ? 3.5 : 2.5,
                borderWidth: i === 0 ? 1.5 : 1,
              })),
            { ...line(0, "95 % interval", bars), order: 5, borderWidth: 1, silent: true, pointHitRadius: 0 },
            guide("perfect", [[d.low, d.low], [d.high, d.high]]),
          ],
        },
        options: options(
          axis("predicted", percent, scale),
          axis("actual", percent, scale),
          (p) => "predicted " + percent(p.x) + ", actual " + percent(p.y)),
      };
    },

    lift: (d) => ({
      data: {
        labels: d.series[0].points.map((_, i) => (i === 0 ? "top" : String(i + 1))),
        datasets: [
          ...d.series.map((s, i) => ({
            type: "bar",
            label: s.name,
            data: s.points,
            backgroundColor: colour(lineColours[Math.min(i, 3)]),
            borderRadius: 2,
            categoryPercentage: 0.75,
            barPercentage: 0.9,
            order: 5,
          })),
          { ...guide("base rate", []), data: d.series[0].points.map(() => 1), order: 1, silent: true },
        ],
      },
      options: options(
        { ...axis("tenth of the rows, by score", (v) => v, { type: "category", grid: { display: false } }), ticks: { color: colour("soft") } },
        axis("times the base rate", (v) => significant(v, 3), { min: 0 }),
        (p) => significant(p.y, 3) + " times the base rate",
        10),
    }),

    histogram: (d) => {
      const area = (name, column, stroke, fill) => ({
        type: "line",
        label: name,
        data: d.bins.flatMap((bin) => [{ x: bin[0], y: bin[column] }, { x: bin[1], y: bin[column] }]),
        borderColor: colour(stroke),
        backgroundColor: colour(fill),
        borderWidth: 1.5,
        pointRadius: 0,
        pointHitRadius: 8,
        fill: "origin",
      });
      return {
        data: {
          datasets: [area("positives", 3, "model", "model-fill"), area("negatives", 2, "negative", "negative-fill")],
        },
        options: options(
          axis("score", percent, { type: d.log ? "logarithmic" : "linear", min: d.bins[0][0], max: d.bins[d.bins.length - 1][1] }),
          axis("share of the class", percent, { min: 0 }),
          (p) => percent(p.y) + " around score " + percent(p.x),
          10),
      };
    },

    training: (d) => ({
      data: {
        datasets: [
          line(0, "training", d.train, { borderWidth: 1.5 }),
          ...(d.stop.length ? [line(1, "stopping slice", d.stop, { pointRadius: 3.5, borderDash: [] })] : []),
        ],
      },
      options: options(
        axis("rows seen", count, { min: 0, max: d.rows }),
        axis("log-loss", (v) => significant(v, 4)),
        (p) => significant(p.y, 5) + " after " + count(p.x) + " rows"),
    }),
  };

  const drawAll = () => {
    while (charts.length) charts.pop().destroy();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 12;
    for (const figure of report.charts) {
      const canvas = document.getElementById(figure.id);
      charts.push(new Chart(canvas, draw[figure.kind](figure)));
    }
  };

  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  // Paper is white, and as wide as it is.
  addEventListener("beforeprint", () => {
    document.documentElement.dataset.paper = "";
    drawAll();
    for (const chart of charts) chart.resize();
  });
  addEventListener("afterprint", () => {
    delete document.documentElement.dataset.paper;
    drawAll();
  });
})();
