// The explorer itself: controls, map, list and reading view, and what follows from each choice.
// meta: what data.py tells. options: load(name) gives the bytes of a part; address, language, headline; onAddress(address,
// steps) is told each view, and whether it is a step that Back undoes; onLanguage; onChoose(ids, address).
function mountExplorer(root, meta, options) {
  let language = options.language === "zh" ? "zh" : "en";
  const say = (key, ...values) => (typeof TEXTS[language][key] === "function" ? TEXTS[language][key](...values) : TEXTS[language][key]);

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

  async function start() {
    const data = await openStore(meta, options.load);
    const most = (values) => values.reduce((a, b) => Math.max(a, b), 1) / 65535;
    data.span = [most(data.x), most(data.y)];
    data.centre = data.span.map((span) => span / 2);
    const facets = listFacets(data);
    const totals = countFacets(new Uint8Array(data.n), data, facets);
    const write = (tone) => tone.toFixed(1).replace("-", "−");
    const names = {
      conversation: (g) => data.conversations[g].name[language], speaker: (s) => data.speakers[s].name[language], theme: (t) => data.themes[t].name[language],
      facet: (facet) => (facet.key.startsWith("is.") ? data.columns.find((c) => `is.${c.id}` === facet.key).name[language] : say(facet.key === "conversations" && data.grouped ? "groups" : facet.key)),
      tone: (i) => {
        if (data.tone[i] === NO_TONE) return say("noTone");
        const [tone, low, high] = [data.tone[i], data.tone_low[i], data.tone_high[i]].map((t) => write(t / 100));
        return data.flags[i] & TONE_CODED ? say("toneCoded", tone) : say("toneOf", tone, low, high);
      },
    };
    let state = readAddress(options.address || "", data);
    let shown = 30;
    let search = null;
    let found = null;
    let asked = "";
    let parts = {};
    let view = {};
    let map = null;

    // ---- the frame, built anew when the language changes
    function checks(facet) {
      // Where nothing was published twice, a version is a conversation.
      if (facet.key === "renderings" && data.renderings.length <= data.talks.length) { parts.boxes.set(facet.key, []); return null; }
      const boxes = facet.entries.map((entry) => {
        const box = make("input", { type: "checkbox", value: entry.id, onchange: () => toggle(facet.key, entry.id) });
        const count = make("span", { class: "x-count" });
        const swatch = make("span", { class: "x-swatch" });
        return { box, count, swatch, row: make("label", { class: "x-check" }, box, swatch, make("span", {}, entry.name[language]), count) };
      });
      parts.boxes.set(facet.key, boxes);
      const fields = make("fieldset", {}, make("legend", {}, names.facet(facet)), ...boxes.map((entry) => entry.row));
      if (!facet.key.startsWith("is.") && facet.key !== "renderings") return fields;
      return make("details", { open: chosenOf(state, facet.key).length > 0 }, make("summary", {}, names.facet(facet)), fields);
    }

    function toneStrip() {
      const canvas = make("canvas", { class: "x-strip", "aria-hidden": "true" });
      const ends = [0, 1].map((end) => {
        const value = make("output", {});
        const input = make("input", { type: "range", min: -2, max: 2, step: 0.1, oninput: () => {
          const tone = [...state.tone];
          tone[end] = Number(input.value);
          if (tone[0] > tone[1]) tone[1 - end] = tone[end];
          change({ tone }, false);
        } });
        return { input, value, row: make("label", { class: "x-range" }, `${say("tone")} ${say(end ? "toneTo" : "toneFrom")}`, value, input) };
      });
      let begun = null;
      const toneAt = (event) => {
        const box = canvas.getBoundingClientRect();
        return Math.max(-2, Math.min(2, Math.round((((event.clientX - box.left - 10) / (box.width - 20)) * 4 - 2) * 10) / 10));
      };
      canvas.addEventListener("pointerdown", (event) => { begun = toneAt(event); canvas.setPointerCapture(event.pointerId); });
      canvas.addEventListener("pointermove", (event) => {
        if (begun === null) return;
        const tone = [begun, toneAt(event)].sort((a, b) => a - b);
        if (tone[0] !== tone[1]) change({ tone }, false);
      });
      canvas.addEventListener("pointerup", () => { begun = null; });
      canvas.addEventListener("pointercancel", () => { begun = null; });
      parts.tone = { canvas, ends };
      return make("fieldset", { class: "x-tone" }, make("legend", {}, say("tone")), canvas, ...ends.map((end) => end.row), make("p", { class: "x-note" }, say("toneNote")));
    }

    function section(key, note, ...children) {
      return make("section", { class: `x-${key}`, "aria-label": say(key) }, make("h2", {}, say(key)), note, ...children);
    }
    const note = (text, cls = "") => make("p", { class: `x-note ${cls}` }, text);

    function build() {
      parts = { boxes: new Map() };
      const button = (key, action, extra = {}) => make("button", { type: "button", onclick: action, ...extra }, say(key));
      parts.search = make("input", { type: "search", value: state.query, placeholder: say("searchHint"), oninput: () => change({ query: parts.search.value }, false) });
      parts.near = make("input", { type: "checkbox", onchange: () => change({ near: parts.near.checked }) });
      parts.asked = make("p", { class: "x-note x-asked" });
      parts.status = make("p", { class: "x-status", role: "status", "aria-live": "polite" });
      parts.sides = note("", "x-sides");
      parts.unselect = button("unselect", () => change({ selected: [] }), { class: "x-unselect" });
      parts.order = make("select", { onchange: () => change({ order: parts.order.value }) },
        ...[["place", "byPlace"], ["warm", "byWarm"], ["cool", "byCool"]].map(([value, key]) => make("option", { value }, say(key))));
      parts.colour = make("select", { onchange: () => change({ colour: parts.colour.value }) }, ...listColours(data).map((key) =>
        make("option", { value: key }, key === "tone" ? say("tone") : names.facet(facets.find((facet) => facet.key === key)))));
      parts.items = make("ol", { class: "x-items" });
      parts.more = button("more", () => { shown += 120; listPassages(); });
      parts.reading = make("div", { class: "x-reading", tabindex: -1 });
      parts.readers = section("reader", null, parts.reading);
      parts.spoken = make("p", { class: "x-hidden", "aria-live": "polite" });
      parts.plane = make("div", { class: "x-plane" });
      parts.legend = make("p", { class: "x-legend" });
      parts.shares = make("canvas", { class: "x-strip", "aria-hidden": "true" });
      parts.table = make("table", {});
      parts.course = make("canvas", { class: "x-strip", role: "img", "aria-label": say("courseNote") });
      parts.rows = note("", "x-rows");
      parts.link = button("link", copyLink);
      parts.filters = make("details", { open: (root.clientWidth || window.innerWidth) >= 1080 }, make("summary", {}, say("filters")),
        make("div", { class: "x-facets" }, checks(facets[0]), checks(facets[1]), toneStrip(), checks(facets[2]), ...facets.slice(3).map(checks).filter(Boolean)));
      root.replaceChildren(
        make("header", { class: "x-head" }, make("div", {}, make(options.headline || "h1", { class: "x-title" }, say("title")), note(say("lead")),
          data.view[language] ? note(data.view[language], "x-view") : null),
          make("div", { class: "x-actions" }, button("png", savePicture), button("csv", saveList), options.onAddress ? parts.link : null,
            button("language", () => { language = language === "en" ? "zh" : "en"; rebuild(); }, { lang: language === "en" ? "zh-CN" : "en" }))),
        make("div", { class: "x-body" },
          make("form", { class: "x-filters", "aria-label": say("filters"), onsubmit: (event) => event.preventDefault() },
            make("label", { class: "x-search" }, say("search"), parts.search), note(say("searchNote")),
            make("label", { class: "x-check" }, parts.near, say("near")), parts.asked, parts.filters,
            button("clear", () => { parts.search.value = ""; change(emptyState()); }),
            make("details", { class: "x-keys" }, make("summary", {}, say("help")), note(say("helpText")))),
          section("map", make("div", { class: "x-actions x-over-map" }, note(say("mapNote")), make("label", {}, say("colour"), " ", parts.colour)), parts.plane, parts.legend, parts.spoken),
          make("div", { class: "x-texts" },
            section("list", parts.status, parts.sides, make("div", { class: "x-actions" }, make("label", {}, say("order"), " ", parts.order), parts.unselect), parts.items, parts.more)),
          parts.readers,
          make("div", { class: "x-charts" },
            section("shares", note(say(data.grouped ? "groupsNote" : "sharesNote")), groupLegend(), parts.shares, make("div", { class: "x-hidden" }, parts.table)),
            section("course", note(say("courseNote")), parts.rows, parts.course))));
      root.lang = language === "en" ? "en" : "zh-CN";
      if (options.onLanguage) options.onLanguage(root.lang, say("title"));
      map = makeMap(parts.plane, data, {
        make, say, open: (i) => open(i), describe: reading.describe, select: (selected) => change({ selected }),
        announce: (i) => { parts.spoken.textContent = `${names.speaker(data.speaker[i])}, ${names.theme(data.theme[i])}, ${data.gist(data.turn[i], language)}`; },
        label: () => say("mapLabel", view.chosen.length, data.n),
        nameOf: (l) => (l.theme ? { text: data.themes.find((t) => t.id === l.theme).name[language], bold: true } : { text: l[language], bold: false }),
        pickName: (l) => (l.theme ? toggle("themes", l.theme) : change({ query: l[language].split(" · ").join(" | ") })),
      });
      parts.shares.addEventListener("click", (event) => {
        const theme = data.themes[Math.floor((event.clientY - parts.shares.getBoundingClientRect().top) / SHARE_ROW)];
        if (theme) toggle("themes", theme.id);
      });
      parts.course.addEventListener("click", (event) => {
        const box = parts.course.getBoundingClientRect();
        const r = view.rows[Math.floor((event.clientY - box.top) / courseRow(view.rows.length))];
        const left = courseLeft(box.width, view.rows, data);
        const at = (event.clientX - box.left - left) / (box.width - left - 8);
        if (r === undefined || at < 0) return;
        for (let i = data.first[r]; i < data.first[r + 1]; i++) if (at >= data.begin[i] && at < data.begin[i] + data.width[i]) open(i);
      });
    }

    const groupLegend = () => make("p", { class: "x-legend" }, ...(data.conversations.length <= 12 ? data.conversations : []).map((c) =>
      make("span", {}, make("span", { class: "x-swatch x-round", style: `background:${c.colour}` }), c.name[language])));

    // ---- what follows from the state
    const painted = new Map();
    function huesOf(key) {
      if (!painted.has(key)) painted.set(key, chooseHues(data, facets, totals, key));
      return painted.get(key);
    }

    async function look() {
      if (state.query.trim() === asked) return;
      asked = state.query.trim();
      const mine = asked;
      if (!asked) { found = null; return; }
      search = search || await openSearch(data);
      const next = await search.find(mine);
      if (mine === asked) found = next;
    }

    function update() {
      const miss = choosePassages(state, data, facets, found && found.said);
      const counts = countFacets(miss, data, facets);
      const chosen = orderPassages(miss, data, state.order);
      const hues = huesOf(state.colour || "themes");
      const rows = listRows(chosen);
      view = { miss, counts, chosen, hues, rows, tones: countTones(miss, data, facets.length), shares: measureShares(miss, data), near: [] };
      facets.forEach((facet, k) => parts.boxes.get(facet.key).forEach(({ box, count, swatch }, n) => {
        box.checked = chosenOf(state, facet.key).includes(box.value);
        count.textContent = counts[k][n];
        swatch.hidden = hues.facet !== facet;
        swatch.style.background = hues.facet === facet ? hues.colours[n] : "";
      }));
      parts.tone.ends.forEach(({ input, value }, end) => { input.value = state.tone[end]; value.textContent = write(state.tone[end]); });
      parts.order.value = state.order;
      parts.colour.value = state.colour || "themes";
      parts.near.checked = state.near;
      parts.near.disabled = !found;
      parts.asked.textContent = found ? [say("lookedFor", found.terms.map((entry) => entry.text).join(", ")), data.quoted || !found.terms.some(({ term }) => term.length > 1) ? "" : say("anyOrder")].filter(Boolean).join(" ") : "";
      parts.status.textContent = say("outOf", chosen.length, data.n) + (state.selected.length ? ` · ${say("chosen", state.selected.length)}` : "");
      parts.sides.textContent = tellSides(chosen);
      parts.unselect.hidden = !state.selected.length;
      parts.legend.replaceChildren(...tellHues().map(([colour, text]) => make("span", {}, make("span", { class: "x-swatch x-round", style: `background:${colour}` }), text)));
      map.update({ miss, hues, open: state.open, near: view.near });
      drawStrips();
      listPassages();
      findNear();
    }

    // By side, and by language, who says it.
    function tellSides(chosen) {
      const sides = [0, 0];
      const speakers = new Uint32Array(data.speakers.length);
      const versions = new Uint32Array(data.renderings.length);
      for (const i of chosen) { speakers[data.speaker[i]]++; versions[data.rendering[i]]++; }
      speakers.forEach((n, s) => { sides[data.speakers[s].side] += n; });
      const languages = new Map();
      versions.forEach((n, r) => { if (n) languages.set(data.renderings[r].language, (languages.get(data.renderings[r].language) || 0) + n); });
      const column = data.columns.find((c) => c.id === "language");
      const called = (code) => (column && column.values.find((value) => value.id === code)?.name[language]) || code;
      return [...(data.sides.length ? sides.map((n, side) => `${data.sides[side][language]} ${n}`) : []),
        ...(column ? [...languages].map(([code, n]) => `${called(code)} ${n}`) : [])].join(" · ");
    }

    // What the colours mean, and how many of those chosen have each.
    function tellHues() {
      const { key, facet, codes, colours } = view.hues;
      if (key === "tone") return [[toneColour(-1.5), say("coldest")], [toneColour(0), say("middle")], [toneColour(1.5), say("warmest")]];
      const counts = new Uint32Array(colours.length);
      for (const i of view.chosen) counts[codes[i]]++;
      const there = facet.entries.map((_, n) => n).filter((n) => counts[n]);
      const named = there.filter((n) => colours[n] !== OTHER_HUE).sort((a, b) => counts[b] - counts[a]);
      const told = named.map((n) => [colours[n], `${facet.entries[n].name[language]} ${counts[n]}`]);
      return named.length < there.length ? [...told, [OTHER_HUE, say("others")]] : told;
    }

    // The versions in the course: all or, of many, those with most of what is chosen.
    function listRows(chosen) {
      const counts = new Uint32Array(data.renderings.length);
      for (const i of chosen) counts[data.rendering[i]]++;
      const open = state.open < 0 ? -1 : data.rendering[state.open];
      return data.renderings.map((_, r) => r).sort((a, b) => (b === open) - (a === open) || counts[b] - counts[a] || a - b).slice(0, COURSE_MOST).sort((a, b) => a - b);
    }

    function drawStrips() {
      // Asked for before anything is drawn: asking makes the browser lay the page out.
      const widths = new Map([parts.tone.canvas, parts.shares, parts.course].map((canvas) => [canvas, canvas.parentElement.clientWidth || 300]));
      const wide = (canvas) => widths.get(canvas);
      drawTones(fitCanvas(parts.tone.canvas, wide(parts.tone.canvas), TONE_HEIGHT), wide(parts.tone.canvas), view.tones, state.tone);
      drawShares(fitCanvas(parts.shares, wide(parts.shares), SHARE_ROW * data.themes.length + 22), wide(parts.shares), view.shares, data, names, state.themes);
      drawCourse(fitCanvas(parts.course, wide(parts.course), courseRow(view.rows.length) * view.rows.length + 4), wide(parts.course), view.rows, data, view.hues, view.miss, state.open);
      parts.rows.textContent = view.rows.length < data.renderings.length ? say("someRows", view.rows.length, data.renderings.length) : "";
      const there = data.conversations.map((_, c) => c).filter((c) => view.shares[c]);
      const row = (tag, cells) => make("tr", {}, ...cells.map((cell) => make(tag, {}, cell)));
      parts.table.replaceChildren(make("caption", {}, say("shares")), row("th", [say("themes"), ...there.map(names.conversation)]),
        ...data.themes.map((_, t) => row("td", [names.theme(t), ...there.map((c) => `${(100 * view.shares[c][t]).toFixed(1)}%`)])));
    }

    // A choice: what Back undoes, unless it is one of many on the way, as letters typed.
    async function change(part, steps = true) {
      state = { ...state, ...part };
      shown = 30;
      await look();
      update();
      read();
      tell(steps);
    }

    function tell(steps) {
      const address = writeAddress(state, data, language);
      if (options.onAddress) options.onAddress(address, steps);
      if (options.onChoose) options.onChoose(view.chosen.map(data.id), address);
    }

    function toggle(key, id) {
      const before = chosenOf(state, key);
      const after = before.includes(id) ? before.filter((other) => other !== id) : [...before, id];
      change(key.startsWith("is.") ? { columns: { ...state.columns, [key.slice(3)]: after } } : { [key]: after });
    }

    // What is built anew gives the focus back to what had it.
    function keepFocus(place, key, fill) {
      const held = place.contains(document.activeElement) ? document.activeElement.getAttribute(key) : null;
      fill();
      if (held !== null) [...place.querySelectorAll(`[${key}]`)].find((element) => element.getAttribute(key) === held)?.focus({ preventScroll: true });
    }

    const markOpen = () => { for (const row of parts.items.querySelectorAll("button")) { if (Number(row.dataset.i) === state.open) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current"); } };

    async function listPassages() {
      const listed = view.chosen.slice(0, shown);
      const mine = view;
      if (await data.needTexts([...listed, ...view.near]) && mine !== view) return;
      keepFocus(parts.items, "data-id", () => parts.items.replaceChildren(
        ...(listed.length ? listed.map(reading.row) : [make("li", { class: "x-note" }, say("nothing"))]),
        ...(view.near.length ? [make("li", { class: "x-part" }, say("nearHits")), ...view.near.map(reading.row)] : [])));
      parts.more.hidden = view.chosen.length <= shown;
      markOpen();
    }

    // What fits all else, and lies near in meaning to the hits, without their words.
    async function findNear() {
      const mine = view;
      if (!state.near || !found || !view.chosen.length) return;
      const near = await data.findNearest(view.chosen, (i) => mine.miss[i] === facets.length + 2, 12);
      if (mine !== view) return;
      view.near = near;
      map.update({ miss: view.miss, hues: view.hues, open: state.open, near });
      listPassages();
    }

    function open(i, focus = false) {
      state = { ...state, open: i };
      markOpen();
      map.update({ miss: view.miss, hues: view.hues, open: i, near: view.near });
      view.rows = listRows(view.chosen);
      drawStrips();
      if (i >= 0) map.show(i);
      tell(true);
      return read(focus);
    }

    async function read(focus = false) {
      const i = state.open;
      parts.readers.hidden = i < 0;
      root.classList.toggle("x-reads", i >= 0);
      if (i < 0) { parts.reading.replaceChildren(); return; }
      const content = await reading.read(i);
      if (i !== state.open) return;
      keepFocus(parts.reading, "data-key", () => parts.reading.replaceChildren(...content));
      if (focus) parts.reading.focus({ preventScroll: true });
      const top = parts.readers.getBoundingClientRect().top;
      if (top < 0 || top > window.innerHeight - 160) parts.readers.scrollIntoView({ block: "nearest" });
    }

    const reading = makeReading(data, {
      make, say, names, language: () => language, markHits: (text) => (found && text ? search.markHits(text, found.terms) : [[text, false]]),
      colourOf: (i) => view.hues.colours[view.hues.codes[i]], act: { open: (i) => open(i) },
    });

    // ---- what leaves the page
    const describe = () => {
      const told = facets.map((facet) => facet.entries.filter((entry) => chosenOf(state, facet.key).includes(entry.id)).map((entry) => entry.name[language]).join(", "));
      if (state.query) told.push(`"${state.query}"`);
      if (state.tone.join() !== TONE_RANGE.join()) told.push(`${say("tone")} ${write(state.tone[0])} … ${write(state.tone[1])}`);
      return told.filter(Boolean).join(" · ");
    };

    function download(url, name) {
      const link = make("a", { href: url, download: name });
      document.body.append(link);
      link.click();
      link.remove();
    }

    function savePicture() {
      const heading = [parts.status.textContent, describe()].filter(Boolean).join(" · ");
      download(drawPicture({ data, view, names, say, language, heading, map, legend: tellHues(), state }).toDataURL("image/png"), "explorer.png");
    }

    async function saveList() {
      await data.needTexts(view.chosen);
      const head = ["passage_id", ...(data.grouped ? ["group"] : []), "conversation", "rendering", "turn", "speaker", "theme", "tone", "tone_low", "tone_high", "n_words", "gist", ...(data.quoted ? ["words"] : [])];
      const hundredths = (value) => (value === NO_TONE ? null : value / 100);
      const rows = view.chosen.map((i) => [
        data.id(i), ...(data.grouped ? [data.conversations[data.group[i]].id] : []), data.talks[data.talk[i]], data.renderings[data.rendering[i]].id, data.turn_number[data.turn[i]],
        data.speakers[data.speaker[i]].id, data.themes[data.theme[i]].id, ...[data.tone[i], data.tone_low[i], data.tone_high[i]].map(hundredths), data.n_words[i],
        data.gist(data.turn[i], language), ...(data.quoted ? [data.words(i)] : []),
      ]);
      const url = URL.createObjectURL(new Blob(["\ufeff", writeCsv([head, ...rows])], { type: "text/csv" }));
      download(url, "explorer.csv");
      setTimeout(() => URL.revokeObjectURL(url), 1000);
    }

    async function copyLink() {
      try { await navigator.clipboard.writeText(location.href); } catch { window.prompt(say("link"), location.href); }
      parts.link.textContent = say("copied");
    }

    // ---- keys
    root.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input, select, textarea");
      if (event.key === "/" && !typing) { parts.search.focus(); event.preventDefault(); }
      else if (event.key === "Escape" && state.open >= 0) {
        const row = [...parts.items.querySelectorAll("button")].find((button) => Number(button.dataset.i) === state.open);
        open(-1);
        if (row) row.focus();
      } else if (event.key === "Escape" && state.selected.length) change({ selected: [] });
      else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest(".x-items")) {
        const buttons = [...parts.items.querySelectorAll("button")];
        const next = buttons[buttons.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
        if (next) { next.focus(); event.preventDefault(); }
      } else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && event.target.closest(".x-reader, .x-items") && state.open >= 0) {
        const turn = reading.neighbour(data.turn[state.open], event.key === "ArrowLeft" ? -1 : 1);
        if (turn >= 0) { open(data.turn_first[turn], true); event.preventDefault(); }
      }
    });
    let width = 0;
    new ResizeObserver(() => { if (root.clientWidth !== width && view.miss) { width = root.clientWidth; drawStrips(); } }).observe(root);
    // On paper the list goes on.
    window.addEventListener("beforeprint", () => { shown = Math.max(shown, 400); listPassages(); });

    async function rebuild() {
      build();
      await look();
      update();
      tell(false);
      await Promise.all([listPassages(), read()]);
      root.dataset.ready = "true";
    }
    await rebuild();
    return async (address) => {
      const wanted = new URLSearchParams(address.replace(/^#/, "")).get("lang") === "zh" ? "zh" : "en";
      state = readAddress(address, data);
      shown = 30;
      if (options.onAddress && wanted !== language) { language = wanted; await rebuild(); return; }
      parts.search.value = state.query;
      await look();
      update();
      await read();
    };
  }

  const ready = start();
  return { ready, async setAddress(address) { (await ready)(address); } };
}
