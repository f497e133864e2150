// How things are drawn: colours, points, names, shares, the tone strip and the course, on a page as on a saved picture.
const INK = "#1f2933";
const QUIET = "#52606d";
const FAINT = "#d9dee4";
const FADED = "#d3dae1";
const FAMILY = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", Helvetica, Arial, sans-serif';
// Told apart by colour-blind readers as far as so many can be (Okabe and Ito, Tol); the names on the map tell them too.
const HUES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#a8780a", "#3a9bd9", "#882255", "#44aa99", "#5b4fa3", "#7a8b1f", "#aa4466", "#2f6f4f", "#103d6b", "#6f4518"];
const OTHER_HUE = "#8894a0";
const COOL = [33, 102, 172];
const MIDDLE = [150, 158, 166];
const WARM = [196, 78, 12];

// ABGR, as pixels lie in memory.
const packColour = (hex) => { const c = parseInt(hex.slice(1), 16); return 0xff000000 | ((c & 255) << 16) | (c & 0xff00) | (c >> 16); };

function toneColour(tone) {
  const end = tone < 0 ? COOL : WARM;
  const share = Math.min(1, Math.abs(tone) / 1.5);
  return `#${MIDDLE.map((from, k) => Math.round(from + (end[k] - from) * share).toString(16).padStart(2, "0")).join("")}`;
}

// The colours of what is coloured by: of each passage its number, and the colour of each number; the largest of all have
// a colour of their own, whatever is chosen.
function chooseHues(data, facets, totals, key) {
  if (key === "tone") {
    const codes = Uint8Array.from({ length: data.n }, (_, i) => (data.tone[i] === NO_TONE ? 41 : Math.round(data.tone[i] / 10) + 20));
    return { key, codes, colours: [...Array.from({ length: 41 }, (_, k) => toneColour((k - 20) / 10)), OTHER_HUE] };
  }
  const k = facets.findIndex((facet) => facet.key === key);
  const facet = facets[k];
  const own = facet.entries.map((entry) => entry.colour);
  const ranked = facet.entries.map((_, n) => n).sort((a, b) => totals[k][b] - totals[k][a] || a - b);
  // The colours that people have in charts tell sides apart and not persons; here each has one of their own.
  const colours = key === "conversations" && new Set(own).size === own.length ? [...own] : own.map(() => OTHER_HUE);
  if (colours.every((colour) => colour === OTHER_HUE)) ranked.slice(0, HUES.length).forEach((n, place) => { colours[n] = HUES[place]; });
  const none = colours.push(OTHER_HUE) - 1;
  const codes = Uint16Array.from(facet.owner, (owner) => { const code = facet.codes ? facet.codes[owner] : owner; return code < 0 ? none : code; });
  return { key, facet, codes, colours };
}

// The shape of a point: how much of each pixel around its middle it covers, of 256.
function makeStamp(radius, shape, width) {
  const reach = Math.ceil(radius + 0.5);
  const offsets = [];
  const covers = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const far = shape === "diamond" ? (Math.abs(dx) + Math.abs(dy)) / 1.25 : Math.hypot(dx, dy);
      const cover = Math.max(0, Math.min(1, radius + 0.5 - far));
      if (cover > 0) { offsets.push(dy * width + dx); covers.push(Math.round(cover * 256)); }
    }
  }
  return { reach, offsets: Int32Array.from(offsets), covers: Uint16Array.from(covers) };
}

