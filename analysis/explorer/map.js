// The map: points and names, moved and enlarged by hand, wheel, fingers and keys; passages are chosen by drawing around.
function makeMap(host, data, hooks) {
  const { make, say } = hooks;
  const points = make("canvas", { class: "x-points", tabindex: 0, role: "application" });
  const over = make("canvas", { class: "x-over", "aria-hidden": "true" });
  const names = make("div", { class: "x-names", "aria-hidden": "true" });
  const card = make("div", { class: "x-card", hidden: true });
  const tool = (label, text, action) => make("button", { type: "button", title: label, "aria-label": label, onclick: action }, text);
  const draw = make("button", { type: "button", "aria-pressed": "false", onclick: () => setDrawing(!drawing) }, say("draw"));
  const tools = make("div", { class: "x-tools" }, draw, tool(say("larger"), "+", () => zoomBy(1.6)), tool(say("smaller"), "−", () => zoomBy(1 / 1.6)), tool(say("whole"), "⤢", reset));
  host.replaceChildren(points, names, over, card, tools);

  const whole = () => ({ zoom: 1, x: data.centre[0], y: data.centre[1] });
  let view = whole();
  let shown = null;
  let drawing = false;
  let hovered = -1;
  let line = [];
  let waiting = false;
  const codes = [...new Set(data.renderings.map((r) => r.language))].sort((a, b) => (b === "zh") - (a === "zh") || a.localeCompare(b));
  const shapes = Uint8Array.from(data.renderings, (r) => Math.min(1, codes.indexOf(r.language)));
  // Asked for once and then watched: asking makes the browser lay the page out.
  let extent = null;
  const size = () => { extent = extent || { width: points.clientWidth || 600, height: points.clientHeight || 420 }; return extent; };
  // Of many points each screen pixel is drawn once; of few, sharply.
  const scaleOf = () => (data.n > 30000 ? 1 : Math.min(2, window.devicePixelRatio || 1));
  const radiusOf = () => (data.n < 1500 ? 4 : data.n < 7000 ? 2.8 : data.n < 30000 ? 2 : 1.4) * Math.min(2.2, view.zoom ** 0.35);

  // From what the data have (0 to 65535, up) to pixels of a frame so large: the same scale along both axes.
  function frameOf(width, height, at = view, scale = 1) {
    const pad = 26;
    const unit = (Math.min((width - 2 * pad) / data.span[0], (height - 2 * pad) / data.span[1]) * at.zoom) / 65535;
    return { width: Math.round(width * scale), height: Math.round(height * scale), kx: unit * scale, ky: -unit * scale,
      dx: (width / 2 - unit * 65535 * at.x) * scale, dy: (height / 2 + unit * 65535 * at.y) * scale };
  }
  const toScreen = (frame, x, y) => [x * frame.kx + frame.dx, y * frame.ky + frame.dy];

  function paint() {
    waiting = false;
    if (!shown) return;
    const { width, height } = size();
    const scale = scaleOf();
    const frame = frameOf(width, height, view, scale);
    if (points.width !== frame.width || points.height !== frame.height) { points.width = frame.width; points.height = frame.height; }
    points.getContext("2d").putImageData(paintPoints(data, frame, { ...shown, radius: radiusOf() * scale, shapes }), 0, 0);
    paintNames();
    paintOver();
  }
  const repaint = () => { if (!waiting) { waiting = true; requestAnimationFrame(paint); } };

  function listNames(width, height, at) {
    const frame = frameOf(width, height, at);
    const place = (l) => toScreen(frame, ((l.x - data.map.low[0]) / data.map.size) * 65535, ((l.y - data.map.low[1]) / data.map.size) * 65535);
    return placeNames(data.landmarks, place, width, height, at.zoom, hooks.nameOf);
  }
  function paintNames() {
    const { width, height } = size();
    names.replaceChildren(...listNames(width, height, view).map((name) =>
      make("span", { class: name.bold ? "x-name x-theme" : "x-name", style: `left:${name.left}px;top:${name.top}px;font-size:${name.size}px` }, name.text)));
    names.querySelectorAll("span").forEach((span, n) => { span.dataset.n = n; });
  }

  function paintOver() {
    const { width, height } = size();
    const pen = fitCanvas(over, width, height);
    const frame = frameOf(width, height);
    const ring = (i, colour, radius) => {
      const [left, top] = toScreen(frame, data.x[i], data.y[i]);
      pen.beginPath();
      pen.arc(left, top, radius, 0, 7);
      pen.lineWidth = 5;
      pen.strokeStyle = "white";
      pen.stroke();
      pen.lineWidth = 2.5;
      pen.strokeStyle = colour;
      pen.stroke();
    };
    const radius = radiusOf() + 3;
    for (const i of shown.near) ring(i, "#a8780a", radius);
    if (shown.open >= 0) ring(shown.open, INK, radius + 3);
    if (hovered >= 0) ring(hovered, "#0072b2", radius + 2);
    if (line.length > 1) {
      pen.beginPath();
      line.forEach(([x, y]) => pen.lineTo(x, y));
      pen.closePath();
      pen.fillStyle = "rgba(0,114,178,.08)";
      pen.fill();
      pen.lineWidth = 1.5;
      pen.setLineDash([5, 4]);
      pen.strokeStyle = "#0072b2";
      pen.stroke();
    }
  }

  function findAt(left, top, reach) {
    const { width, height } = size();
    const frame = frameOf(width, height);
    let best = -1;
    let least = reach * reach;
    for (let i = 0; i < data.n; i++) {
      const dx = data.x[i] * frame.kx + frame.dx - left;
      const dy = data.y[i] * frame.ky + frame.dy - top;
      const far = dx * dx + dy * dy + (shown.miss[i] ? 20 : 0);
      if (far < least) { least = far; best = i; }
    }
    return best;
  }

  function hover(i) {
    hovered = i;
    card.hidden = i < 0;
    if (i >= 0) {
      const { width, height } = size();
      const [left, top] = toScreen(frameOf(width, height), data.x[i], data.y[i]);
      card.replaceChildren(...hooks.describe(i));
      card.style.left = `${Math.max(4, Math.min(left - 130, width - 268))}px`;
      card.style.top = top > height / 2 ? "auto" : `${top + 16}px`;
      card.style.bottom = top > height / 2 ? `${height - top + 16}px` : "auto";
      data.needTexts([i]).then((loaded) => { if (loaded && hovered === i) hover(i); });
    }
    paintOver();
  }

  function zoomBy(factor, left = size().width / 2, top = size().height / 2) {
    const { width, height } = size();
    const frame = frameOf(width, height);
    const zoom = Math.max(0.8, Math.min(60, view.zoom * factor));
    const x = (left - frame.dx) / frame.kx / 65535;
    const y = (top - frame.dy) / frame.ky / 65535;
    const by = view.zoom / zoom;
    view = { zoom, x: x + (view.x - x) * by, y: y + (view.y - y) * by };
    hover(-1);
    repaint();
  }
  function panBy(across, down) {
    const { width, height } = size();
    const frame = frameOf(width, height);
    view = { ...view, x: view.x - across / frame.kx / 65535, y: view.y - down / frame.ky / 65535 };
    repaint();
  }
  function reset() { view = whole(); hover(-1); repaint(); }
  function show(i) {
    const { width, height } = size();
    const [left, top] = toScreen(frameOf(width, height), data.x[i], data.y[i]);
    if (left < 10 || top < 10 || left > width - 10 || top > height - 10) { view = { ...view, x: data.x[i] / 65535, y: data.y[i] / 65535 }; repaint(); }
  }

  function setDrawing(on) {
    drawing = on;
    draw.setAttribute("aria-pressed", String(on));
    host.classList.toggle("x-drawing", on);
  }
  function choose() {
    const { width, height } = size();
    const frame = frameOf(width, height);
    const area = line;
    line = [];
    setDrawing(false);
    paintOver();
    const inside = [];
    for (let i = 0; i < data.n; i++) {
      if (shown.miss[i]) continue;
      const [px, py] = toScreen(frame, data.x[i], data.y[i]);
      let is = false;
      for (let a = 0, b = area.length - 1; a < area.length; b = a++) {
        const [ax, ay] = area[a];
        const [bx, by] = area[b];
        if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) is = !is;
      }
      if (is) inside.push(i);
    }
    if (inside.length) hooks.select(inside);
  }

  // ---- hands: one finger scrolls the page, two move and enlarge the map
  const fingers = new Map();
  let moved = 0;
  const at = (event) => { const box = points.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  points.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    fingers.set(event.pointerId, at(event));
    moved = 0;
    if (fingers.size === 1 && (drawing || (event.shiftKey && event.pointerType === "mouse"))) { line = [at(event)]; setDrawing(true); }
    if (event.pointerType === "mouse" || drawing) points.setPointerCapture(event.pointerId);
  });
  points.addEventListener("pointermove", (event) => {
    const [left, top] = at(event);
    const before = fingers.get(event.pointerId);
    if (!before) { if (event.pointerType === "mouse") hover(findAt(left, top, 12)); return; }
    fingers.set(event.pointerId, [left, top]);
    moved += Math.abs(left - before[0]) + Math.abs(top - before[1]);
    if (line.length) { line.push([left, top]); paintOver(); return; }
    if (fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      const was = Math.hypot(before[0] - other[0], before[1] - other[1]);
      const is = Math.hypot(left - other[0], top - other[1]);
      if (was > 0) zoomBy(is / was, (left + other[0]) / 2, (top + other[1]) / 2);
      panBy((left - before[0]) / 2, (top - before[1]) / 2);
    } else if (event.pointerType === "mouse" && moved > 4) { card.hidden = true; panBy(left - before[0], top - before[1]); }
  });
  function lift(event) {
    if (!fingers.delete(event.pointerId)) return;
    if (line.length > 3) choose();
    else if (line.length) { line = []; setDrawing(false); paintOver(); }
    else if (event.type === "pointerup" && moved <= 6 && !fingers.size) {
      const [left, top] = at(event);
      const name = [...names.children].find((span) => { const box = span.getBoundingClientRect(); return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom; });
      const near = findAt(left, top, name ? 7 : event.pointerType === "mouse" ? 12 : 22);
      if (near >= 0) hooks.open(near);
      else if (name) { const { width, height } = size(); hooks.pickName(listNames(width, height, view)[name.dataset.n].landmark); }
    }
  }
  points.addEventListener("pointerup", lift);
  points.addEventListener("pointercancel", lift);
  points.addEventListener("pointerleave", () => { if (hovered >= 0 && document.activeElement !== points) hover(-1); });
  // The wheel scrolls the page, unless the map was taken into the hand or a pinch on a touchpad says otherwise.
  points.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && document.activeElement !== points) return;
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0018)), ...at(event));
  }, { passive: false });
  points.addEventListener("dblclick", (event) => zoomBy(1.8, ...at(event)));

  // ---- keys: from point to point, by direction
  function step(across, down) {
    const { width, height } = size();
    const frame = frameOf(width, height);
    const from = hovered >= 0 ? hovered : shown.open;
    const [left, top] = from >= 0 ? toScreen(frame, data.x[from], data.y[from]) : [width / 2, height / 2];
    let best = -1;
    let least = Infinity;
    for (let i = 0; i < data.n; i++) {
      if (i === from || shown.miss[i]) continue;
      const dx = data.x[i] * frame.kx + frame.dx - left;
      const dy = data.y[i] * frame.ky + frame.dy - top;
      const along = dx * across + dy * down;
      const beside = Math.abs(dx * down + dy * across);
      if (along < 0.5 || beside > along) continue;
      if (along + 2 * beside < least) { least = along + 2 * beside; best = i; }
    }
    if (best >= 0) { show(best); hover(best); hooks.announce(best); }
  }
  points.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (steps[event.key]) step(...steps[event.key]);
    else if (event.key === "Enter" && hovered >= 0) hooks.open(hovered);
    else if (event.key === "+" || event.key === "=") zoomBy(1.6);
    else if (event.key === "-") zoomBy(1 / 1.6);
    else if (event.key === "0") reset();
    else if (event.key === "Escape" && line.length) { line = []; setDrawing(false); paintOver(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  points.addEventListener("blur", () => hover(-1));
  const watcher = new ResizeObserver(() => { extent = null; repaint(); });
  watcher.observe(points);

  return {
    update(next) { shown = next; points.setAttribute("aria-label", hooks.label()); paint(); },
    show, reset,
    // The same part of the map at another size, on a pen.
    print(pen, left, top, width, height) {
      const scale = 2;
      const frame = frameOf(width, height, view, scale);
      const picture = make("canvas", { width: frame.width, height: frame.height });
      picture.getContext("2d").putImageData(paintPoints(data, frame, { ...shown, radius: radiusOf() * scale * 1.1, shapes }), 0, 0);
      pen.drawImage(picture, left, top, width, height);
      pen.save();
      pen.translate(left, top);
      drawNames(pen, listNames(width, height, view));
      pen.restore();
    },
  };
}
