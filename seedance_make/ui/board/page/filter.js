// Which shots are seen: by words, states, a tag. What is given narrows; several states widen.

const SEVERAL = "several takes";
const wantedStates = new Set();
const searchable = new Map(
  board.shots.map((shot) => [
    shot.name,
    [shot.name, shot.prompt, shot.note, ...(shot.cast || []), ...(shot.styles || []), ...(shot.tags || [])]
      .join("\n")
      .toLowerCase(),
  ]),
);

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

function makeFilters() {
  const counts = new Map();
  const count = (name) => counts.set(name, (counts.get(name) || 0) + 1);
  board.shots.forEach((shot) => shot.states.forEach(count));
  board.shots.filter((shot) => shot.takes.length > 1).forEach(() => count(SEVERAL));
  for (const [name, number] of counts) {
    const chip = element("button", "", name);
    chip.type = "button";
    chip.setAttribute("aria-pressed", "false");
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
  byId("tag").hidden = !tags.length;
  byId("tag").append(...tags.map((tag) => new Option(tag, tag)));
  byId("text").addEventListener("input", filterShots);
  byId("tag").addEventListener("change", filterShots);
  byId("all").addEventListener("click", () => {
    byId("text").value = byId("tag").value = "";
    wantedStates.clear();
    for (const chip of byId("states").children) chip.setAttribute("aria-pressed", "false");
    filterShots();
  });
  filterShots();
}
