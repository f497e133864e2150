// The desk: one passage after the other is coded by keys or by touch; every answer is handed on at once.
// mountDesk(root, data, {codes, keep, keysOn, file}): data as cards.py makes it; codes: answers by passage, each
// [theme, tone, unsure]; keep(codes, id): called after every answer, gives what to say of it; keysOn: whose keys are
// heard; file: whether a file can be handed over.
const THEME_KEYS = "abcdefghijklmnopqrstuvwxyz";

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

function checkCodes(data, found) {
  // What a browser kept may be old, or not be ours: only what the desk could have written is taken.
  const ids = new Set(data.cards.map((card) => card.id));
  const themes = new Set(["", ...data.themes.map((theme) => theme.id)]);
  const tones = new Set(["", ...data.tones.map((tone) => tone.id)]);
  const codes = {};
  for (const [id, code] of Object.entries(found && typeof found === "object" ? found : {})) {
    if (!ids.has(id) || !Array.isArray(code) || code.length !== 3) continue;
    const [theme, tone, unsure] = code;
    if (themes.has(theme) && tones.has(tone) && ["", data.unsure].includes(unsure)) codes[id] = [theme, tone, unsure];
  }
  return codes;
}

function writeCodes(data, codes) {
  const quote = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const rows = data.cards
    .filter((card) => codes[card.id])
    .map((card) => [data.coder, card.id, card.start, card.end, ...codes[card.id]]);
  return [["coder", "passage_id", "start", "end", "theme", "tone", "unsure"], ...rows]
    .map((row) => row.map((cell) => quote(String(cell))).join(",") + "\n")
    .join("");
}

