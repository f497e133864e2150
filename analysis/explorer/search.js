// Search as passages/search.py has it: whole words in any form, runs of characters, concepts of several languages.
const UNSPACED = "\\u4e00-\\u9fff\\u3040-\\u30ff\\u0e00-\\u0eff";
const LETTERS = `(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+(?:['’](?:(?![${UNSPACED}])[\\p{L}\\p{N}])+)*`;
const PIECE = new RegExp(`(${LETTERS}\\*?)|[${UNSPACED}]+`, "gu");
const ONE_WORD = new RegExp(LETTERS, "gu");
const WORD_HERE = new RegExp(LETTERS, "yu");
const GAP_HERE = /[\s.&+'’\-‐‑–]?/y;

function foldWord(word) {
  const folded = word.toLowerCase().replace(/['’]s$/, "").replaceAll("’", "'");
  if (folded.length > 4 && folded.endsWith("ies")) return `${folded.slice(0, -3)}y`;
  return folded.length > 3 && /s$/.test(folded) && !/(ss|us|is)$/.test(folded) ? folded.slice(0, -1) : folded;
}

function readTerm(text, simplify) {
  return [...simplify(text).toLowerCase().matchAll(PIECE)].map(([piece, word]) => {
    if (!word) return { text: piece, spaced: false };
    return word.endsWith("*") ? { text: word.slice(0, -1), spaced: true, begins: true } : { text: foldWord(word), spaced: true };
  });
}

const writePieces = (term) => term.map((piece) => `${piece.text}${piece.spaced ? " " : ""}${piece.begins ? "*" : ""}`).join("|");
const fitsPiece = (piece, folded) => (piece.begins ? folded.startsWith(piece.text) : folded === piece.text);
const hasFigure = (piece) => piece.spaced && /^\p{N}/u.test(piece.text);

// Where a text, in simplified characters and small letters, says a term: [from, to].
function findPlaces(text, term) {
  const places = [];
  const starts = [];
  if (term[0].spaced) for (const match of text.matchAll(ONE_WORD)) starts.push(match.index);
  else for (let at = text.indexOf(term[0].text); at >= 0; at = text.indexOf(term[0].text, at + term[0].text.length)) starts.push(at);
  for (const start of starts) {
    let at = start;
    const said = term.every((piece, n) => {
      if (n) { GAP_HERE.lastIndex = at; at += GAP_HERE.exec(text)[0].length; }
      if (!piece.spaced) { const here = text.startsWith(piece.text, at); at += piece.text.length; return here; }
      WORD_HERE.lastIndex = at;
      const word = WORD_HERE.exec(text);
      if (!word || !fitsPiece(piece, foldWord(word[0]))) return false;
      at += word[0].length;
      return true;
    });
    if (said) places.push([start, at]);
  }
  return places;
}

// Everything that a query needs; it is made when somebody searches first.
async function openSearch(data) {
  const { vocabulary, concepts, variants, begins, packed } = await data.needWords();
  const simple = new Map([...variants[0]].map((character, n) => [character, [...variants[1]][n]]));
  const simplify = (text) => Array.from(text, (character) => simple.get(character) || character).join("");
  const plain = (text) => simplify(text).toLowerCase();
  const lists = new Map();
  const listOf = (word) => {
    if (!lists.has(word)) lists.set(word, unpackList(packed, begins[word], begins[word + 1]));
    return lists.get(word);
  };
  const numbers = new Map(vocabulary.map((word, n) => [word, n]));
  const folded = new Map();
  const unspaced = [];
  const unspacedWord = new RegExp(`[${UNSPACED}]`);
  vocabulary.forEach((word, n) => {
    for (const [part] of word.matchAll(ONE_WORD)) {
      const key = foldWord(part);
      if (folded.has(key)) folded.get(key).push(n);
      else folded.set(key, [n]);
    }
    if (unspacedWord.test(word)) unspaced.push(n);
  });
  const known = concepts.map((spellings) => spellings.map((text) => ({ text, term: readTerm(text, simplify) })).filter((entry) => entry.term.length)
    .map((entry) => ({ ...entry, key: writePieces(entry.term) })));

  // The terms of which one has to be said, each with how it is written.
  function readQuery(query) {
    const terms = new Map();
    for (const text of query.split("|")) {
      const term = readTerm(text, simplify);
      if (!term.length) continue;
      const key = writePieces(term);
      terms.set(key, { text: text.trim(), term });
      for (const concept of known) {
        if (!concept.some((entry) => entry.key === key)) continue;
        for (const entry of concept) if (!terms.has(entry.key) && entry.term.some((piece) => !piece.spaced || piece.text.length >= 2)) terms.set(entry.key, entry);
      }
    }
    return [...terms.values()];
  }

  const mark = (words, mask) => { for (const word of words) for (const i of listOf(word)) mask[i] = 1; };

  // Which passages have a piece: those that surely do as 2, those whose words it can be put together of as 1.
  function ratePiece(piece) {
    const mask = new Uint8Array(data.n);
    if (hasFigure(piece)) return mask.fill(1);
    if (piece.spaced) {
      mark(piece.begins ? [...folded].filter(([key]) => fitsPiece(piece, key)).flatMap(([, words]) => words) : folded.get(piece.text) || [], mask);
      return mask.map((said) => 2 * said);
    }
    const reached = Array.from({ length: piece.text.length + 1 }, () => null);
    reached[0] = new Uint8Array(data.n).fill(1);
    for (let a = 0; a < piece.text.length; a++) {
      for (let b = a + 1; reached[a] && b <= piece.text.length; b++) {
        const word = numbers.get(piece.text.slice(a, b));
        if (word === undefined) continue;
        reached[b] = reached[b] || new Uint8Array(data.n);
        for (const i of listOf(word)) if (reached[a][i]) reached[b][i] = 1;
      }
    }
    if (reached[piece.text.length]) mask.set(reached[piece.text.length]);
    for (const word of unspaced) if (vocabulary[word].includes(piece.text)) for (const i of listOf(word)) mask[i] = 2;
    return mask;
  }

  // Which passages say a query, as a mask.
  async function find(query) {
    const terms = readQuery(query);
    const said = new Uint8Array(data.n);
    const unsure = terms.map(({ term }) => {
      const rates = term.map(ratePiece);
      const single = term.length === 1 && !hasFigure(term[0]);
      const figures = term.some(hasFigure);
      const rest = [];
      for (let i = 0; i < data.n; i++) {
        if (!rates.every((rate) => rate[i])) continue;
        if (single && rates[0][i] === 2) said[i] = 1;
        else rest.push(i);
      }
      return { term, rest, figures };
    });
    if (data.quoted) await data.needTexts(unsure.flatMap(({ rest }) => rest.filter((i) => !said[i])));
    for (const { term, rest, figures } of unsure) {
      for (const i of rest) {
        const words = data.quoted && data.words(i);
        if (!said[i] && (words ? findPlaces(plain(words), term).length : !figures)) said[i] = 1;
      }
    }
    return { terms, said };
  }

  // A text in pieces, told apart by whether they are hits; characters are counted alike before and after simplifying.
  function markHits(text, terms) {
    const places = terms.flatMap(({ term }) => findPlaces(plain(text), term)).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const pieces = [];
    let at = 0;
    for (const [from, to] of places) {
      if (from < at) continue;
      pieces.push([text.slice(at, from), false], [text.slice(from, to), true]);
      at = to;
    }
    return [...pieces, [text.slice(at), false]].filter(([piece]) => piece);
  }
  return { find, markHits };
}
