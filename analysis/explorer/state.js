// What is chosen, which passages that leaves, and how it is written into an address. Nothing here touches the page.
const TONE_RANGE = [-2, 2];

function emptyState() {
  return { conversations: [], speakers: [], themes: [], tone: [...TONE_RANGE], query: "", selected: [], open: "", order: "place" };
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

function writeAddress(state, language) {
  const parts = new URLSearchParams();
  for (const key of ["conversations", "speakers", "themes"]) if (state[key].length) parts.set(key, state[key].join("|"));
  if (state.tone.join() !== TONE_RANGE.join()) parts.set("tone", state.tone.join("|"));
  if (state.query) parts.set("query", state.query);
  if (state.selected.length) parts.set("selected", packNumbers(state.selected));
  if (state.open) parts.set("open", state.open);
  if (state.order !== "place") parts.set("order", state.order);
  if (language !== "en") parts.set("lang", language);
  return parts.toString();
}

// An address may come from anybody: whatever the data do not know is left out.
function readAddress(text, data) {
  const parts = new URLSearchParams(text.replace(/^#/, ""));
  const state = emptyState();
  const known = { conversations: data.conversations, speakers: data.speakers, themes: data.themes };
  for (const [key, entries] of Object.entries(known)) {
    const ids = new Set(entries.map((entry) => entry.id));
    state[key] = (parts.get(key) || "").split("|").filter((id) => ids.has(id));
  }
  const tone = (parts.get("tone") || "").split("|").map(Number);
  if (tone.length === 2 && tone.every((t) => t >= TONE_RANGE[0] && t <= TONE_RANGE[1]) && tone[0] <= tone[1]) state.tone = tone;
  state.query = (parts.get("query") || "").slice(0, 100);
  state.selected = unpackNumbers(parts.get("selected") || "", data.passages.length);
  const named = new Set(unpackIds(parts.get("passages") || ""));
  if (named.size) state.selected = data.passages.filter((p) => named.has(p.id)).map((p) => p.index);
  state.open = data.passages.some((p) => p.id === parts.get("open")) ? parts.get("open") : "";
  state.order = ["place", "warm", "cool"].includes(parts.get("order")) ? parts.get("order") : "place";
  return state;
}

// The tables as they travel are lists of columns; here each passage is an object that knows its turn.
function unpackData(raw) {
  const data = { ...raw };
  const themes = raw.themes.map((theme) => theme.id);
  data.turns = raw.turns.map(([rendering, number, speaker, en, zh, group], index) => ({
    index, group: raw.conversations[group].id, rendering: raw.renderings[rendering], number, speaker: raw.speakers[speaker].id, gist: { en, zh }, passages: [],
  }));
  data.passages = raw.passages.map(([id, turn, theme, x, y, begin, width, nWords, tone, low, high, bag, words], index) => {
    const passage = { index, id, turn: data.turns[turn], theme: themes[theme], x, y, begin, width, nWords, tone, low, high, words };
    passage.conversation = passage.turn.group;
    passage.speaker = passage.turn.speaker;
    passage.text = [passage.turn.gist.en, passage.turn.gist.zh, words || ""].join("\n").toLowerCase();
    passage.bag = new Set(bag.split(" "));
    passage.turn.passages.push(passage);
    return passage;
  });
  return data;
}

// Said as it stands in gist or words, or, word by word, somewhere in the passage.
function saysIt(passage, query) {
  if (passage.text.includes(query)) return true;
  const words = query.split(/\s+/);
  return words.every((word) => passage.bag.has(word));
}

// Which passages fit: with all filters, and with all but that of themes (for the shares).
function choosePassages(state, data) {
  const query = state.query.trim().toLowerCase();
  const selected = new Set(state.selected);
  const fits = (list, value) => !list.length || list.includes(value);
  const anyTheme = [];
  for (const p of data.passages) {
    if (!fits(state.conversations, p.conversation) || !fits(state.speakers, p.speaker)) continue;
    // A tone that is not known is left out as soon as the range is narrowed.
    if (p.tone === null ? state.tone.join() !== TONE_RANGE.join() : p.tone < state.tone[0] || p.tone > state.tone[1]) continue;
    if (query && !saysIt(p, query)) continue;
    if (selected.size && !selected.has(p.index)) continue;
    anyTheme.push(p);
  }
  return { anyTheme, chosen: anyTheme.filter((p) => fits(state.themes, p.theme)) };
}

// Share of each theme's words within each conversation, or group; the versions of a conversation weigh the same, and the
// conversations of a group as many passages as they have.
function measureShares(passages, data) {
  const words = new Map();
  for (const p of passages) {
    const key = `${p.conversation}\n${p.turn.rendering.id}`;
    const talk = p.turn.rendering.conversation;
    if (!words.has(key)) words.set(key, { conversation: p.conversation, talk, all: 0, passages: 0, themes: new Map() });
    const entry = words.get(key);
    entry.all += p.nWords;
    entry.passages += 1;
    entry.themes.set(p.theme, (entry.themes.get(p.theme) || 0) + p.nWords);
  }
  const shares = new Map();
  for (const conversation of data.conversations) {
    const versions = [...words.values()].filter((entry) => entry.conversation === conversation.id);
    const alike = (v) => versions.filter((other) => other.talk === v.talk);
    const weights = versions.map((v) => alike(v).reduce((sum, other) => sum + other.passages, 0) / alike(v).length ** 2);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = (theme) => versions.reduce((sum, v, n) => sum + (weights[n] / total) * ((v.themes.get(theme) || 0) / v.all), 0);
    shares.set(conversation.id, versions.length ? data.themes.map((theme) => mean(theme.id)) : null);
  }
  return shares;
}

function orderPassages(passages, order) {
  if (order === "place") return passages;
  const sign = order === "warm" ? -1 : 1;
  const known = passages.filter((p) => p.tone !== null).sort((a, b) => sign * (a.tone - b.tone) || a.index - b.index);
  return [...known, ...passages.filter((p) => p.tone === null)];
}

function writeCsv(passages, data, language) {
  // A spreadsheet would run a cell of text that begins like a formula.
  const cell = (value) => {
    const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? "");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const head = ["passage_id", ...(data.grouped ? ["group"] : []), "conversation", "rendering", "turn", "speaker", "theme", "tone", "tone_low", "tone_high", "n_words", "gist"];
  const quoted = passages.some((p) => p.words);
  const rows = passages.map((p) => [
    p.id, ...(data.grouped ? [p.conversation, p.turn.rendering.conversation] : [p.conversation]), p.turn.rendering.id, p.turn.number, p.speaker, p.theme, p.tone, p.low, p.high, p.nWords,
    p.turn.gist[language], ...(quoted ? [p.words] : []),
  ]);
  return [quoted ? [...head, "words"] : head, ...rows].map((row) => row.map(cell).join(",")).join("\n") + "\n";
}