function mountDesk(root, data, { codes: kept = {}, keep, keysOn = root, file = true } = {}) {
  const words = data.words;
  const codes = checkCodes(data, kept);
  const undone = [];
  const isCoded = (card) => Boolean(codes[card.id]?.[0] && codes[card.id]?.[1]);
  const firstOpen = () => data.cards.findIndex((card) => !isCoded(card));
  let place = firstOpen();
  let hidden = false;
  let message = "";
  if (place < 0) place = data.cards.length;

  const bar = make("progress", { max: data.cards.length, value: 0, "aria-hidden": "true" });
  const count = make("span", { class: "d-count", role: "status" });
  const told = make("span", { class: "d-told" });
  const talk = make("div", { class: "d-talk", lang: "" });
  const pad = make("div", { class: "d-pad" });
  const button = (name, label, key, act) =>
    make("button", { type: "button", class: "d-small", "data-act": name, title: key, onclick: act }, label);
  const hide = make("input", { type: "checkbox" });
  hide.addEventListener("change", () => { hidden = hide.checked; show(); });

  function answer(slot, value) {
    const card = data.cards[place];
    if (!card) return;
    const before = codes[card.id];
    undone.push([place, before]);
    const code = before ? [...before] : ["", "", ""];
    code[slot] = slot === 2 && code[2] ? "" : value;
    codes[card.id] = code;
    const done = slot !== 2 && isCoded(card);
    save(card.id);
    if (done) {
      place = firstOpen();
      if (place < 0) place = data.cards.length;
    }
    show();
    // On a small screen the buttons lie below the words: the next passage begins at its beginning.
    if (done && talk.getBoundingClientRect().top < 0) talk.scrollIntoView({ block: "start" });
  }

  function undo() {
    if (!undone.length) return;
    const [where, before] = undone.pop();
    const { id } = data.cards[where];
    codes[id] = before ?? ["", "", ""];
    place = where;
    save(id);
    show();
  }

  function move(step) {
    // One can go back to any passage, and on as far as the first that is open.
    const open = firstOpen();
    const last = open < 0 ? data.cards.length : open;
    place = Math.max(0, Math.min(last, place + step));
    show();
  }

  function save(id) {
    message = keep ? keep(codes, id) : "";
    told.textContent = message;
  }

  function handOver() {
    const address = URL.createObjectURL(new Blob([writeCodes(data, codes)], { type: "text/csv" }));
    const link = make("a", { href: address, download: `coder-${data.coder}.csv` });
    root.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  function nameSpeakers(card) {
    // Where names are hidden it is still seen where another person begins.
    const known = [];
    return (name) => {
      if (!hidden) return name;
      if (!known.includes(name)) known.push(name);
      return known.length > 1 && name !== card.said[0] ? words.other : words.someone;
    };
  }

  function show() {
    const nCoded = data.cards.filter(isCoded).length;
    bar.value = nCoded;
    count.textContent = words.of.replace("{}", nCoded).replace("{}", data.cards.length);
    const card = data.cards[place];
    root.dataset.passage = card ? card.id : "";
    if (!card) {
      talk.replaceChildren(make("p", { class: "d-done" }, words.done));
      pad.replaceChildren();
      return;
    }
    const call = nameSpeakers(card);
    const part = ([speaker, text], mine) =>
      make("p", { class: mine ? "d-mine" : "d-around" }, make("b", {}, call(speaker)), " ", text);
    talk.lang = card.language;
    talk.replaceChildren(
      ...card.before.map((each) => part(each, false)), part(card.said, true), ...card.behind.map((each) => part(each, false)),
    );
    const focused = pad.contains(document.activeElement) ? document.activeElement.dataset.value : null;
    const [theme, tone, unsure] = codes[card.id] ?? ["", "", ""];
    const choice = (slot, value, key, label, title) =>
      make("button", {
        type: "button", class: "d-choice", "data-value": value, title, "aria-pressed": String([theme, tone, unsure][slot] === value),
        onclick: () => answer(slot, value),
      }, make("kbd", {}, key), label);
    pad.replaceChildren(
      make("h2", {}, words.tone),
      make("div", { class: "d-tones" }, ...data.tones.map((each, n) => choice(1, each.id, String(n + 1), `${each.id} ${each.name}`, each.name)),
        choice(2, data.unsure, ".", words.unsure, words.unsure)),
      make("h2", {}, words.theme),
      make("div", { class: "d-themes" }, ...data.themes.map((each, n) => choice(0, each.id, THEME_KEYS[n] ?? "", each.name, each.description))),
    );
    // The buttons are new ones: who goes from one to the next by keys stays where she was.
    if (focused !== null) [...pad.querySelectorAll("button")].find((each) => each.dataset.value === focused)?.focus();
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A key that a field or a button has a use for is its own.
    if (event.target.matches?.("input, textarea, select")) return;
    const number = "12345".indexOf(event.key);
    const letter = THEME_KEYS.indexOf(event.key.toLowerCase());
    if (event.key.length === 1 && number >= 0) answer(1, data.tones[number].id);
    else if (event.key.length === 1 && letter >= 0 && data.themes[letter]) answer(0, data.themes[letter].id);
    else if (event.key === ".") answer(2, data.unsure);
    else if (event.key === "Backspace") undo();
    else if (event.key === "ArrowLeft") move(-1);
    else if (event.key === "ArrowRight") move(1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const about = data.themes.filter((theme) => theme.description || theme.seeds.length).map((theme) =>
    make("p", {}, make("strong", {}, theme.name), make("span", {}, theme.description, " ",
      theme.seeds.length ? make("small", {}, `${words.seeds} ${theme.seeds.join(data.language === "zh" ? "；" : "; ")}`) : "")));
  const books = data.books.map((book) =>
    make("details", {}, make("summary", {}, book.title), make("pre", {}, book.text)));
  const [head, ...rows] = data.gain;
  const gain = make("details", {}, make("summary", {}, words.gain), make("div", { class: "d-scroll", tabindex: "0" }, make("table", {},
    make("thead", {}, make("tr", {}, ...head.map((cell) => make("th", { scope: "col" }, cell)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))))));

  root.classList.add("desk");
  root.replaceChildren(
    make("div", { class: "d-head" }, bar, count,
      button("back", `← ${words.back}`, "←", () => move(-1)), button("on", `${words.on} →`, "→", () => move(1)),
      button("undo", `↶ ${words.undo}`, "Backspace", undo),
      ...(file ? [button("hand", `⤓ ${words.hand}`, "", handOver)] : []),
      make("label", {}, hide, " ", words.hide)),
    make("div", { class: "d-body" },
      make("div", { class: "d-work" }, talk, pad, make("p", { class: "d-how" }, words.how), make("p", { class: "d-how d-keys" }, words.keys),
        make("p", { class: "d-how" }, told)),
      make("aside", { class: "d-book", "aria-label": words.book }, make("h2", {}, words.book), ...about, ...books, ...(rows.length ? [gain] : []))),
  );
  keysOn.addEventListener("keydown", press);
  show();
  return {
    say(text) { told.textContent = text; },
    codes: () => structuredClone(codes),
  };
}
