// The explorer itself: controls, list and reading view around the charts. All words of documents go in as text.
function mountExplorer(root, raw, options = {}) {
  const data = unpackData(raw);
  const byId = new Map(data.passages.map((p) => [p.id, p]));
  let language = options.language === "zh" ? "zh" : "en";
  let state = readAddress(options.address || "", data);
  let shown = 60;
  const say = (key, ...values) => (typeof TEXTS[language][key] === "function" ? TEXTS[language][key](...values) : TEXTS[language][key]);
  const nameOf = (entries) => {
    const names = new Map(entries.map((entry) => [entry.id, entry.name]));
    return (id) => names.get(id)[language];
  };
  const write = (tone) => tone.toFixed(1).replace("-", "−");
  const names = {
    language: () => language, text: say,
    conversation: nameOf(data.conversations), speaker: nameOf(data.speakers), theme: nameOf(data.themes),
    tone: (p) => (p.tone === null ? say("noTone") : say("toneOf", write(p.tone), write(p.low), write(p.high))),
  };

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value === true) element.setAttribute(key, "");
      else if (value !== false && value !== null) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  // ---- the frame, built anew when the language changes
  let parts = {};
  let charts = null;

  function checks(key, entries) {
    const boxes = entries.map((entry) => {
      const box = make("input", { type: "checkbox", value: entry.id, onchange: () => toggle(key, entry.id) });
      return { box, row: make("label", { class: "x-check" }, box,
        make("span", { class: "x-swatch", style: entry.colour ? `background:${entry.colour}` : "display:none" }), names[key.slice(0, -1)](entry.id)) };
    });
    parts.boxes[key] = boxes.map((entry) => entry.box);
    return make("fieldset", {}, make("legend", {}, say(key === "conversations" && data.grouped ? "groups" : key)), ...boxes.map((entry) => entry.row));
  }

  function toneSlider(end) {
    const label = say(end ? "toneTo" : "toneFrom");
    const value = make("output", {});
    const input = make("input", { type: "range", min: -2, max: 2, step: 0.1, value: state.tone[end], oninput: () => {
      const tone = [...state.tone];
      tone[end] = Number(input.value);
      if (tone[0] > tone[1]) tone[1 - end] = tone[end];
      change({ tone });
    } });
    parts.tone[end] = { input, value };
    return make("label", { class: "x-range" }, label, value, input);
  }

  function section(key, note, ...children) {
    return make("section", { class: `x-${key}`, "aria-label": say(key) }, make("h2", {}, say(key)), note ? make("p", { class: "x-note" }, note) : null, ...children);
  }

  function build() {
    parts = { boxes: {}, tone: [] };
    const button = (key, action, extra = {}) => make("button", { type: "button", onclick: action, ...extra }, say(key));
    parts.search = make("input", { type: "search", value: state.query, placeholder: say("searchHint"), oninput: () => change({ query: parts.search.value }) });
    parts.status = make("p", { class: "x-status", role: "status", "aria-live": "polite" });
    parts.unselect = button("unselect", clearSelection);
    parts.order = make("select", { onchange: () => change({ order: parts.order.value }) },
      ...[["place", "byPlace"], ["warm", "byWarm"], ["cool", "byCool"]].map(([value, key]) => make("option", { value, selected: state.order === value }, say(key))));
    parts.items = make("ol", { class: "x-items" });
    parts.more = button("more", () => { shown += 120; listPassages(); });
    parts.reading = make("div", { class: "x-reading", tabindex: -1 });
    parts.link = button("link", copyLink);
    const places = { map: make("div", {}), course: make("div", {}), shares: make("div", {}) };
    const legend = make("p", { class: "x-legend" }, ...data.speakers.map((s) =>
      make("span", {}, make("span", { class: "x-swatch", style: `background:${s.colour}` }), names.speaker(s.id))));
    const conversationLegend = make("p", { class: "x-legend" }, ...data.conversations.map((c) =>
      make("span", {}, make("span", { class: "x-swatch x-round", style: `background:${c.colour}` }), names.conversation(c.id))));
    root.replaceChildren(
      make("header", { class: "x-head" }, make(options.headline || "h1", { class: "x-title" }, say("title")), make("p", {}, say("lead")),
        data.view[language] ? make("p", { class: "x-note x-view" }, data.view[language]) : null,
        make("div", { class: "x-actions" }, button("png", savePicture), button("csv", saveList), options.onAddress ? parts.link : null,
          button("language", () => { language = language === "en" ? "zh" : "en"; rebuild(); }, { lang: language === "en" ? "zh-CN" : "en" }))),
      make("div", { class: "x-body" },
        make("form", { class: "x-filters", "aria-label": say("filters"), onsubmit: (event) => event.preventDefault() },
          make("label", { class: "x-search" }, say("search"), parts.search),
          make("details", { open: (root.clientWidth || window.innerWidth) >= 700 }, make("summary", {}, say("filters")),
            checks("conversations", data.conversations), checks("speakers", data.speakers),
            make("fieldset", {}, make("legend", {}, say("tone")), toneSlider(0), toneSlider(1), make("p", { class: "x-note" }, say("toneNote"))),
            checks("themes", data.themes)),
          button("clear", () => { parts.search.value = ""; charts.clearLasso(); change(emptyState()); }),
          make("details", {}, make("summary", {}, say("help")), make("p", { class: "x-note" }, say("helpText")))),
        make("div", { class: "x-charts" }, section("map", say("mapNote"), conversationLegend, places.map),
          section("course", say("courseNote"), legend, places.course), section("shares", say(data.grouped ? "groupsNote" : "sharesNote"), places.shares)),
        make("div", { class: "x-texts" },
          section("list", null, parts.status,
            make("div", { class: "x-actions" }, make("label", {}, say("order"), " ", parts.order), parts.unselect), parts.items, parts.more),
          section("reader", null, parts.reading))));
    charts = makeCharts(places, data, names);
    root.lang = language === "en" ? "en" : "zh-CN";
    return places;
  }

  // ---- what follows from the state
  function update() {
    const { chosen, anyTheme } = choosePassages(state, data);
    parts.chosen = orderPassages(chosen, state.order);
    for (const key of Object.keys(parts.boxes)) for (const box of parts.boxes[key]) box.checked = state[key].includes(box.value);
    parts.tone.forEach(({ input, value }, end) => { input.value = state.tone[end]; value.textContent = write(state.tone[end]); });
    parts.status.textContent = say("outOf", chosen.length, data.passages.length) + (state.selected.length ? ` · ${say("chosen", state.selected.length)}` : "");
    parts.unselect.hidden = !state.selected.length;
    listPassages();
    read();
    charts.recolour(chosen, measureShares(anyTheme, data), state.open, state.themes);
    const address = writeAddress(state, language);
    if (options.onAddress) options.onAddress(address);
    if (options.onChoose) options.onChoose(parts.chosen.map((p) => p.id), address);
  }

  function change(part) {
    state = { ...state, ...part };
    if (!("open" in part) || Object.keys(part).length > 1) shown = 60;
    update();
  }

  const toggle = (key, id) => change({ [key]: state[key].includes(id) ? state[key].filter((other) => other !== id) : [...state[key], id] });

  function clearSelection() {
    charts.clearLasso();
    change({ selected: [] });
  }

  function listPassages() {
    const items = parts.chosen.slice(0, shown).map((p) =>
      make("li", {}, make("button", { type: "button", "data-id": p.id, "aria-current": p.id === state.open ? "true" : null, onclick: () => open(p.id) },
        make("span", { class: "x-who" }, make("span", { class: "x-swatch x-round", style: `background:${colourOf(p.conversation)}` }),
          make("b", {}, names.speaker(p.speaker)), ` ${names.conversation(p.conversation)} · ${p.id}`),
        make("span", { class: "x-gist" }, p.turn.gist[language]),
        p.words ? make("span", { class: "x-words" }, p.words.length > 160 ? `${p.words.slice(0, 160)} …` : p.words) : null,
        make("span", { class: "x-note" }, `${names.theme(p.theme)} · ${names.tone(p)}`))));
    parts.items.replaceChildren(...(items.length ? items : [make("li", { class: "x-note" }, say("nothing"))]));
    parts.more.hidden = parts.chosen.length <= shown;
  }

  const colourOf = (id) => data.conversations.find((c) => c.id === id).colour;

  function open(id, focus = false) {
    change({ open: id });
    const reading = parts.reading;
    if (focus) reading.focus({ preventScroll: true });
    const top = reading.getBoundingClientRect().top;
    if (top < 0 || top > window.innerHeight - 80) reading.scrollIntoView({ block: "nearest" });
  }

  // ---- the reading view: a turn with the one before it and the one after
  function neighbour(turn, step) {
    const other = data.turns[turn.index + step];
    return other && other.rendering === turn.rendering && other.passages.length ? other : null;
  }

  function turnBlock(turn, main) {
    const heading = make("h3", {}, names.speaker(turn.speaker), make("span", {}, ` · ${turn.rendering.id}, ${say("turn")} ${turn.number}`));
    const quoted = turn.passages.some((p) => p.words);
    const body = [heading, make("p", { class: "x-gist" }, turn.gist[language])];
    if (main) {
      body.push(...turn.passages.map((p) =>
        make("p", { class: p.id === state.open ? "x-passage x-open" : "x-passage", lang: quoted ? (p.turn.rendering.language === "zh" ? "zh-CN" : "en") : null },
          make("button", { type: "button", onclick: () => change({ open: p.id }) }, p.id.split(":")[1]),
          p.words ? ` ${p.words}` : ` ${names.theme(p.theme)} · ${names.tone(p)}`)));
      if (!quoted) body.push(make("p", { class: "x-note" }, say("noWords"), " ", make("code", {}, "make documents FROM=folder")));
    }
    return make("article", { class: main ? "x-turn x-main" : "x-turn" }, ...body);
  }

  function read() {
    const passage = byId.get(state.open);
    if (!passage) {
      parts.reading.replaceChildren(make("p", { class: "x-note" }, say("readerEmpty")));
      return;
    }
    const before = neighbour(passage.turn, -1);
    const after = neighbour(passage.turn, 1);
    const step = (turn, key) => make("button", { type: "button", disabled: !turn, onclick: () => turn && change({ open: turn.passages[0].id }) }, say(key));
    parts.reading.replaceChildren(
      make("div", { class: "x-actions" }, step(before, "before"), step(after, "after"), make("button", { type: "button", onclick: () => change({ open: "" }) }, say("close"))),
      ...[before && turnBlock(before, false), turnBlock(passage.turn, true), after && turnBlock(after, false)].filter(Boolean));
  }

  // ---- what leaves the page
  const describe = () => {
    const parts_ = [];
    for (const key of ["conversations", "speakers", "themes"]) if (state[key].length) parts_.push(state[key].map(names[key.slice(0, -1)]).join(", "));
    if (state.query) parts_.push(`"${state.query}"`);
    if (state.tone.join() !== TONE_RANGE.join()) parts_.push(`${say("tone")} ${state.tone[0]} … ${state.tone[1]}`);
    return parts_.join(" · ");
  };

  function download(url, name) {
    const link = make("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
  }

  async function savePicture() {
    const heading = [parts.status.textContent, describe()].filter(Boolean).join(" · ");
    download(await charts.savePicture(say("title"), [heading, data.source[language]]), "explorer.png");
  }

  function saveList() {
    const url = URL.createObjectURL(new Blob(["\ufeff", writeCsv(parts.chosen, data, language)], { type: "text/csv" }));
    download(url, "explorer.csv");
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  async function copyLink() {
    try { await navigator.clipboard.writeText(location.href); } catch { window.prompt(say("link"), location.href); }
    parts.link.textContent = say("copied");
  }

  // ---- hands on the charts and keys
  function listen(places) {
    places.map.on("plotly_selected", (event) => {
      if (event && event.points.length) change({ selected: event.points.map((point) => point.pointIndex) });
    });
    places.map.on("plotly_deselect", clearSelection);
    for (const place of [places.map, places.course])
      place.on("plotly_click", (event) => open(data.passages[event.points[0].pointIndex].id));
    places.shares.on("plotly_click", (event) => toggle("themes", data.themes[event.points[0].y].id));
  }

  root.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing) { parts.search.focus(); event.preventDefault(); }
    else if (event.key === "Escape" && state.selected.length) clearSelection();
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest(".x-items")) {
      const buttons = [...parts.items.querySelectorAll("button")];
      const next = buttons[buttons.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { next.focus(); event.preventDefault(); }
    } else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && event.target.closest(".x-reader, .x-items") && byId.has(state.open)) {
      const turn = neighbour(byId.get(state.open).turn, event.key === "ArrowLeft" ? -1 : 1);
      if (turn) { open(turn.passages[0].id, true); event.preventDefault(); }
    }
  });

  async function rebuild() {
    const places = build();
    await charts.drawAll(measureShares(choosePassages(state, data).anyTheme, data));
    listen(places);
    update();
    root.dataset.ready = "true";
  }

  const ready = rebuild();
  return { ready, setAddress(address) { state = readAddress(address, data); parts.search.value = state.query; update(); } };
}
