// Which shots are seen: by words, states, a tag. What is given narrows; several states widen.

const SEVERAL = "several takes";
const wantedStates = new Set();
const searchable = new Map(); // shot name → its words

function readWords() {
  searchable.clear();
  for (const shot of board.shots) {
    const names = [...(shot.cast || []), ...(shot.styles || []), ...(shot.tags || [])];
    searchable.set(shot.name, [shot.name, shot.prompt, shot.note, ...names].join("\n").toLowerCase());
  }
}

function fits(shot, words, tag) {
  const text = searchable.get(shot.name);
  return (
    words.every((word) => text.includes(word)) &&
    (!tag || (shot.tags || []).includes(tag)) &&
    (!wantedStates.size || shot.states.some((state) => wantedStates.has(state)) || (wantedStates.has(SEVERAL) && shot.takes.length > 1))
  );
}

function filterShots() {
  const words = byId("text").value.toLowerCase().split(/\s+/).filter(Boolean);
  const tag = byId("tag").value;
  let seen = 0;
  for (const shot of board.shots) {
    const fit = fits(shot, words, tag);
    rows.get(shot.name).hidden = !fit;
    seen += fit;
  }
  const all = board.shots.length;
  byId("count").textContent = seen === all ? `${all} shot${all === 1 ? "" : "s"}` : `${seen} of ${all} shots`;
  byId("none").hidden = seen > 0;
}

/** What there is to filter by, with what is wanted of it. */
function showFilters() {
  readWords();
  const counts = new Map();
  const count = (name) => counts.set(name, (counts.get(name) || 0) + 1);
  board.shots.forEach((shot) => shot.states.forEach(count));
  board.shots.filter((shot) => shot.takes.length > 1).forEach(() => count(SEVERAL));
  for (const name of wantedStates) if (!counts.has(name)) counts.set(name, 0);
  byId("states").replaceChildren();
  for (const [name, number] of counts) {
    const chip = element("button", "", name);
    chip.type = "button";
    chip.setAttribute("aria-pressed", String(wantedStates.has(name)));
    chip.append(element("span", "", number));
    chip.addEventListener("click", () => {
      const on = !wantedStates.delete(name);
      if (on) wantedStates.add(name);
      chip.setAttribute("aria-pressed", String(on));
      filterShots();
    });
    byId("states").append(chip);
  }
  const tags = [...new Set(board.shots.flatMap((shot) => shot.tags || []))].sort();
  const tag = byId("tag");
  const wanted = tag.value;
  if (wanted && !tags.includes(wanted)) tags.push(wanted);
  tag.hidden = !tags.length;
  tag.replaceChildren(tag.options[0], ...tags.map((name) => new Option(name, name)));
  tag.value = wanted;
  filterShots();
}

function makeFilters() {
  byId("text").addEventListener("input", filterShots);
  byId("tag").addEventListener("change", filterShots);
  byId("all").addEventListener("click", () => {
    byId("text").value = byId("tag").value = "";
    wantedStates.clear();
    for (const chip of byId("states").children) chip.setAttribute("aria-pressed", "false");
    filterShots();
  });
  showFilters();
}
