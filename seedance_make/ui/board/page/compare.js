// Compare: two takes side by side or as a wipe. What is compared stands in the address, so that it can be sent:
// #compare=NAME@K,NAME@K

const pair = new Pair(byId("video-a"), byId("video-b"), showPair);
let sides = null; // [{shot, take}, {shot, take}] while the dialog is open
let beforehand = null; // what had the focus

function openCompare(a, b) {
  stopAll();
  const dialog = byId("compare");
  if (!dialog.open) {
    beforehand = document.activeElement;
    fillTakeLists();
    dialog.showModal();
    byId("tray-in-compare").append(byId("tray"));
  }
  sides = [a, b];
  byId("take-a").value = takeName(a.shot, a.take);
  byId("take-b").value = takeName(b.shot, b.take);
  for (const [id, side] of [["a", a], ["b", b]]) {
    const caption = byId(`video-${id}`).parentElement.querySelector("figcaption");
    const { clip } = side.take;
    const more = [side.take.chosen && "chosen", SOURCES[clip.source], `${clip.w}×${clip.h}`].filter(Boolean);
    caption.replaceChildren(element("b", "", id.toUpperCase()), ` ${side.shot.name}, take ${side.take.k} · ${more.join(" · ")}`);
    byId(`video-${id}`).setAttribute("aria-label", `${id.toUpperCase()}: take ${side.take.k} of ${side.shot.name}`);
    byId(`hear-${id}`).disabled = !clip.sound;
    byId(`choose-${id}`).disabled = side.shot.takes.length < 2;
  }
  pair.load(a.take.clip, b.take.clip);
  history.replaceState(null, "", `#compare=${sides.map((s) => takeName(s.shot, s.take)).join(",")}`);
  byId("play").focus();
}

function closed() {
  pair.unload();
  sides = null;
  document.body.append(byId("tray"));
  history.replaceState(null, "", location.pathname + location.search);
  beforehand?.focus();
}

/** Every take that has a clip, to choose from. */
function fillTakeLists() {
  const lists = [byId("take-a"), byId("take-b")];
  if (lists[0].options.length) return;
  for (const shot of board.shots) {
    for (const take of shot.takes) {
      if (!take.clip) continue;
      const text = `${shot.n}  ${shot.name}, take ${take.k}${take.chosen ? " ★" : ""}`;
      for (const list of lists) list.append(new Option(text, takeName(shot, take)));
    }
  }
}

/** What the fragment asks for. */
function readFragment() {
  const match = /^#compare=([^,]+),([^,]+)$/.exec(location.hash.replaceAll("%40", "@").replaceAll("%2C", ","));
  if (!match) return;
  const found = [readTake(match[1]), readTake(match[2])];
  if (found.every((side) => side?.take.clip)) openCompare(...found);
  else say(`There is nothing to compare: ${match[1]} and ${match[2]}`);
}

function showPair() {
  if (!sides || !pair.clips) return;
  const at = pair.frame;
  if (document.activeElement !== byId("frame") || pair.rate) byId("frame").value = at;
  byId("frame").max = byId("scrub").max = pair.last;
  byId("scrub").value = at;
  byId("scrub").setAttribute("aria-valuetext", `frame ${at} of ${pair.last}`);
  byId("frames").textContent = `of ${pair.last} · ${timeCode(at)}`;
  byId("play").textContent = pair.rate ? "Stop" : "Play";
  byId("rate").textContent = pair.rate && pair.rate !== 1 ? `${pair.rate}×` : "";
  byId("offset").textContent = `B ${pair.offset >= 0 ? "+" : "−"}${Math.abs(pair.offset)} fr`;
  byId("loop").setAttribute("aria-pressed", String(pair.loop));
  for (const [n, id] of ["a", "b"].entries()) {
    const { shot, take } = sides[n];
    byId(`hear-${id}`).setAttribute("aria-pressed", String(pair.heard === id));
    byId(`choose-${id}`).setAttribute("aria-pressed", String(choices.get(shot.name) === take.k));
  }
}

