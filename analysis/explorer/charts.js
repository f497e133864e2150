// The explorer's three charts: the map, the course of each version, the shares. They are drawn once; after that only
// colours and shares change, which is what keeps the explorer quick.
const FADED = "#dfe4e9";
const FONT = { family: "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Helvetica, Arial, sans-serif", size: 12, color: "#1f2933" };
const CONFIG = { displaylogo: false, responsive: true, modeBarButtonsToRemove: ["toImage", "autoScale2d"] };

const escapeHtml = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function wrapLines(text, letters) {
  const lines = [""];
  let used = 0;
  for (const piece of text.match(/[^\s\u2e80-\uffee]+\s*|[\u2e80-\uffee]|\s+/g) || []) {
    const size = [...piece].reduce((sum, c) => sum + (c >= "\u2e80" ? 2 : 1), 0);
    if (used && used + size > letters) { lines.push(""); used = 0; }
    lines[lines.length - 1] += piece;
    used += size;
  }
  return lines.map(escapeHtml).join("<br>");
}

function makeCharts(places, data, names) {
  const Plotly = window.Plotly;
  const colours = Object.fromEntries([...data.conversations, ...data.speakers].map((entry) => [entry.id, entry.colour]));
  const rows = [...data.renderings].reverse();
  const base = { font: FONT, margin: { l: 8, r: 8, t: 6, b: 8 }, hovermode: "closest", paper_bgcolor: "white", plot_bgcolor: "white",
    hoverlabel: { align: "left", bgcolor: "white", bordercolor: "#d9dee4", font: FONT }, showlegend: false, dragmode: "lasso" };
  const bare = { showgrid: false, zeroline: false, showticklabels: false, fixedrange: false };

  const hover = () =>
    data.passages.map((p) =>
      `<b>${escapeHtml(names.speaker(p.speaker))}</b>, ${escapeHtml(names.conversation(p.conversation))}, ${names.text("turn")} ${p.turn.number}` +
      `<br>${escapeHtml(names.theme(p.theme))}, ${names.tone(p)}<br>${wrapLines(p.turn.gist[names.language()], 64)}` +
      (p.words ? `<br><i>${wrapLines(p.words.slice(0, 200) + (p.words.length > 200 ? " …" : ""), 64)}</i>` : ""));

  const share = () => ({
    ...base, dragmode: false, height: 26 * data.themes.length + 46,
    margin: { l: names.language() === "zh" ? 148 : 198, r: 18, t: 4, b: 38 },
    xaxis: { tickformat: ".0%", rangemode: "tozero", gridcolor: "#eef1f4", zeroline: false, fixedrange: true, title: { text: names.text("share"), font: { size: 11 } } },
    yaxis: { tickvals: data.themes.map((_, n) => n), ticktext: data.themes.map((t) => escapeHtml(names.theme(t.id))), autorange: "reversed",
      gridcolor: "#eef1f4", zeroline: false, fixedrange: true, ticks: "outside", ticklen: 9, tickcolor: "white" },
  });
  // Of many versions the rows are lower, and what they are called is cut, so that all stay on a page.
  const brief = (id) => (id.length > 24 ? `${id.slice(0, 23)}…` : id);
  const courseHeight = Math.round(Math.max(15, Math.min(34, (34 * 16) / rows.length)) * rows.length) + 46;
  const courseMargin = Math.max(96, Math.min(190, 16 + 7 * Math.max(...rows.map((r) => brief(r.id).length))));
  const course = () => ({
    ...base, barmode: "overlay", bargap: 0.25, height: courseHeight, margin: { l: courseMargin, r: 24, t: 4, b: 38 }, dragmode: false,
    xaxis: { tickformat: ".0%", range: [0, 1], showgrid: false, zeroline: false, fixedrange: true, title: { text: names.text("position"), font: { size: 11 } } },
    yaxis: { tickvals: rows.map((_, n) => n), ticktext: rows.map((r) => escapeHtml(brief(r.id))), showgrid: false, zeroline: false, fixedrange: true, range: [-0.6, rows.length - 0.4] },
  });
  const map = () => ({ ...base, height: 400, xaxis: bare, yaxis: { ...bare } });

  const shareTraces = (shares) =>
    data.conversations.map((c) => {
      const values = shares.get(c.id);
      return { type: "scatter", mode: "markers", name: c.id, x: values || [], y: values ? data.themes.map((_, n) => n) : [], cliponaxis: false,
        marker: { size: 10, color: c.colour, line: { color: "white", width: 1 } },
        hovertemplate: `<b>${escapeHtml(names.conversation(c.id))}</b> %{x:.1%}<extra></extra>` };
    });

  function drawAll(shares) {
    for (const [key, layout] of [["map", map()], ["course", course()], ["shares", share()]]) places[key].style.height = `${layout.height}px`;
    const text = hover();
    const points = { hovertext: text, hovertemplate: "%{hovertext}<extra></extra>" };
    return Promise.all([
      Plotly.react(places.map, [{ type: "scatter", mode: "markers", x: data.passages.map((p) => p.x), y: data.passages.map((p) => p.y),
        marker: { size: 7, symbol: data.passages.map((p) => (p.turn.rendering.language === "zh" ? "circle" : "diamond")), line: { width: 0.5, color: "white" } },
        selected: { marker: { opacity: 0.8 } }, unselected: { marker: { opacity: 0.45 } }, ...points }], map(), CONFIG),
      Plotly.react(places.course, [{ type: "bar", orientation: "h", x: data.passages.map((p) => p.width), base: data.passages.map((p) => p.begin),
        y: data.passages.map((p) => rows.indexOf(p.turn.rendering)), marker: { line: { color: "white", width: 0.3 } }, ...points }],
        course(), { ...CONFIG, displayModeBar: false }),
      Plotly.react(places.shares, shareTraces(shares), share(), { ...CONFIG, displayModeBar: false }),
    ]);
  }

  function recolour(chosen, shares, open, themes) {
    const inside = new Set(chosen.map((p) => p.index));
    const all = inside.size === data.passages.length;
    const paint = (key) => data.passages.map((p) => (inside.has(p.index) ? colours[p[key]] : FADED));
    Plotly.restyle(places.map, {
      "marker.color": [paint("conversation")], "marker.opacity": [data.passages.map((p) => (inside.has(p.index) ? 0.8 : 0.45))],
      "marker.size": [data.passages.map((p) => (p.id === open ? 15 : inside.has(p.index) && !all ? 8 : 6))],
      selectedpoints: [null],
    });
    Plotly.restyle(places.course, { "marker.color": [paint("speaker")] });
    const layout = share();
    layout.yaxis.ticktext = data.themes.map((t) => (themes.includes(t.id) ? `<b>${escapeHtml(names.theme(t.id))}</b>` : escapeHtml(names.theme(t.id))));
    Plotly.react(places.shares, shareTraces(shares), layout, { ...CONFIG, displayModeBar: false });
  }

  // The outline of a lasso would stay where it was drawn after the selection is cleared.
  const clearLasso = () => Plotly.relayout(places.map, { selections: [] });

  async function savePicture(heading, lines) {
    const width = 900;
    const images = [];
    for (const place of [places.map, places.course, places.shares]) {
      const height = place.layout.height;
      const url = await Plotly.toImage({ data: place.data, layout: { ...place.layout, autosize: false } }, { format: "png", width, height, scale: 2 });
      const image = new Image();
      image.src = url;
      await image.decode();
      images.push(image);
    }
    const canvas = document.createElement("canvas");
    canvas.width = width * 2;
    canvas.height = 150 + images.reduce((sum, image) => sum + image.height, 0);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = FONT.color;
    pen.font = `bold 36px ${FONT.family}`;
    pen.fillText(heading, 32, 58);
    pen.font = `24px ${FONT.family}`;
    lines.forEach((line, n) => pen.fillText(line, 32, 98 + 34 * n, canvas.width - 64));
    let y = 150;
    for (const image of images) { pen.drawImage(image, 0, y); y += image.height; }
    return canvas.toDataURL("image/png");
  }

  return { drawAll, recolour, clearLasso, savePicture };
}
