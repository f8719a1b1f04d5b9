"use strict";
// What the page knows, and small words for it. Foreign text reaches the page as text nodes alone, never as markup.

const board = JSON.parse(document.getElementById("data").content.textContent);
const FPS = 24;

const byId = (id) => document.getElementById(id);
const shots = new Map(board.shots.map((shot) => [shot.name, shot]));

/** A new element with a class and a text. */
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A copy of what stands in a <template>. */
const copyOf = (id) => byId(id).content.cloneNode(true);

/** Credits as people see them: to a tenth of a cent. */
const dollars = (credits) => "$" + (credits / 1000).toLocaleString("en-US", { minimumFractionDigits: 3 });

/** The take of that number, or undefined. */
const takeOf = (shot, number) => shot.takes.find((take) => take.k === number);

/** `SHOT@K`, as the command line and the fragment write it. */
const takeName = (shot, take) => `${shot.name}@${take.k}`;

/** `SHOT@K` → its shot and its take, or null. */
function readTake(text) {
  const at = text.lastIndexOf("@");
  const shot = shots.get(text.slice(0, at));
  const take = shot && takeOf(shot, Number(text.slice(at + 1)));
  return take ? { shot, take } : null;
}

/** Tell people who listen. */
function say(text) {
  byId("say").textContent = text;
}