function timeCode(frame) {
  const two = (number) => String(number).padStart(2, "0");
  const seconds = Math.floor(frame / FPS);
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}:${two(frame % FPS)}`;
}

function setView(wipe) {
  byId("stage").classList.toggle("wipe", wipe);
  byId("view-side").setAttribute("aria-pressed", String(!wipe));
  byId("view-wipe").setAttribute("aria-pressed", String(wipe));
  byId("wipe").hidden = !wipe;
}

function cutAt(part) {
  byId("wipe").value = Math.round(1000 * part);
  byId("stage").style.setProperty("--cut", `${100 * Math.max(0, Math.min(1, part))}%`);
}

function chooseSide(number) {
  choosing(sides[number].shot, sides[number].take);
  showPair();
}

const swap = () => openCompare(sides[1], sides[0]);

const KEYS = {
  j: () => pair.faster(-1),
  k: () => pair.pause(),
  l: () => pair.faster(1),
  " ": () => pair.toggle(),
  ArrowLeft: () => pair.step(-1),
  ArrowRight: () => pair.step(1),
  Home: () => pair.step(-Infinity),
  End: () => pair.step(Number.MAX_SAFE_INTEGER),
  o: () => toggleLoop(),
  g: () => byId("frame").select(),
  w: () => setView(!byId("stage").classList.contains("wipe")),
  s: swap,
  "[": () => pair.shift(-1),
  "]": () => pair.shift(1),
  1: () => pair.hear("a"),
  2: () => pair.hear("b"),
};

function toggleLoop() {
  pair.loop = !pair.loop;
  showPair();
}

function compareKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, key } = event;
  const typing = target.matches("select, input[type=number]") || (target.matches("input[type=range]") && key.startsWith("Arrow"));
  if (typing && key !== "Enter") return;
  if (target.matches("button") && key === " " && target.id !== "play") return; // the button's own
  const act = KEYS[key.length === 1 ? key.toLowerCase() : key];
  if (!act) return;
  event.preventDefault();
  act();
}

function makeCompare() {
  const on = (id, act) => byId(id).addEventListener("click", act);
  on("play", () => pair.toggle());
  on("back", () => pair.step(-1));
  on("forth", () => pair.step(1));
  on("loop", toggleLoop);
  on("later", () => pair.shift(-1));
  on("earlier", () => pair.shift(1));
  on("hear-a", () => pair.hear("a"));
  on("hear-b", () => pair.hear("b"));
  on("choose-a", () => chooseSide(0));
  on("choose-b", () => chooseSide(1));
  on("view-side", () => setView(false));
  on("view-wipe", () => setView(true));
  on("swap", swap);
  on("close", () => byId("compare").close());
  byId("compare").addEventListener("close", closed);
  byId("compare").addEventListener("keydown", compareKey);
  byId("scrub").addEventListener("input", (event) => pair.step(event.target.value - pair.frame));
  byId("frame").addEventListener("change", (event) => pair.step(event.target.value - pair.frame));
  byId("frame").addEventListener("keyup", (event) => event.key === "Enter" && byId("play").focus());
  byId("wipe").addEventListener("input", (event) => cutAt(event.target.value / 1000));
  for (const [number, id] of ["take-a", "take-b"].entries()) {
    byId(id).addEventListener("change", (event) => {
      const asked = readTake(event.target.value);
      openCompare(...(number ? [sides[0], asked] : [asked, sides[1]]));
    });
  }
  byId("stage").addEventListener("pointerdown", (event) => {
    if (!byId("stage").classList.contains("wipe")) return;
    byId("stage").setPointerCapture(event.pointerId);
    drag(event);
  });
  byId("stage").addEventListener("pointermove", (event) => event.buttons && drag(event));
  addEventListener("hashchange", readFragment);
}

function drag(event) {
  if (!byId("stage").classList.contains("wipe")) return;
  const box = byId("stage").getBoundingClientRect();
  cutAt((event.clientX - box.left) / box.width);
}
