// The page of `watch`: what the server sends takes the place of what stands here, shot by shot. What a person looks at
// stays: the place on the page, the filters, the clip that plays.

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** The whole page as it is now. */
function showNow(now) {
  const place = placeOnPage();
  showHead(now);
  const before = new Map(shots);
  board.pick = now.data.pick;
  board.shots = now.data.shots;
  shots.clear();
  for (const shot of board.shots) shots.set(shot.name, shot);
  for (const name of before.keys()) if (!shots.has(name)) dropRow(name);
  for (const shot of board.shots) {
    const old = before.get(shot.name);
    if (!old) sight.observe(makeRow(shot));
    else if (!same(old, shot) && rows.get(shot.name).dataset.full) refill(rows.get(shot.name), old, shot);
  }
  inOrder();
  showFilters();
  for (const [name, number] of choices) {
    const take = shots.has(name) && takeOf(shots.get(name), number);
    if (!take || take.chosen) choices.delete(name);
  }
  showTray();
  showCompared();
  place();
}

function showHead(now) {
  document.title = `${now.title} – board`;
  document.querySelector("h1").textContent = now.title;
  const pairs = now.totals.map(([name, value]) => {
    const pair = element("div");
    pair.append(element("dt", "", name), element("dd", "", value));
    return pair;
  });
  document.querySelector(".totals").replaceChildren(...pairs);
}

/** Remember what is at the top of the window; gives what puts it there again. */
function placeOnPage() {
  const top = document.querySelector(".tools").getBoundingClientRect().bottom;
  const row = [...rows.values()].find((one) => !one.hidden && one.getBoundingClientRect().bottom > top);
  const before = row?.getBoundingClientRect().top;
  return () => {
    if (row?.isConnected && !row.hidden && scrollY) scrollBy({ top: row.getBoundingClientRect().top - before, behavior: "instant" });
  };
}

function dropRow(name) {
  const row = rows.get(name);
  for (const frame of row.querySelectorAll(".frame")) stopIn(frame);
  sight.unobserve(row);
  row.remove();
  rows.delete(name);
}

/** Each row in its place; one that is there already is not touched, for a clip may play in it. */
function inOrder() {
  let next = byId("shots").firstElementChild;
  for (const shot of board.shots) {
    const row = rows.get(shot.name);
    if (row === next) next = next.nextElementSibling;
    else byId("shots").insertBefore(row, next);
  }
}

/** A row made anew. The frame of a clip that is still the same moves over, and what plays in it goes on; so does that of
 * a clip whose successor is not there yet. A new clip plays on from where the old one was. */
function refill(row, old, shot) {
  const frames = new Map([...row.querySelectorAll(".take")].map((tile) => [Number(tile.dataset.take), tile.querySelector(".frame")]));
  const focused = focusedIn(row);
  for (const part of [...row.children].slice(1)) part.remove();
  delete row.dataset.full;
  fillRow(row);
  for (const tile of row.querySelectorAll(".take")) {
    const number = Number(tile.dataset.take);
    const [before, now] = [takeOf(old, number)?.clip, takeOf(shot, number).clip];
    const frame = frames.get(number);
    frames.delete(number);
    if (!frame) continue;
    if (now && !same(before, now)) playOn(frame, tile.querySelector(".frame"), now);
    else if (now || frame.querySelector("img, video")) tile.querySelector(".frame").replaceWith(frame);
    if (!now && frame.isConnected) frame.querySelector(".mark").textContent = SOURCES.older;
  }
  for (const frame of frames.values()) stopIn(frame);
  focused?.();
}

function playOn(from, to, clip) {
  if (!playing.includes(from)) return;
  const at = from.querySelector("video").currentTime;
  const look = from.dataset.look === "true";
  stopIn(from);
  playIn(to, clip, look);
  to.querySelector("video").currentTime = at;
}

/** Remember which control of a row has the focus; gives what focuses it again. */
function focusedIn(row) {
  const at = document.activeElement;
  const take = row.contains(at) && at.closest(".take")?.dataset.take;
  if (!take || at.localName === "video") return null;
  return () => row.querySelector(`.take[data-take="${take}"] .${at.classList[0]}`)?.focus({ preventScroll: true });
}

/** What is being compared stays open; where one of its clips is a new one, that is looked at. */
function showCompared() {
  for (const id of ["take-a", "take-b"]) byId(id).replaceChildren();
  if (!sides) return;
  fillTakeLists();
  const now = sides.map((side) => readTake(takeName(side.shot, side.take)));
  if (!now.every((side) => side?.take.clip)) byId("compare").close();
  else if (!same(now.map((side) => side.take.clip), sides.map((side) => side.take.clip))) openCompare(...now);
  else {
    sides = now;
    byId("take-a").value = takeName(now[0].shot, now[0].take);
    byId("take-b").value = takeName(now[1].shot, now[1].take);
    showPair();
  }
}

const liveness = element("span", "badge", "live");
liveness.setAttribute("role", "status");
document.querySelector(".head").append(liveness);
const stream = new EventSource("events");
stream.addEventListener("board", (event) => {
  const now = JSON.parse(event.data);
  liveness.textContent = now.current ? "live" : "the storyboard has an error";
  showNow(now);
});
stream.addEventListener("error", () => {
  liveness.textContent = "watch has ended";
});
