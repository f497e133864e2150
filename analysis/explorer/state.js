// What is chosen, which passages that leaves, and how it is written into an address. Nothing here touches the page.
const TONE_RANGE = [-2, 2];
const ORDERS = ["place", "warm", "cool"];
const MOST_NAMED = 500;
// What is chosen by id, whatever the catalogue has beside it.
const CHOSEN = ["conversations", "speakers", "themes", "renderings"];

function emptyState() {
  return { conversations: [], speakers: [], themes: [], renderings: [], columns: {}, tone: [...TONE_RANGE], query: "", near: false, selected: [], open: -1, order: "place", colour: "" };
}

// Numbers as ranges: [3, 4, 5, 9] is "3-5.9".
function packNumbers(numbers) {
  const runs = [];
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const run = runs[runs.length - 1];
    if (run && run[1] === n - 1) run[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([a, b]) => (a === b ? `${a}` : `${a}-${b}`)).join(".");
}

function unpackNumbers(text, most) {
  const numbers = [];
  for (const run of text.split(".").filter(Boolean)) {
    const [a, b = a] = run.split("-").map(Number);
    if (Number.isInteger(a) && Number.isInteger(b) && a >= 0 && b < most) for (let n = a; n <= b; n++) numbers.push(n);
  }
  return numbers;
}

// Ids with the name of each rendering written once, as address.py packs them: "a:001.01,001.02|b:003.01".
function unpackIds(text) {
  return text.split("|").filter(Boolean).flatMap((part) => {
    const end = part.lastIndexOf(":");
    return part.slice(end + 1).split(",").map((place) => `${part.slice(0, end)}:${place}`);
  });
}

function packIds(ids) {
  const parts = new Map();
  for (const id of ids) {
    const end = id.lastIndexOf(":");
    parts.set(id.slice(0, end), [...(parts.get(id.slice(0, end)) || []), id.slice(end + 1)]);
  }
  return Array.from(parts, ([rendering, places]) => `${rendering}:${places.join(",")}`).join("|");
}

function writeAddress(state, data, language) {
  const parts = new URLSearchParams();
  for (const key of CHOSEN) if (state[key].length) parts.set(key, state[key].join("|"));
  for (const [name, values] of Object.entries(state.columns)) if (values.length) parts.set(`is.${name}`, values.join("|"));
  if (state.tone.join() !== TONE_RANGE.join()) parts.set("tone", state.tone.join("|"));
  if (state.query) parts.set("query", state.query);
  if (state.near) parts.set("near", "1");
  // By their ids passages are the same ones when documents have come; thousands are said by number, in few characters.
  if (state.selected.length > MOST_NAMED) parts.set("selected", packNumbers(state.selected));
  else if (state.selected.length) parts.set("passages", packIds(state.selected.map(data.id)));
  if (state.open >= 0) parts.set("open", data.id(state.open));
  if (state.order !== "place") parts.set("order", state.order);
  if (state.colour) parts.set("colour", state.colour);
  if (language !== "en") parts.set("lang", language);
  return parts.toString();
}

