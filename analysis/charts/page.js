// Draws the charts of a page: each <figure class="chart"> holds its plotly figure as JSON. The figure's title,
// subtitle and footer stand in the page as text, so they are taken out of the drawing; a picture saved from the
// chart has them. Menus become the page's own controls, which keyboards and phones know how to use.
(function () {
  "use strict";
  const NARROW = 600;
  const TEXTS = ["title", "subtitle", "footer"];

  // A label for narrow pages: broken into short lines, without the small line in the other language.
  const wrapLabel = (label, letters) =>
    label
      .split("<br>")
      .filter((line) => !line.includes("class='other'"))
      .map((line) => {
        if (line.includes("<") || line.length <= letters) return line;
        const lines = [""];
        for (const word of line.split(" ")) {
          const last = lines[lines.length - 1];
          if (last && (last + " " + word).length > letters) lines.push(word);
          else lines[lines.length - 1] = last ? last + " " + word : word;
        }
        return lines.join("<br>");
      })
      .join("<br>");

  // The layout as the page shows it: without the texts, and with less room for labels where the page is narrow.
  function fitLayout(full, width) {
    const layout = structuredClone(full);
    const meta = full.meta;
    layout.annotations = (layout.annotations || []).filter((note) => !TEXTS.includes(note.name));
    layout.margin.t -= meta.head + meta.menu - 4;
    layout.margin.b -= meta.foot - 4;
    layout.height -= meta.head + meta.menu + meta.foot - 8;
    delete layout.updatemenus;
    layout.autosize = true;
    if (width < NARROW) {
      layout.margin.r = Math.max(40, Math.min(layout.margin.r, 74));
      layout.font.size = 11;
      layout.legend.font = { size: 11 };
      const left = full.margin.l;
      layout.margin.l = Math.min(left, Math.max(40, Math.round(width * 0.34)));
      for (const key of Object.keys(layout).filter((k) => k.startsWith("yaxis"))) {
        const axis = layout[key];
        if (axis.ticktext) axis.ticktext = axis.ticktext.map((text) => wrapLabel(text, 16));
      }
      // Names on a map would cover it; hovering tells them too.
      layout.annotations = layout.annotations.filter((note) => note.name !== "place");
      for (const note of layout.annotations) if (note.width > 70) note.width = 68;
    }
    return layout;
  }

  const isChinese = () => document.documentElement.lang.startsWith("zh");

  function saveButton(figure, full) {
    return {
      name: "save",
      title: isChinese() ? "保存为 PNG 图片" : "Save as PNG",
      icon: Plotly.Icons.camera,
      click: (plot) =>
        Plotly.downloadImage(
          { data: plot.data, layout: { ...structuredClone(full), updatemenus: [], autosize: false } },
          { format: "png", width: 800, height: full.height, scale: 2, filename: figure.dataset.name || "chart" }
        ),
    };
  }

  // Sets what "xaxis.title.text" or "annotations[3].text" names.
  function setIn(target, path, value) {
    const keys = path.match(/[^.[\]]+/g);
    const last = keys.pop();
    keys.reduce((part, key) => (part[key] ??= {}), target)[last] = value;
  }

  function addMenu(figure, plot, full) {
    for (const menu of full.updatemenus || []) {
      const select = document.createElement("select");
      select.setAttribute("aria-label", isChinese() ? "显示" : "Show");
      menu.buttons.forEach((button, number) => select.add(new Option(button.label, number, false, number === menu.active)));
      select.addEventListener("change", () => {
        const [data, changes] = structuredClone(menu.buttons[select.value].args);
        for (const [path, value] of Object.entries(changes)) setIn(full, path, value);
        figure.querySelector(".chart-title").textContent = full.meta.title;
        figure.querySelector("figcaption p").textContent = full.meta.subtitle;
        const drawn = Object.entries(changes).filter(([path]) => !/^(annotations|meta)/.test(path));
        Plotly.update(plot, data, Object.fromEntries(drawn));
      });
      figure.querySelector(".chart-box").before(select);
    }
  }

  function draw(figure) {
    const spec = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    const plot = figure.querySelector(".plot");
    plot.replaceChildren();
    // Flows, and rows and columns named by words, do not get narrower without covering their names: such a chart is
    // moved sideways instead.
    const named = (trace) => trace.type === "sankey" || typeof (trace.y || [])[0] === "string";
    if (spec.data.some(named)) plot.style.minWidth = "640px";
    const config = {
      displaylogo: false,
      responsive: true,
      modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d"],
      modeBarButtonsToAdd: [saveButton(figure, spec.layout)],
    };
    let narrow = plot.clientWidth < NARROW;
    const layout = fitLayout(spec.layout, plot.clientWidth);
    // Without a height of its own, the place of a chart that is drawn again may have none for a moment, and stay so.
    plot.style.height = `${layout.height}px`;
    Plotly.newPlot(plot, spec.data, layout, config);
    addMenu(figure, plot, spec.layout);
    new ResizeObserver(() => {
      if (plot.clientWidth < NARROW === narrow) return;
      narrow = !narrow;
      Plotly.react(plot, plot.data, fitLayout(spec.layout, plot.clientWidth), config);
    }).observe(plot);
  }

  if (window.Plotly) document.querySelectorAll("figure.chart").forEach(draw);
})();
