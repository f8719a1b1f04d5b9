// One row a shot. Each has its place and its name at once; the rest is made when it comes into sight.

const SOURCES = { simulated: "simulated", older: "before the change", edited: "edited by hand" };
const FIRST = 4; // rows on a screen, about
const rows = new Map(); // shot name → its <li>

const sight = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      sight.unobserve(entry.target);
      fillRow(entry.target);
    }
  },
  { rootMargin: "900px" },
);

function makeRow(shot) {
  const row = element("li", "shot");
  row.id = `shot:${shot.name}`;
  row.dataset.shot = shot.name;
  const name = element("h2");
  const link = element("a", "", shot.name);
  link.href = `#${encodeURI(row.id)}`;
  name.append(link);
  row.append(name);
  rows.set(shot.name, row);
  return row;
}

function makeRows() {
  byId("shots").append(...board.shots.map(makeRow));
  for (const row of [...rows.values()].slice(0, FIRST)) fillRow(row); // seen before anything is observed
  for (const row of rows.values()) sight.observe(row);
}

function fillAll() {
  for (const row of rows.values()) fillRow(row);
}

function fillRow(row) {
  if (row.dataset.full) return;
  row.dataset.full = "1";
  const shot = shots.get(row.dataset.shot);
  const parts = copyOf("row");
  const put = (className, text) => {
    parts.querySelector(`.${className}`).textContent = text || "";
  };
  put("number", shot.n);
  put("in", shot.in);
  put("out", shot.out);
  put("facts", shot.facts.join(" · "));
  put("note", shot.note);
  put("why", [...new Set(shot.takes.map((take) => take.why).filter(Boolean))].join("\n"));
  fillPrompt(parts.querySelector(".prompt"), shot);
  parts.querySelector(".changed").append(...(shot.changed || []).map((text) => element("li", "", text)));
  parts.querySelector(".remarks").append(...(shot.remarks || []).map((text) => element("li", "", text)));
  for (const [kind, names] of [["style", shot.styles], ["cast", shot.cast], ["#", shot.tags]]) {
    for (const name of names || []) {
      const item = element("li", "", name);
      item.dataset.kind = kind;
      parts.querySelector(".names").append(item);
    }
  }
  parts.querySelector(".media").append(...(shot.media || []).map(mediumItem));
  const takes = parts.querySelector(".takes");
  takes.classList.toggle("one", shot.takes.length === 1);
  takes.append(...shot.takes.map((take) => takeTile(shot, take)));
  row.append(parts);
  showChoice(shot);
}

/** The prompt, with the words that came and went where it changed. */
function fillPrompt(place, shot) {
  if (!shot.diff) {
    place.textContent = shot.prompt || "";
    return;
  }
  for (const [mark, text] of shot.diff) {
    if (mark === 0) place.append(text);
    else {
      const word = element(mark === 1 ? "del" : "ins", "", text);
      word.prepend(element("span", "only-read", mark === 1 ? "[gone: " : "[new: "));
      word.append(element("span", "only-read", "]"));
      place.append(word);
    }
  }
}

function mediumItem(medium) {
  const item = element("li");
  if (medium.poster) {
    const picture = element("img");
    picture.src = medium.poster;
    picture.alt = "";
    item.append(picture);
  }
  item.append(element("b", "", medium.as), medium.what);
  return item;
}

function takeTile(shot, take) {
  const parts = copyOf("take");
  const tile = parts.firstElementChild;
  const frame = tile.querySelector(".frame");
  const open = tile.querySelector(".open");
  const { clip } = take;
  const first = shot.takes.find((t) => t.chosen) || shot.takes[0];
  tile.dataset.take = take.k;
  tile.classList.toggle("chosen", Boolean(take.chosen));
  tile.classList.toggle("shown", take === first);
  tile.classList.toggle("simulated", clip?.source === "simulated");
  tile.querySelector(".label").textContent =
    `Take ${take.k}` + (take.chosen && shot.takes.length > 1 ? " ★ chosen" : "");
  const state = tile.querySelector(".state");
  state.textContent = take.state;
  state.dataset.state = take.state;
  tile.querySelector(".price").textContent = priceOf(take);
  tile.querySelector(".mark").textContent = (clip && SOURCES[clip.source]) || "";
  if (clip) {
    tile.style.setProperty("--wide", clip.w / clip.h);
    if (clip.poster) frame.prepend(posterOf(clip));
    else frame.prepend(slate(shot, "no poster could be made"));
    open.setAttribute("aria-label", `Play take ${take.k} of ${shot.name}`);
    letPlay(frame, clip);
  } else {
    frame.prepend(slate(shot, take.state === "done" ? "bought: the next build brings it back" : "not built yet"));
    open.remove();
  }
  wireTake(tile, shot, take);
  return tile;
}

function posterOf(clip) {
  const picture = element("img");
  picture.src = clip.poster;
  picture.alt = "";
  picture.decoding = "async";
  return picture;
}

/** What stands for a clip that is not there: the shot in words. */
function slate(shot, text) {
  const card = element("div", "slate");
  card.append(element("b", "", `${shot.n}  ${shot.name}`));
  if (shot.prompt) {
    const words = element("p", "", shot.prompt);
    words.dir = "auto";
    card.append(words);
  }
  card.append(element("i", "", text));
  return card;
}

/** What was paid, beside the price where that differs; else the price. */
function priceOf(take) {
  if (take.charge === undefined) return take.price === undefined ? "" : `price ${dollars(take.price)}`;
  const differs = take.price !== undefined && take.price !== take.charge;
  return `${dollars(take.charge)} paid${differs ? ` (price ${dollars(take.price)})` : ""}`;
}

/** The chosen take of the shot after this one, else before it, where it has a clip: a cut is looked at so. */
function nextTo(shot) {
  const neighbours = [board.shots[shot.n], board.shots[shot.n - 2]].filter(Boolean);
  const sides = neighbours.map((near) => ({ shot: near, take: near.takes.find((t) => t.chosen) || near.takes[0] }));
  return sides.find((side) => side.take.clip);
}

/** The take's two controls: to compare it, to choose it. */
function wireTake(tile, shot, take) {
  const others = shot.takes.filter((t) => t !== take && t.clip);
  const other = others.find((t) => t.chosen) || others[0];
  const compare = tile.querySelector(".with");
  const choose = tile.querySelector(".choose");
  compare.setAttribute("aria-label", `Compare take ${take.k} of ${shot.name}`);
  choose.setAttribute("aria-label", `Choose take ${take.k} of ${shot.name}`);
  compare.hidden = !take.clip;
  choose.hidden = shot.takes.length < 2;
  compare.addEventListener("click", () => {
    if (other) openCompare({ shot, take: other }, { shot, take });
    else openCompare({ shot, take }, nextTo(shot) || { shot, take });
  });
  choose.addEventListener("click", () => choosing(shot, take));
}