// Points drawn by the processor: at 100,000 of them quicker than by a graphics card that is none, alike everywhere, and
// without compiling code at run time, which a strict page may not. frame: width, height, scale, and how units become
// pixels (across, down). Returns the pixels.
function paintPoints(data, frame, { miss, hues, radius, shapes }) {
  const { width, height } = frame;
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer).fill(0xffffffff);
  const colours = hues.colours.map(packColour);
  const faded = packColour(FADED);
  const stamps = ["circle", "diamond"].map((shape) => makeStamp(radius, shape, width));
  const small = ["circle", "diamond"].map((shape) => makeStamp(radius * 0.8, shape, width));
  const { x, y, rendering } = data;
  const { codes } = hues;
  const someMissed = miss.some((value) => value);
  for (let pass = someMissed ? 0 : 1; pass < 2; pass++) {
    const strength = pass ? 218 : 150;
    for (let i = 0; i < miss.length; i++) {
      if ((miss[i] === 0) !== (pass === 1)) continue;
      const across = Math.round(x[i] * frame.kx + frame.dx);
      const down = Math.round(y[i] * frame.ky + frame.dy);
      const stamp = (pass ? stamps : small)[shapes[rendering[i]]];
      const { reach, offsets, covers } = stamp;
      if (across < reach || down < reach || across >= width - reach || down >= height - reach) continue;
      const colour = pass ? colours[codes[i]] : faded;
      const red = colour & 255;
      const green = (colour >> 8) & 255;
      const blue = (colour >> 16) & 255;
      const middle = down * width + across;
      for (let k = 0; k < offsets.length; k++) {
        const at = middle + offsets[k];
        const alpha = (covers[k] * strength) >> 8;
        const rest = 256 - alpha;
        const below = pixels[at];
        pixels[at] = 0xff000000
          | ((((below >> 16) & 255) * rest + blue * alpha) >> 8) << 16
          | ((((below >> 8) & 255) * rest + green * alpha) >> 8) << 8
          | (((below & 255) * rest + red * alpha) >> 8);
      }
    }
  }
  return image;
}

const measurer = document.createElement("canvas").getContext("2d");
function measureText(text, font) { measurer.font = font; return measurer.measureText(text).width; }

// The names that have room, the more important first: places in pixels, nothing on top of another.
function placeNames(landmarks, place, width, height, zoom, tell) {
  const placed = [];
  for (const landmark of landmarks) {
    if (landmark.level >= 2 && zoom < 1.7 * 1.9 ** (landmark.level - 2)) continue;
    const [left, top] = place(landmark);
    if (left < 0 || top < 0 || left > width || top > height) continue;
    const { text, bold } = tell(landmark);
    if (!text) continue;
    const size = bold ? 13 : 11.5;
    const w = measureText(text, `${bold ? "bold " : ""}${size}px ${FAMILY}`) + 6;
    const h = size * 1.5;
    const x = Math.min(Math.max(left - w / 2, 2), Math.max(width - w - 2, 2));
    // A theme's first name may step aside by a line or two.
    const box = (landmark.level === 0 ? [0, -1, 1, -2, 2] : [0]).map((lines) => ({ left: x, top: Math.min(Math.max(top + (lines - 0.5) * h, 2), height - h - 2), w, h }))
      .find((b) => !placed.some((o) => b.left < o.left + o.w + 2 && o.left < b.left + b.w + 2 && b.top < o.top + o.h && o.top < b.top + b.h));
    if (!box) continue;
    placed.push({ ...box, text, bold, size, landmark });
    if (placed.length >= 70) break;
  }
  return placed;
}

function drawNames(pen, placed) {
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  pen.lineJoin = "round";
  for (const name of placed) {
    pen.font = `${name.bold ? "bold " : ""}${name.size}px ${FAMILY}`;
    pen.lineWidth = 4;
    pen.strokeStyle = "rgba(255,255,255,.92)";
    pen.strokeText(name.text, name.left + 3, name.top + name.h / 2);
    pen.fillStyle = name.bold ? INK : "#3e4c59";
    pen.fillText(name.text, name.left + 3, name.top + name.h / 2);
  }
}

function cutText(text, width, font) {
  if (measureText(text, font) <= width) return text;
  const letters = [...text];
  while (letters.length && measureText(`${letters.join("")}…`, font) > width) letters.pop();
  return `${letters.join("")}…`;
}