// An address may come from anybody: whatever the data do not know is left out.
function readAddress(text, data) {
  const parts = new URLSearchParams(text.replace(/^#/, ""));
  const state = emptyState();
  const choose = (key, entries) => {
    const ids = new Set(entries.map((entry) => entry.id));
    return (parts.get(key) || "").split("|").filter((id) => ids.has(id));
  };
  for (const key of CHOSEN) state[key] = choose(key, data[key]);
  for (const column of data.columns) state.columns[column.id] = choose(`is.${column.id}`, column.values);
  const tone = (parts.get("tone") || "").split("|").map(Number);
  if (tone.length === 2 && tone.every((t) => t >= TONE_RANGE[0] && t <= TONE_RANGE[1]) && tone[0] <= tone[1]) state.tone = tone;
  state.query = (parts.get("query") || "").slice(0, 100);
  state.near = parts.get("near") === "1";
  state.selected = unpackNumbers(parts.get("selected") || "", data.n);
  const named = unpackIds(parts.get("passages") || "").map(data.find).filter((i) => i >= 0);
  if (named.length) state.selected = [...new Set(named)].sort((a, b) => a - b);
  state.open = data.find(parts.get("open") || "");
  state.order = ORDERS.includes(parts.get("order")) ? parts.get("order") : "place";
  state.colour = listColours(data).includes(parts.get("colour")) ? parts.get("colour") : "";
  return state;
}

// What a passage can be filtered and coloured by: each with its values, and the number of the value of each passage.
function listFacets(data) {
  const facet = (key, entries, owner, codes = null) => ({ key, entries, owner: data[owner], codes });
  return [
    facet("conversations", data.conversations, "group"), facet("speakers", data.speakers, "speaker"), facet("themes", data.themes, "theme"), facet("renderings", data.renderings, "rendering"),
    ...data.columns.map((column) => facet(`is.${column.id}`, column.values, column.of, Int16Array.from(column.codes))),
  ];
}

const listColours = (data) => ["themes", "conversations", "speakers", "tone", ...data.columns.map((column) => `is.${column.id}`)];
const chosenOf = (state, key) => (key.startsWith("is.") ? state.columns[key.slice(3)] || [] : state[key]);

// Which passages fit: miss is 0 where all does, k + 1 where only filter k does not, 255 where several do not. Filters are
// the facets, then tone, then words, then what is selected on the map.
function choosePassages(state, data, facets, said) {
  const miss = new Uint8Array(data.n);
  // fits: of each owner, 1 where it fits.
  const ruleOut = (k, owner, fits) => { for (let i = 0; i < miss.length; i++) if (!fits[owner[i]]) miss[i] = miss[i] ? 255 : k + 1; };
  const ruleOutEach = (k, fits) => { for (let i = 0; i < miss.length; i++) if (!fits[i]) miss[i] = miss[i] ? 255 : k + 1; };
  facets.forEach((facet, k) => {
    const chosen = new Set(chosenOf(state, facet.key));
    if (!chosen.size) return;
    const fits = facet.entries.map((entry) => chosen.has(entry.id));
    const owners = facet.codes ? Uint8Array.from(facet.codes, (code) => (code >= 0 && fits[code] ? 1 : 0)) : Uint8Array.from(fits);
    ruleOut(k, facet.owner, owners);
  });
  // A tone that is not known is left out as soon as the range is narrowed.
  const [from, to] = state.tone.map((end) => Math.round(end * 100));
  if (state.tone.join() !== TONE_RANGE.join()) ruleOutEach(facets.length, Uint8Array.from(data.tone, (tone) => (tone >= from && tone <= to ? 1 : 0)));
  if (said) ruleOutEach(facets.length + 1, said);
  if (state.selected.length) {
    const selected = new Uint8Array(data.n);
    for (const i of state.selected) selected[i] = 1;
    ruleOutEach(facets.length + 2, selected);
  }
  return miss;
}

// How many passages each value of each facet would have, were it chosen alone there.
function countFacets(miss, data, facets) {
  return facets.map(({ owner, codes, entries }, k) => {
    const owners = new Uint32Array(codes ? codes.length : entries.length);
    const alone = k + 1;
    for (let i = 0; i < miss.length; i++) if (miss[i] === 0 || miss[i] === alone) owners[owner[i]]++;
    if (!codes) return owners;
    const counts = new Uint32Array(entries.length);
    codes.forEach((code, n) => { if (code >= 0) counts[code] += owners[n]; });
    return counts;
  });
}

// How many passages have which tone, in steps of a tenth; and how many of those that fit all else.
function countTones(miss, data, n_facets) {
  const all = new Uint32Array(41);
  const fit = new Uint32Array(41);
  const { tone } = data;
  for (let i = 0; i < miss.length; i++) {
    if (tone[i] === NO_TONE) continue;
    const bin = Math.round(tone[i] / 10) + 20;
    all[bin]++;
    if (miss[i] === 0 || miss[i] === n_facets + 1) fit[bin]++;
  }
  return { all, fit };
}

// Share of each theme's words within each conversation, or group; the versions of a conversation weigh the same, and the
// conversations of a group as many passages as they have. Of what fits all filters but that of themes.
function measureShares(miss, data) {
  const n_themes = data.themes.length;
  const { cells, cell, theme, n_words } = data;
  const words = new Float64Array(cells.length * n_themes);
  const passages = new Uint32Array(cells.length);
  for (let i = 0; i < miss.length; i++) {
    if (miss[i] !== 0 && miss[i] !== 3) continue;
    passages[cell[i]]++;
    words[cell[i] * n_themes + theme[i]] += n_words[i];
  }
  const groups = data.conversations.map(() => []);
  cells.forEach(({ group, talk }, k) => {
    const themes = words.subarray(k * n_themes, (k + 1) * n_themes);
    if (passages[k]) groups[group].push({ talk, passages: passages[k], themes, all: themes.reduce((sum, value) => sum + value, 0) });
  });
  return groups.map((versions) => {
    if (!versions.length) return null;
    const talks = new Map();
    for (const v of versions) talks.set(v.talk, [...(talks.get(v.talk) || []), v]);
    const shares = new Float64Array(n_themes);
    let total = 0;
    for (const alike of talks.values()) {
      const weight = alike.reduce((sum, v) => sum + v.passages, 0) / alike.length ** 2;
      total += weight * alike.length;
      for (const v of alike) for (let t = 0; t < n_themes; t++) shares[t] += (weight * v.themes[t]) / v.all;
    }
    return shares.map((share) => share / total);
  });
}

function orderPassages(miss, data, order) {
  const fit = [];
  for (let i = 0; i < miss.length; i++) if (!miss[i]) fit.push(i);
  if (order === "place") return fit;
  const sign = order === "warm" ? -1 : 1;
  const known = fit.filter((i) => data.tone[i] !== NO_TONE).sort((a, b) => sign * (data.tone[a] - data.tone[b]) || a - b);
  return [...known, ...fit.filter((i) => data.tone[i] === NO_TONE)];
}

function writeCsv(rows) {
  // A spreadsheet would run a cell of text that begins like a formula.
  const cell = (value) => {
    const text = typeof value === "string" && /^'*[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : String(value ?? "");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(",")).join("\n") + "\n";
}
