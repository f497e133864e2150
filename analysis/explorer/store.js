// The data: columns as typed arrays, and texts, words and vectors that are loaded when they are needed.
const NO_TONE = -32768;
const TONE_CODED = 1;

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const readJson = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

// The counterpart of pack_columns in packing.py.
function unpackColumns(bytes) {
  const types = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i1: Int8Array, i2: Int16Array, i4: Int32Array };
  const align = (size) => Math.ceil(size / 8) * 8;
  const length = new DataView(bytes.buffer).getUint32(0, true);
  let place = align(4 + length);
  return Object.fromEntries(readJson(bytes.subarray(4, 4 + length)).map(([name, type, n]) => {
    const values = new types[type](bytes.buffer, place, n);
    place += align(values.byteLength);
    return [name, values];
  }));
}

// The counterpart of pack_lists: the whole numbers of one list.
function unpackList(packed, from, to) {
  const numbers = [];
  let number = 0;
  for (let at = from; at < to;) {
    let step = 0;
    let shift = 0;
    let byte;
    do { byte = packed[at++]; step |= (byte & 127) << shift; shift += 7; } while (byte & 128);
    number += step;
    numbers.push(number);
  }
  return Uint32Array.from(numbers);
}

const pad = (number, digits) => String(number).padStart(digits, "0");

// load: gives the bytes of a part by its name.
async function openStore(meta, load) {
  const part = async (name) => inflate(await load(name));
  const once = new Map();
  const keep = (name, make) => { if (!once.has(name)) once.set(name, make()); return once.get(name); };
  const core = unpackColumns(await part("core"));
  const n = core.turn.length;
  const of = (column) => Uint16Array.from({ length: n }, (_, i) => column[core.turn[i]]);
  const data = { ...meta, ...core, n, rendering: of(core.turn_rendering), speaker: of(core.turn_speaker), group: of(core.turn_group), texts: new Map() };
  data.talk = Uint16Array.from(data.rendering, (r) => meta.renderings[r].talk);

  // Passages stand in the order of their renderings, and those of a turn together.
  data.first = new Uint32Array(meta.renderings.length + 1).fill(n);
  data.turn_first = new Uint32Array(core.turn_number.length + 1).fill(n);
  for (let i = n - 1; i >= 0; i--) { data.first[data.rendering[i]] = i; data.turn_first[core.turn[i]] = i; }
  for (let r = meta.renderings.length - 1; r >= 0; r--) if (data.first[r] === n) data.first[r] = data.first[r + 1];
  data.begin = new Float32Array(n);
  data.width = new Float32Array(n);
  for (let r = 0; r < meta.renderings.length; r++) {
    let all = 0;
    for (let i = data.first[r]; i < data.first[r + 1]; i++) all += core.n_words[i];
    let said = 0;
    for (let i = data.first[r]; i < data.first[r + 1]; i++) { data.begin[i] = said / all; data.width[i] = core.n_words[i] / all; said += core.n_words[i]; }
  }

  // What one group says in one version is a cell, of which shares are measured.
  const known = new Map();
  data.cells = [];
  data.cell = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const key = data.group[i] * 65536 + data.rendering[i];
    if (!known.has(key)) known.set(key, data.cells.push({ group: data.group[i], talk: data.talk[i] }) - 1);
    data.cell[i] = known.get(key);
  }

  data.id = (i) => `${meta.renderings[data.rendering[i]].id}:${pad(core.turn_number[core.turn[i]], 3)}.${pad(core.number[i], 2)}`;
  data.find = (id) => {
    const [, name, turn, number] = /^(.*):(\d+)\.(\d+)$/.exec(id) || [];
    const r = meta.renderings.findIndex((entry) => entry.id === name);
    if (r < 0) return -1;
    for (let i = data.first[r]; i < data.first[r + 1]; i++) if (core.turn_number[core.turn[i]] === Number(turn) && core.number[i] === Number(number)) return i;
    return -1;
  };
  data.toneOf = (i) => (core.tone[i] === NO_TONE ? null : core.tone[i] / 100);
  data.passagesOf = (turn) => Array.from({ length: data.turn_first[turn + 1] - data.turn_first[turn] }, (_, k) => data.turn_first[turn] + k);

  // ---- what is loaded by need
  const shard = (i) => Math.floor(i / meta.texts_at_once);
  data.words = (i) => { const texts = data.texts.get(shard(i)); return texts ? texts.words[i - shard(i) * meta.texts_at_once] : ""; };
  data.gist = (turn, language) => {
    const texts = data.texts.get(shard(data.turn_first[turn]));
    return texts ? texts.gists[language][turn - texts.turn] : "";
  };
  // Whether anything had to be loaded.
  data.needTexts = async (passages) => {
    const missing = [...new Set(Array.from(passages, shard))].filter((k) => !data.texts.has(k));
    await Promise.all(missing.map((k) => keep(`texts-${k}`, async () => data.texts.set(k, readJson(await part(`texts-${k}`))))));
    return missing.length > 0;
  };
  data.needTurns = (turns) => data.needTexts(turns.flatMap((turn) => data.passagesOf(turn)));
  data.needWords = () => keep("words", async () => {
    const columns = unpackColumns(await part("words"));
    return { ...readJson(columns.texts), begins: columns.begins, packed: columns.passages };
  });
  data.needVectors = () => keep("vectors", async () => { const bytes = await part("vectors"); return new Int8Array(bytes.buffer); });

  // The passages nearest in meaning to some, of those that fit, the nearest first.
  data.findNearest = async (passages, fits, most) => {
    const vectors = await data.needVectors();
    const size = vectors.length / n;
    const wanted = new Float64Array(size);
    for (const i of passages) for (let d = 0; d < size; d++) wanted[d] += vectors[i * size + d];
    const found = [];
    for (let i = 0; i < n; i++) {
      if (!fits(i)) continue;
      let near = 0;
      let long = 0;
      for (let d = 0, at = i * size; d < size; d++, at++) { near += wanted[d] * vectors[at]; long += vectors[at] * vectors[at]; }
      near /= Math.sqrt(long) || 1;
      if (found.length < most || near > found[found.length - 1].near) {
        found.push({ i, near });
        found.sort((a, b) => b.near - a.near || a.i - b.i);
        if (found.length > most) found.pop();
      }
    }
    return found.map((entry) => entry.i);
  };
  data.sameAs = (i) => {
    const found = [];
    for (let k = 0; k < core.same_a.length; k++) if (core.same_a[k] === i) found.push(core.same_b[k]);
    return found;
  };
  return data;
}
