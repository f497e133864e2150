// All that is seen, as one picture: map with names and legend, tone, shares, course, and whence it is.
function drawPicture({ data, view, names, say, language, heading, map, legend, state }) {
  const [width, scale] = [900, 2];
  const heights = { map: 620, tone: TONE_HEIGHT, shares: SHARE_ROW * data.themes.length + 22, course: courseRow(view.rows.length) * view.rows.length + 4 };
  const canvas = document.createElement("canvas");
  canvas.width = width * scale;
  canvas.height = (300 + Math.ceil(legend.length / 3) * 20 + Object.values(heights).reduce((a, b) => a + b, 0) + 4 * 30) * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, canvas.height);
  let top = 34;
  const text = (line, font, colour = INK) => { pen.font = `${font} ${FAMILY}`; pen.fillStyle = colour; pen.textAlign = "left"; pen.textBaseline = "alphabetic"; pen.fillText(cutText(line, width - 32, pen.font), 16, top); };
  const put = (height, draw) => { pen.save(); pen.translate(8, top); draw(); pen.restore(); top += height; };
  const swatches = (entries) => entries.forEach(([colour, label], n) => {
    const [left, line] = [16 + (n % 3) * 290, top + Math.floor(n / 3) * 20];
    pen.beginPath();
    pen.arc(left + 5, line, 5, 0, 7);
    pen.fillStyle = colour;
    pen.fill();
    pen.font = `12px ${FAMILY}`;
    pen.fillStyle = INK;
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    pen.fillText(cutText(label, 265, pen.font), left + 16, line);
  });
  text(data.title[language] || say("title"), "bold 20px");
  top += 24;
  text(heading, "13px");
  top += 12;
  put(heights.map, () => map.print(pen, 0, 0, width - 16, heights.map));
  top += 16;
  swatches(legend);
  top += Math.ceil(legend.length / 3) * 20 + 16;
  for (const [key, draw] of [["tone", () => drawTones(pen, 420, view.tones, state.tone)], ["shares", () => drawShares(pen, width - 16, view.shares, data, names, state.themes)], ["course", () => drawCourse(pen, width - 16, view.rows, data, view.hues, view.miss, -1)]]) {
    text(say(key), "bold 14px");
    top += 12;
    put(heights[key], draw);
    top += 26;
    if (key === "shares" && data.conversations.length <= 12) { top -= 10; swatches(data.conversations.map((c) => [c.colour, c.name[language]])); top += 20 * Math.ceil(data.conversations.length / 3) + 16; }
  }
  text(data.source[language], "12px", QUIET);
  const cut = document.createElement("canvas");
  cut.width = canvas.width;
  cut.height = Math.round((top + 22) * scale);
  cut.getContext("2d").drawImage(canvas, 0, 0);
  return cut;
}
