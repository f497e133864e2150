// Draws the charts of a page: each <figure class="chart"> holds its plotly figure as JSON. The figure's title,
// subtitle and footer stand in the page as text, so they are taken out of the drawing; a picture saved from the
// chart has them. Menus become the page's own controls, which keyboards and phones know how to use; plotly's own
// toolbar is not drawn: it would lie on the legend, speak English, and offer to send the data to somebody.
(function () {
  "use strict";
  const NARROW = 600;
  const TEXTS = ["title", "subtitle", "footer"];
  // From so high on a row gets its name above its mark, and is then made as high as that needs, pixels.
  const ROOMY = 34;
  const WITH_NAME = 80;
  // So many rows of a table are shown at first; site.css has the same number.
  const MOST_ROWS = 12;
  const CONFIG = { displaylogo: false, responsive: true, displayModeBar: false, showSendToCloud: false, plotlyServerURL: "", showTips: false };
  const isChinese = () => document.documentElement.lang.startsWith("zh");
  const isTouched = () => matchMedia("(pointer: coarse)").matches;

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

  const joinLabel = (label) => label.split("<br>").filter((line) => !line.includes("class='other'")).join(" · ");

  // The rows of a vertical axis as numbers, and how many there are.
  function findRows(axis) {
    if (!axis.ticktext || !axis.tickvals) return null;
    const names = axis.categoryarray || axis.tickvals;
    const rows = axis.type === "category" ? axis.tickvals.map((value) => names.indexOf(value)) : axis.tickvals;
    const span = axis.range ? Math.abs(axis.range[1] - axis.range[0]) : rows.length;
    return { rows, span };
  }

  // Names above their rows instead of beside them, where rows are high enough: marks then have the whole width.
  function liftNames(layout, axis, id, height) {
    const found = findRows(axis);
    if (!found || height / found.span < ROOMY) return 0;
    found.rows.forEach((row, number) => {
      layout.annotations.push({
        text: joinLabel(axis.ticktext[number]), x: 0, xref: "paper", xanchor: "left", y: row + 0.5, yref: id, yanchor: "top",
        yshift: 1, showarrow: false, font: { size: 11 }, align: "left",
      });
    });
    axis.showticklabels = false;
    return Math.max(0, WITH_NAME * found.span - height);
  }

  // Names on a map, of which those stay that hide no other one at this width.
  function thinNames(layout, width) {
    const [left, right] = layout.xaxis.range;
    const [low, high] = layout.yaxis.range;
    const height = layout.height - layout.margin.t - layout.margin.b;
    const placed = [];
    layout.annotations = layout.annotations.filter((note) => {
      if (note.name !== "place") return true;
      const words = note.text.replace(/<[^>]*>/g, "");
      const half = [...words].reduce((sum, letter) => sum + (letter >= "\u2e80" ? 5 : 2.7), 0);
      let x = ((note.x - left) / (right - left)) * width;
      x = Math.min(Math.max(x, half), width - half);
      note.x = left + (x / width) * (right - left);
      note.font = { ...note.font, size: 10 };
      for (const move of [0, 14, -14, 28, -28]) {
        const y = ((note.y - low) / (high - low)) * height + note.yshift + move;
        if (y < 0 || y > height - 14) continue;
        if (placed.every((other) => Math.abs(other.x - x) > other.half + half + 4 || Math.abs(other.y - y) > 14)) {
          placed.push({ x, y, half });
          note.yshift += move;
          return true;
        }
      }
      return false;
    });
  }

  // Sets what "xaxis.title.text" or "annotations[3].text" names.
  function setIn(target, path, value) {
    const keys = path.match(/[^.[\]]+/g);
    const last = keys.pop();
    keys.reduce((part, key) => (part[key] ??= {}), target)[last] = value;
  }

  const cutLabel = (label, letters) => {
    const line = label.split("<br>")[0];
    return line.length <= letters || line.includes("<") ? line : line.slice(0, letters - 1).trimEnd() + "…";
  };

  // The layout as the page shows it: without the texts, and with names above the rows where the page is narrow.
  function fitLayout(full, width) {
    const layout = structuredClone(full);
    const meta = full.meta;
    if (width < NARROW && meta.narrow) {
      for (const [path, value] of Object.entries(meta.narrow)) setIn(layout, path, value);
      layout.height += meta.higher;
    }
    layout.annotations = (layout.annotations || []).filter((note) => !TEXTS.includes(note.name));
    layout.margin.t -= meta.head + meta.menu - 4;
    layout.margin.b -= meta.foot - 4;
    layout.height -= meta.head + meta.menu + meta.foot - 8;
    delete layout.updatemenus;
    layout.autosize = true;
    if (isTouched()) layout.dragmode = false;
    if (width < NARROW) {
      layout.margin.r = Math.max(16, Math.min(layout.margin.r, 74));
      layout.font.size = 11;
      layout.legend = { ...layout.legend, font: { size: 11 } };
      const left = full.margin.l;
      const high = layout.height - layout.margin.t - layout.margin.b;
      const axes = Object.keys(layout).filter((key) => key.startsWith("yaxis"));
      const lifted = axes.map((key) => {
        const part = layout[key].domain ? layout[key].domain[1] - layout[key].domain[0] : 1;
        const id = key.replace("axis", "");
        const mine = !layout[key].matches && layout[key].showticklabels !== false;
        return mine ? liftNames(layout, layout[key], id, high * part) : 0;
      });
      const lifts = axes.some((key) => layout[key].showticklabels === false && full[key].showticklabels !== false);
      layout.height += Math.max(0, ...lifted);
      if (lifts && layout.bargap) layout.bargap = 0.5;
      // Names that cannot be cut, since the axis takes them as they are, get more room.
      const room = axes.some((key) => layout[key].type === "category" && !layout[key].ticktext) ? 0.46 : 0.34;
      layout.margin.l = lifts ? 10 : Math.min(left, Math.max(40, Math.round(width * room)));
      for (const key of axes) {
        const axis = layout[key];
        const found = findRows(axis);
        if (!found) continue;
        const part = axis.domain ? axis.domain[1] - axis.domain[0] : 1;
        const isHigh = (high * part) / found.span >= ROOMY;
        axis.ticktext = axis.ticktext.map((text) => (isHigh ? wrapLabel(text, 16) : cutLabel(text, isChinese() ? 9 : 16)));
      }
      if (meta.square) layout.height = width - layout.margin.l - layout.margin.r + layout.margin.t + layout.margin.b;
      if (layout.annotations.some((note) => note.name === "place")) thinNames(layout, width - layout.margin.l - layout.margin.r);
      for (const note of layout.annotations) if (note.width > 70) note.width = 68;
    }
    return layout;
  }

  function addSaving(figure, plot, seen) {
    const button = figure.querySelector(".save");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const full = seen.spec.layout;
      Plotly.downloadImage(
        { data: plot.data, layout: { ...structuredClone(full), updatemenus: [], autosize: false } },
        { format: "png", width: 800, height: full.height, scale: 2, filename: figure.dataset.name || "chart" }
      );
    });
  }

  // Code that shows this chart in another page; where this page is on a server, with its address.
  function fillEmbedding(figure) {
    const code = figure.querySelector(".embed code");
    if (!code || !location.protocol.startsWith("http")) return;
    const frame = new DOMParser().parseFromString(code.textContent, "text/html").querySelector("iframe");
    frame.src = new URL(frame.getAttribute("src"), location.href).href;
    code.textContent = frame.outerHTML;
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

  // Where a mark leads: its trace has an address for each, or for each cell.
  function findLead(point) {
    const leads = point.data.meta && point.data.meta.leads;
    const at = point.pointNumber;
    return (leads && (Array.isArray(at) ? (leads[at[0]] || [])[at[1]] : leads[at])) || "";
  }

  function offerLead(figure, lead) {
    const link = document.createElement("a");
    link.href = lead;
    link.textContent = isChinese() ? "阅读这些段落" : "Read these passages";
    figure.querySelector(".follow").replaceChildren(link);
  }

  function followMarks(figure, plot) {
    const leads = plot.data.some((trace) => trace.meta && trace.meta.leads);
    figure.classList.toggle("leads", leads);
    if (!leads) return;
    plot.on("plotly_click", (event) => {
      const lead = findLead(event.points[0]);
      // A tap shows what a mark is; the note beneath the chart then leads on.
      if (lead && !isTouched()) location.href = lead;
      else if (lead) offerLead(figure, lead);
    });
  }

  // Keys: arrows go from mark to mark, each is read out, Enter leads to its passages.
  function addKeys(figure, plot, seen) {
    const told = document.createElement("p");
    told.className = "unseen";
    told.setAttribute("aria-live", "polite");
    figure.append(told);
    plot.tabIndex = 0;
    plot.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const marks = plot._fullData.flatMap((trace, curve) =>
        trace.visible !== true || trace.hoverinfo === "skip" || !/scatter|bar/.test(trace.type)
          ? []
          : Array.from(trace.x || [], (_, number) => ({ curveNumber: curve, pointNumber: number, panel: trace.xaxis + trace.yaxis }))
      );
      if (!marks.length) return;
      if (step) {
        event.preventDefault();
        seen.at = (seen.at + step + marks.length) % marks.length;
        const { panel, ...mark } = marks[seen.at];
        Plotly.Fx.hover(plot, [mark], panel);
        told.textContent = Array.from(plot.querySelectorAll(".hovertext tspan.line, .hovertext .nums"), (line) => line.textContent).join(" ");
      } else if (event.key === "Enter" && seen.at >= 0) {
        const mark = marks[seen.at];
        const lead = findLead({ data: plot.data[mark.curveNumber], pointNumber: mark.pointNumber });
        if (lead) location.href = lead;
      } else if (event.key === "Escape") Plotly.Fx.unhover(plot);
    });
  }

  function addWholeMap(figure, plot, full) {
    if (full.dragmode !== "zoom" || isTouched()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "whole";
    button.hidden = true;
    button.textContent = isChinese() ? "显示全图" : "Show the whole map";
    button.addEventListener("click", () =>
      Plotly.relayout(plot, { "xaxis.range": full.xaxis.range.slice(), "yaxis.range": full.yaxis.range.slice() }).then(() => (button.hidden = true))
    );
    plot.on("plotly_relayout", (change) => {
      if (Object.keys(change).some((key) => key.includes("axis.range["))) button.hidden = false;
    });
    figure.querySelector(".chart-box").before(button);
  }

  // Writes what a view says beside its drawing.
  function tellView(figure, plot, meta) {
    figure.querySelector(".chart-title").textContent = meta.title;
    figure.querySelector("figcaption p").textContent = meta.subtitle;
    figure.querySelector(".chart-foot").textContent = meta.footer;
    plot.setAttribute("aria-label", meta.alt);
    const how = figure.querySelector(".how");
    if (how) how.textContent = meta.how;
    if (how) how.parentElement.hidden = !meta.how;
    figure.querySelector(".follow").replaceChildren();
  }

  // Shows one of a chart's views as it is at first. seen: the spec that is shown, on a narrow page or not, and which of
  // its marks has been come to by keys.
  function showView(figure, plot, specs, number, seen) {
    const spec = structuredClone(specs[number]);
    for (const old of figure.querySelectorAll(".chart > select, .whole")) old.remove();
    for (const list of figure.querySelectorAll(".ranks")) list.hidden = Number(list.dataset.view) !== number;
    figure.classList.toggle("has-ranks", !!figure.querySelector(".ranks:not([hidden])"));
    tellView(figure, plot, spec.layout.meta);
    Plotly.purge(plot);
    plot.replaceChildren();
    // A list in the place of a drawing leaves that no width of its own.
    const width = plot.clientWidth || figure.clientWidth;
    Object.assign(seen, { spec, narrow: width < NARROW, at: -1 });
    const layout = fitLayout(spec.layout, width);
    // Without a height of its own, the place of a chart that is drawn again may have none for a moment, and stay so.
    plot.style.height = `${layout.height}px`;
    Plotly.newPlot(plot, spec.data, layout, CONFIG);
    addMenu(figure, plot, spec.layout);
    addWholeMap(figure, plot, spec.layout);
    followMarks(figure, plot);
  }

  function addViews(figure, show) {
    const group = figure.querySelector(".views");
    if (!group) return;
    group.hidden = false;
    const buttons = [...group.children];
    buttons.forEach((button, number) =>
      button.addEventListener("click", () => {
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        show(number);
      })
    );
  }

  function draw(figure) {
    const specs = Array.from(figure.querySelectorAll("script[type='application/json']"), (script) => JSON.parse(script.textContent));
    const plot = figure.querySelector(".plot");
    // On paper the picture stands in the place of the drawing, which would be cut.
    const picture = plot.querySelector("img");
    if (picture) {
      picture.className = "paper";
      plot.parentElement.after(picture);
    }
    // They have to be there when somebody prints; a phone, which does not, is spared the loading.
    if (!isTouched()) for (const paper of figure.querySelectorAll(".paper")) paper.loading = "eager";
    const seen = {};
    const show = (number) => showView(figure, plot, specs, number, seen);
    show(0);
    addViews(figure, show);
    addSaving(figure, plot, seen);
    fillEmbedding(figure);
    addKeys(figure, plot, seen);
    new ResizeObserver(() => {
      if (plot.clientWidth < NARROW === seen.narrow) return;
      seen.narrow = !seen.narrow;
      const again = fitLayout(seen.spec.layout, plot.clientWidth);
      plot.style.height = `${again.height}px`;
      Plotly.react(plot, plot.data, again, CONFIG);
    }).observe(plot);
  }

  // Long tables show their first rows; a button shows all, and so does paper.
  function foldTable(table) {
    const rows = table.tBodies[0] ? table.tBodies[0].rows.length : 0;
    if (rows <= MOST_ROWS) return;
    table.classList.add("folded");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "unfold";
    button.textContent = isChinese() ? `显示全部 ${rows} 行` : `Show all ${rows} rows`;
    button.addEventListener("click", () => {
      table.classList.remove("folded");
      button.remove();
      table.closest(".table").focus();
    });
    table.closest(".table").after(button);
  }

  document.querySelectorAll(".table table").forEach(foldTable);
  if (window.Plotly) document.querySelectorAll("figure.chart").forEach(draw);
})();
