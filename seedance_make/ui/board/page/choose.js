// Choices: which take of which shot, and the command that writes them into the storyboard. Kept in this browser
// until they are done: a reload, or a new page after a build, forgets nothing that is still to be said.

const choices = new Map(); // shot name → take number
const KEPT = `seedance-make choices ${location.pathname}`;

function choosing(shot, take) {
  const same = take.chosen || choices.get(shot.name) === take.k;
  if (same) choices.delete(shot.name);
  else choices.set(shot.name, take.k);
  say(same ? `${shot.name}: no other take` : `${shot.name}: take ${take.k}`);
  showChoice(shot);
  showTray();
}

/** The command to type. Names of shots need no quotes. */
function pickCommand() {
  const [before, after] = board.pick;
  const named = board.shots.filter((shot) => choices.has(shot.name));
  return before + named.map((shot) => ` ${shot.name} ${choices.get(shot.name)}`).join("") + after;
}

function showChoice(shot) {
  for (const tile of rows.get(shot.name).querySelectorAll(".take")) {
    const picked = choices.get(shot.name) === Number(tile.dataset.take);
    tile.classList.toggle("picked", picked);
    tile.querySelector(".choose").setAttribute("aria-pressed", String(picked));
  }
}

function showTray() {
  const count = choices.size;
  byId("tray").hidden = !count;
  byId("tray-count").textContent = `${count} choice${count === 1 ? "" : "s"}`;
  byId("tray-command").textContent = pickCommand();
  keep(JSON.stringify([...choices]));
}

function keep(text) {
  try {
    localStorage.setItem(KEPT, text);
  } catch {
    // a browser that keeps nothing for files: the choices last as long as the page
  }
}

/** Choices of before that are still to be said: the take is there, and is not the chosen one yet. */
function readKept() {
  let kept = [];
  try {
    kept = JSON.parse(localStorage.getItem(KEPT)) || [];
  } catch {
    return;
  }
  for (const [name, number] of kept) {
    const shot = shots.get(name);
    const take = shot && takeOf(shot, number);
    if (take && !take.chosen) choices.set(name, number);
  }
}

async function copyCommand() {
  const place = byId("tray-command");
  try {
    await navigator.clipboard.writeText(place.textContent);
  } catch {
    getSelection().selectAllChildren(place);
    document.execCommand("copy");
  }
  byId("tray-copy").textContent = "Copied";
  say("Copied");
  setTimeout(() => (byId("tray-copy").textContent = "Copy"), 1600);
}

function makeTray() {
  readKept();
  byId("tray-copy").addEventListener("click", copyCommand);
  byId("tray-clear").addEventListener("click", () => {
    const named = [...choices.keys()];
    choices.clear();
    named.forEach((name) => showChoice(shots.get(name)));
    showTray();
  });
  showTray();
}
