// The list and the reading view. All words of documents, and all names, go in as text.
function makeReading(data, hooks) {
  const { make, say, names, language, markHits, act } = hooks;
  const tongue = (r) => (data.renderings[r].language === "zh" ? "zh-CN" : data.renderings[r].language);

  const quote = (i, most = Infinity) => {
    const words = data.words(i);
    const text = words.length > most ? `${words.slice(0, most)} …` : words;
    return make("span", { class: "x-words", lang: tongue(data.rendering[i]) }, ...markHits(text).map(([piece, hit]) => (hit ? make("mark", {}, piece) : piece)));
  };
  const swatch = (i) => make("span", { class: "x-swatch x-round", style: `background:${hooks.colourOf(i)}` });
  const facts = (i) => `${names.theme(data.theme[i])} · ${names.tone(i)}`;

  function row(i) {
    return make("li", {}, make("button", { type: "button", "data-id": data.id(i), "data-i": i, onclick: () => act.open(i) },
      make("span", { class: "x-who" }, swatch(i), make("b", {}, names.speaker(data.speaker[i])), ` ${names.conversation(data.group[i])} · ${data.id(i)}`),
      make("span", { class: "x-gist" }, data.gist(data.turn[i], language())), data.quoted ? quote(i, 200) : null, make("span", { class: "x-note" }, facts(i))));
  }

  const describe = (i) => [
    make("b", {}, names.speaker(data.speaker[i])), `, ${names.conversation(data.group[i])}, ${say("turn")} ${data.turn_number[data.turn[i]]}`,
    make("span", { class: "x-note" }, facts(i)), make("span", {}, data.gist(data.turn[i], language())),
    data.quoted ? quote(i, 160) : null,
  ].filter(Boolean);

  // ---- a turn, with the one before it and the one after, what was asked, and the same in other versions
  const neighbour = (turn, step) => {
    const other = turn + step;
    return other >= 0 && other < data.turn_number.length && data.turn_rendering[other] === data.turn_rendering[turn] ? other : -1;
  };
  const heading = (turn) => make("h3", {}, names.speaker(data.turn_speaker[turn]), make("span", {}, ` · ${data.renderings[data.turn_rendering[turn]].id}, ${say("turn")} ${data.turn_number[turn]}`));

  function passageLine(i, open) {
    const link = make("button", { type: "button", "data-key": `p${i}`, onclick: () => act.open(i) }, data.id(i).split(":").pop());
    return make("p", { class: i === open ? "x-passage x-open" : "x-passage" }, link, " ", data.words(i) ? quote(i) : facts(i));
  }
  const gist = (turn) => (data.gist(turn, language()) ? make("p", { class: "x-gist" }, data.gist(turn, language())) : null);
  function turnBlock(turn, open, cls) {
    return make("article", { class: `x-turn ${cls}` }, heading(turn), gist(turn), ...data.passagesOf(turn).map((i) => passageLine(i, open)));
  }
  // A turn in short: who, what, and where to read on.
  function brief(turn, title) {
    const first = data.turn_first[turn];
    return make("article", { class: "x-turn x-brief" }, title ? make("h3", { class: "x-label" }, title) : null,
      make("button", { type: "button", "data-key": `t${turn}`, class: "x-link", onclick: () => act.open(first) }, `${names.speaker(data.turn_speaker[turn])} · ${say("turn")} ${data.turn_number[turn]}`),
      gist(turn) || make("p", {}, data.words(first) ? quote(first, 160) : facts(first)));
  }

  const range = (from, to) => (from < 0 ? [] : Array.from({ length: to - from + 1 }, (_, k) => from + k));

  // What the reading view of a passage needs, and then shows.
  async function read(i) {
    const turn = data.turn[i];
    const asked = range(data.turn_asked_from[turn], data.turn_asked_to[turn]);
    const answer = range(data.turn_answer_from[turn], data.turn_answer_to[turn]).slice(0, 3);
    const mine = data.passagesOf(turn);
    const same = [...new Set(mine.flatMap(data.sameAs))].sort((a, b) => a - b);
    const mate = new Set(data.sameAs(i));
    const others = data.renderings.map((_, r) => r).filter((r) => r !== data.rendering[i] && data.renderings[r].talk === data.talk[i]);
    const nearest = await data.findNearest([i], (k) => data.turn[k] !== turn && !mate.has(k), 6);
    const around = [neighbour(turn, -1), neighbour(turn, 1)];
    await Promise.all([data.needTurns([turn, ...around, ...asked, ...answer].filter((t) => t >= 0)), data.needTexts([...same, ...nearest])]);

    const step = (other, key) => make("button", { type: "button", "data-key": key, disabled: other < 0, onclick: () => act.open(data.turn_first[other]) }, say(key));
    const beside = others.map((r) => {
      const there = same.filter((k) => data.rendering[k] === r);
      const turns = [...new Set(there.map((k) => data.turn[k]))];
      return make("div", { class: "x-side" }, make("h3", { class: "x-label" }, say(there.length ? "sameIn" : "noSame", data.renderings[r].id)),
        ...turns.map((t) => make("article", { class: "x-turn" }, make("h3", {}, names.speaker(data.turn_speaker[t]), make("span", {}, ` · ${say("turn")} ${data.turn_number[t]}`)), gist(t),
          ...there.filter((k) => data.turn[k] === t).map((k) => { const line = passageLine(k, -1); if (mate.has(k)) line.classList.add("x-mate"); return line; }))));
    });
    const before = around[0] >= 0 && !asked.includes(around[0]) ? brief(around[0], say("before")) : null;
    const after = around[1] >= 0 && !answer.includes(around[1]) ? brief(around[1], say("after")) : null;
    return [
      make("div", { class: "x-actions" }, step(around[0], "before"), step(around[1], "after"), make("button", { type: "button", "data-key": "close", onclick: () => act.open(-1) }, say("close"))),
      before, ...asked.map((t, n) => brief(t, n ? "" : say("asked"))),
      make("div", { class: beside.length ? "x-pair" : "" }, make("div", { class: "x-side" }, beside.length ? make("h3", { class: "x-label" }, data.renderings[data.rendering[i]].id) : null, turnBlock(turn, i, "x-main"),
        data.quoted ? null : make("p", { class: "x-note" }, say("noWords"), " ", make("code", {}, "make documents FROM=folder"))), ...beside),
      ...answer.map((t, n) => brief(t, n ? "" : say("answered"))), after,
      make("h3", { class: "x-label" }, say("nearest")), make("ul", { class: "x-nearest" }, ...nearest.map((k) => make("li", {}, make("button", { type: "button", "data-key": `n${k}`, class: "x-link", onclick: () => act.open(k) }, `${names.speaker(data.speaker[k])}, ${data.id(k)}`),
        " ", data.words(k) ? quote(k, 120) : data.gist(data.turn[k], language()) || facts(k)))),
    ].filter(Boolean);
  }
  return { row, describe, read, neighbour };
}