// Of each theme the share in each conversation. Returns where rows are: top and height.
const SHARE_ROW = 24;
function drawShares(pen, width, shares, data, names, chosen) {
  const plain = `12px ${FAMILY}`;
  const bold = `bold 12px ${FAMILY}`;
  const left = Math.min(width * 0.46, 12 + Math.max(...data.themes.map((_, t) => measureText(names.theme(t), bold))));
  const most = Math.max(0.05, ...shares.filter(Boolean).flatMap((values) => [...values]));
  const step = most > 0.45 ? 0.2 : most > 0.2 ? 0.1 : 0.05;
  const end = Math.ceil(most / step) * step;
  const right = width - 26;
  const place = (share) => left + 6 + ((right - left - 6) * share) / end;
  const bottom = SHARE_ROW * data.themes.length;
  pen.textBaseline = "middle";
  for (let tick = 0; tick <= end + 1e-9; tick += step) {
    pen.fillStyle = FAINT;
    pen.fillRect(Math.round(place(tick)), 0, 1, bottom);
    pen.fillStyle = QUIET;
    pen.font = `11px ${FAMILY}`;
    pen.textAlign = "center";
    pen.fillText(`${Math.round(tick * 100)}%`, place(tick), bottom + 10);
  }
  data.themes.forEach((theme, t) => {
    const middle = SHARE_ROW * (t + 0.5);
    pen.fillStyle = "#eef1f4";
    pen.fillRect(left + 6, Math.round(middle), right - left - 6, 1);
    pen.font = chosen.includes(theme.id) ? bold : plain;
    pen.fillStyle = INK;
    pen.textAlign = "right";
    pen.fillText(cutText(names.theme(t), left - 6, pen.font), left - 2, middle);
    const there = data.conversations.map((_, c) => c).filter((c) => shares[c]);
    there.forEach((c, n) => {
      const apart = there.length <= 5 ? (n - (there.length - 1) / 2) * 4 : 0;
      pen.beginPath();
      pen.arc(place(shares[c][t]), middle + apart, 5, 0, 7);
      pen.fillStyle = data.conversations[c].colour;
      pen.fill();
      pen.lineWidth = 1;
      pen.strokeStyle = "white";
      pen.stroke();
    });
  });
}

// How many passages have which tone: all in grey, those that fit in front.
const TONE_HEIGHT = 70;
function drawTones(pen, width, { all, fit }, [from, to]) {
  const place = (tone) => 10 + ((width - 20) * (tone + 2)) / 4;
  const bar = (width - 20) / 40;
  const high = Math.max(1, ...all);
  const floor = TONE_HEIGHT - 18;
  if (from > -2 || to < 2) {
    pen.fillStyle = "#deebf5";
    pen.fillRect(place(from) - bar / 2, 0, place(to) - place(from) + bar, floor);
  }
  for (let bin = 0; bin < 41; bin++) {
    const left = place((bin - 20) / 10) - bar / 2 + 0.5;
    const inside = (bin - 20) / 10 >= from - 1e-9 && (bin - 20) / 10 <= to + 1e-9;
    for (const [count, colour] of [[all[bin], FADED], [fit[bin], inside ? toneColour((bin - 20) / 10) : "#b6c0ca"]]) {
      const height = count ? Math.max(1.5, (count / high) * (floor - 4)) : 0;
      pen.fillStyle = colour;
      pen.fillRect(left, floor - height, Math.max(1, bar - 1), height);
    }
  }
  pen.fillStyle = QUIET;
  pen.fillRect(10, floor, width - 20, 1);
  pen.font = `11px ${FAMILY}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const tone of [-2, -1, 0, 1, 2]) pen.fillText(String(tone).replace("-", "−"), place(tone), floor + 10);
}

// The passages of versions in order, as wide as their share of the words.
const COURSE_MOST = 24;
const courseRow = (n) => (n <= 12 ? 28 : 18);
const courseLeft = (width, rows, data) => Math.min(width * 0.35, 10 + Math.max(0, ...rows.map((r) => measureText(data.renderings[r].id, `12px ${FAMILY}`))));
function drawCourse(pen, width, rows, data, hues, miss, open) {
  const row = courseRow(rows.length);
  const left = courseLeft(width, rows, data);
  const long = width - left - 8;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  pen.font = `12px ${FAMILY}`;
  rows.forEach((r, n) => {
    pen.fillStyle = INK;
    pen.fillText(cutText(data.renderings[r].id, left - 8, pen.font), left - 6, row * (n + 0.5));
    for (let i = data.first[r]; i < data.first[r + 1]; i++) {
      pen.fillStyle = miss[i] ? FADED : hues.colours[hues.codes[i]];
      const wide = long * data.width[i];
      pen.fillRect(left + long * data.begin[i], row * n + 3, Math.max(0.5, wide - (wide > 2 ? 0.6 : 0)), row - 6);
      if (i === open) { pen.strokeStyle = INK; pen.lineWidth = 2; pen.strokeRect(left + long * data.begin[i] - 1, row * n + 2, wide + 2, row - 4); }
    }
  });
}

// A canvas as wide as its place and sharp on its screen, drawn from the top left in the page's pixels.
function fitCanvas(canvas, width, height) {
  const scale = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}
