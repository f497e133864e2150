"use strict";
// The page of themes: shows each, says what an edit moves, and hands the edits over as commands or as a file.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words, language = data.language;
  const themes = new Map(data.themes.map((theme) => [theme.id, theme]));
  const pairs = new Set(data.pairs.map((pair) => pair.join("\n")));
  let edits = [];

  // Whatever a document or a person wrote goes in as text.
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };
  const fill = (text, ...values) => values.reduce((told, value) => told.replace("{}", () => String(value)), text);
  const nameOf = (id) => {
    const theme = themes.get(id);
    return theme ? theme.names[language] || Object.values(theme.names)[0] : words.unassigned;
  };

  // What an edit moves, of the themes as they are now.
  const listMoves = (theme, other) => data.moves.filter((row) => row[0] === theme && row[1] === other);
  const count = (rows) => rows.reduce((sum, row) => sum + row[4], 0);
  const tellMoves = (rows) => {
    const told = [...rows].sort((one, other) => other[4] - one[4]);
    const some = told.slice(0, 4).map((row) => fill(words.move, row[4], nameOf(row[2]), nameOf(row[3])));
    return [...some, ...(told.length > 4 ? [fill(words.others, count(told.slice(4)))] : [])].join(words.comma);
  };
  const tellDrop = (id) => {
    const rows = listMoves(id, "");
    return rows.length ? fill(words.moves, count(rows), tellMoves(rows)) : words.no_moves;
  };
  const tellMerge = (id, other) => {
    const [first, second] = pairs.has(`${id}\n${other}`) ? [id, other] : [other, id];
    if (!pairs.has(`${first}\n${second}`)) return words.not_counted;
    const both = new Set([first, second]);
    const rows = listMoves(first, second).filter((row) => !(both.has(row[2]) && both.has(row[3])));
    const change = rows.reduce((sum, row) => sum + row[4] * (both.has(row[3]) - both.has(row[2])), 0);
    const total = fill(words.one_theme, themes.get(first).n + themes.get(second).n + change);
    return rows.length ? `${total} ${fill(words.also, count(rows), tellMoves(rows))}` : `${total} ${words.nothing_else}`;
  };

  // The edits that were chosen. One that takes a theme away ends what was chosen for it before.
  const takes = (edit) => (edit.kind === "rename" || edit.kind === "seed" ? [] : [edit.id, edit.other].filter(Boolean));
  const add = (edit) => {
    const taken = new Set(takes(edit));
    edits = edits.filter((other) => {
      const ended = edit.kind === "merge" ? [edit.other] : [...taken];
      if (takes(other).length) return !takes(other).some((id) => taken.has(id) || id === edit.id);
      if (other.kind === "rename" && edit.kind === "rename" && other.id === edit.id && other.language === edit.language) return false;
      return !ended.includes(other.id);
    });
    edits.push(edit);
    draw();
  };
  const quote = (text) => (/^[\w.-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const command = (edit) => {
    const told = { rename: [edit.id, edit.text], seed: [edit.id, edit.text], merge: [edit.id, edit.other] }[edit.kind] || [edit.id];
    const named = edit.language ? ` --language ${edit.language}` : "";
    return `${data.command} ${edit.kind}${named} --write -- ${told.map(quote).join(" ")}`;
  };
  const tell = (edit) => fill(words[`did_${edit.kind}`], nameOf(edit.id), edit.text || (edit.other ? nameOf(edit.other) : ""));

  // The themes as they are after the edits that a page can do, as the file has them.
  const apply = () => {
    let all = structuredClone(data.file);
    const find = (id) => all.find((theme) => theme.id === id);
    for (const edit of edits) {
      const theme = find(edit.id);
      if (edit.kind === "rename") theme.names[edit.language] = edit.text;
      if (edit.kind === "seed") theme.seeds[edit.language] = [...new Set([...(theme.seeds[edit.language] || []), edit.text])];
      if (edit.kind === "merge") {
        const other = find(edit.other);
        for (const [name, seeds] of Object.entries(other.seeds)) theme.seeds[name] = [...(theme.seeds[name] || []), ...seeds];
        theme.examples = [...new Set([...theme.examples, ...other.examples])];
      }
      const gone = edit.kind === "drop" ? edit.id : edit.kind === "merge" ? edit.other : "";
      all = all.filter((each) => each.id !== gone);
    }
    return all;
  };
  const toml = (value) =>
    Array.isArray(value) ? `[${value.map(toml).join(", ")}]` : JSON.stringify(value).replaceAll("\u007f", "\\u007f");
  const write = (all) =>
    data.head +
    all.map((theme) => {
      const rows = [["id", theme.id]];
      for (const [kind, told] of [["name", theme.names], ["description", theme.descriptions], ["seeds", theme.seeds]])
        for (const [name, value] of Object.entries(told)) rows.push([`${kind}_${name}`, value]);
      for (const key of ["anchors", "examples"]) if (theme[key].length) rows.push([key, theme[key]]);
      return `[[theme]]\n${rows.map(([key, value]) => `${key} = ${toml(value)}\n`).join("")}`;
    }).join("\n");

  const download = () => {
    const address = URL.createObjectURL(new Blob([write(apply())], { type: "text/plain" }));
    make("a", { href: address, download: "themes.toml" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };
  const copy = async (box, button) => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
    } catch {
      document.execCommand("copy");
    }
    button.textContent = words.copied;
  };

  const draw = () => {
    const gone = new Set(edits.flatMap((edit) => (edit.kind === "drop" ? [edit.id] : edit.kind === "merge" ? [edit.other] : [])));
    for (const card of document.querySelectorAll(".theme")) card.classList.toggle("gone", gone.has(card.dataset.id));
    const list = edits.map((edit) =>
      make("li", {}, tell(edit), make("button", { type: "button", "aria-label": `${words.undo}: ${tell(edit)}`,
        onclick: () => { edits = edits.filter((other) => other !== edit); draw(); } }, words.undo)));
    const box = make("textarea", { readonly: true, rows: Math.min(6, edits.length), "aria-label": words.commands });
    box.value = edits.map(command).join("\n");
    const copier = make("button", { type: "button", class: "main", onclick: () => copy(box, copier) }, words.copy);
    const section = document.getElementById("edits");
    section.replaceChildren(make("h2", {}, fill(words.chosen, edits.length)));
    if (!edits.length) return section.append(make("p", { class: "told" }, words.none));
    section.append(make("ol", {}, ...list), box,
      make("div", { class: "hand" }, copier, make("button", { type: "button", onclick: download }, words.download)),
      make("p", { class: "told" }, edits.some((edit) => edit.kind === "split") ? words.how_split : words.how));
  };

  const act = (label, inputs, button, told = null) =>
    make("div", { class: "action" }, make("label", inputs[0]?.id ? { for: inputs[0].id } : {}, label), ...inputs, button, told);
  const press = (text, onclick) => make("button", { type: "button", onclick }, text);
  let number = 0;
  const field = (tag, attributes = {}, ...children) => make(tag, { id: `field-${(number += 1)}`, ...attributes }, ...children);
  const option = (value, text) => make("option", { value }, text);

  const listActions = (theme) => {
    const renames = Object.keys(theme.names).map((name) => {
      const box = field("input", { value: theme.names[name], maxlength: 80, lang: name });
      const rename = () => box.value.trim() && box.value.trim() !== theme.names[name] &&
        add({ kind: "rename", id: theme.id, language: name, text: box.value.trim() });
      return act(fill(words.rename, words.languages[name] || name), [box], press(words.do_rename, rename));
    });
    const others = [...themes.keys()].filter((id) => id !== theme.id);
    const actions = [...renames];
    if (others.length) {
      const told = make("span", { class: "told", role: "status" });
      const chooser = field("select", { onchange: () => { told.textContent = chooser.value ? tellMerge(theme.id, chooser.value) : ""; } },
        option("", "–"), ...others.map((id) => option(id, nameOf(id))));
      const merge = () => chooser.value && add({ kind: "merge", id: theme.id, other: chooser.value });
      actions.push(act(words.merge, [chooser], press(words.do_merge, merge), told));
      actions.push(act(words.drop, [], press(words.do_drop, () => add({ kind: "drop", id: theme.id })),
        make("span", { class: "told" }, tellDrop(theme.id))));
    }
    actions.push(act(words.split, [], press(words.do_split, () => add({ kind: "split", id: theme.id })),
      make("span", { class: "told" }, words.by_command)));
    const tongue = field("select", { "aria-label": words.language }, ...Object.keys(words.languages).map((name) =>
      make("option", { value: name, selected: name in theme.names && (name === language || !(language in theme.names)) }, words.languages[name])));
    const phrase = field("input", { maxlength: 120, placeholder: words.phrase });
    const seed = () => phrase.value.trim() && add({ kind: "seed", id: theme.id, language: tongue.value, text: phrase.value.trim() });
    actions.push(act(words.seed, [phrase, tongue], press(words.do_seed, seed), make("span", { class: "told" }, words.by_command)));
    return make("div", { class: "actions" }, ...actions);
  };

  const showPassage = (passage) => make("blockquote", {},
    passage.text || words.no_text,
    make("small", {}, [passage.who, passage.talk, passage.other && fill(words.nearly, nameOf(passage.other)), passage.id].filter(Boolean).join(" · ")));
  const showTheme = (theme) => {
    const others = Object.entries(theme.names).filter(([name]) => theme.names[name] !== nameOf(theme.id)).map(([, text]) => text);
    const told = theme.descriptions[language] || Object.values(theme.descriptions)[0] || "";
    const percent = `${(100 * theme.share).toFixed(theme.share < 0.1 ? 1 : 0)}%`;
    const bar = make("i");
    bar.style.width = `${Math.min(100, 100 * theme.share / data.themes[0].share)}%`;
    const card = make("details", { class: "theme", "data-id": theme.id },
      make("summary", {},
        make("span", {}, make("span", { class: "name" }, nameOf(theme.id)), others.length ? make("span", { class: "other" }, others.join(" · ")) : null),
        make("span", { class: "figures" }, fill(words.figures, percent, theme.n, theme.stability === null ? "–" : theme.stability.toFixed(2))),
        make("span", { class: "bar" }, bar)));
    // What is inside is made when it is opened: a corpus may have many themes and long passages.
    card.addEventListener("toggle", () => {
      if (!card.open || card.childElementCount > 1) return;
      const seeds = Object.values(theme.seeds).flat();
      if (told) card.append(make("p", {}, told));
      if (seeds.length) card.append(make("h2", {}, words.seeds), make("ul", { class: "chips" }, ...seeds.map((text) => make("li", {}, text))));
      card.append(make("div", { class: "passages" },
        make("div", {}, make("h2", {}, words.typical), ...theme.typical.map(showPassage)),
        theme.borderline.length ? make("div", {}, make("h2", {}, words.borderline), ...theme.borderline.map(showPassage)) : null),
        listActions(theme));
    });
    return card;
  };

  document.getElementById("themes").append(...data.themes.map(showTheme));
  if (data.unassigned.n)
    document.getElementById("themes").append(make("p", { class: "told" }, fill(words.left, data.unassigned.n), make("code", {}, `${data.command} suggest`)));
  if (data.themes.length) document.querySelector(".theme").open = true;
  draw();
})();
